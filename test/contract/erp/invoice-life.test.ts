import { accountingPeriodId, legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { AUGUST_INVOICE, CUSTOMER, ENSURED, journal, setUpItems } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const POSTING = `... on Invoice { id posting {
  status documentNumber postedAt variance { amount currency }
  legalEntity { id code functionalCurrency erp }
  period { id name status startsOn endsOn }
  provenance { system vendor connection stale }
  journalEntries { postedOn source { __typename id } period { id }
    lines { account accountName debit { amount currency } credit { amount } dimensions { name value } } } } }`;

describe('an invoice in the ledger', () => {
  let room: Room;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
  });

  afterAll(() => room.close());

  it('is posted for the billed amount, line by line, and read back', async () => {
    const ensured = await room.command('ensureCustomer', ENSURED, 'op_1:ensureErpCustomer');
    expect(ensured).toMatchObject({ ok: true, value: { effect: { system: 'ERP', type: 'customer' } } });

    const command = { invoice: AUGUST_INVOICE, contractId: 'ctr_meridian' };
    const posted = await room.command('postInvoice', command, 'op_1:postInvoice');
    expect(posted).toMatchObject({
      ok: true,
      value: {
        documentNumber: 'INV1001',
        status: 'VERIFIED',
        period: '2026-08',
        total: { minor: '17013698', currency: 'USD' },
        effect: { type: 'invoice' },
      },
    });

    await room.erp.settle();
    const { value: calls } = await room.command('readVendorCalls', { keyPrefix: 'op_1:postInvoice' });
    const path = `/services/rest/record/v1/invoice/eid:inv%3A${AUGUST_INVOICE.invoiceId}`;
    const written = calls.filter(({ method }: { readonly method: string }) => method === 'PUT');
    expect(written).toMatchObject([{ system: 'ERP', commandKey: 'op_1:postInvoice', status: 204 }]);
    expect(written[0].path).toContain(path);
    expect(JSON.stringify(calls)).not.toContain('Bearer');

    const [invoice] = await room.entities(POSTING, [{ __typename: 'Invoice', id: AUGUST_INVOICE.invoiceId }]);
    expect(invoice.posting).toMatchObject({
      status: 'VERIFIED',
      documentNumber: 'INV1001',
      variance: { amount: '0.00', currency: 'USD' },
      legalEntity: { id: legalEntityId('US'), code: 'US', functionalCurrency: 'USD', erp: 'netsuite-main' },
      period: { id: accountingPeriodId('US', '2026-08'), name: 'Aug 2026', status: 'OPEN' },
      provenance: { system: 'ERP', vendor: 'netsuite', connection: 'netsuite-main', stale: false },
    });
    const [entry] = invoice.posting.journalEntries;
    expect(entry.source).toEqual({ __typename: 'Invoice', id: AUGUST_INVOICE.invoiceId });
    expect(
      entry.lines.map((line: Record<string, { amount: string } | null>) => [
        line['account'],
        line['debit']?.amount ?? null,
        line['credit']?.amount ?? null,
      ]),
    ).toEqual([
      ['1100', '170136.98', null],
      ['2500', '226849.32', null],
      ['2500', null, '362958.90'],
      ['2500', null, '34027.40'],
    ]);
  });

  it('makes the customer owe it', async () => {
    const [customer] = await room.entities(
      `... on Customer { receivable { legalEntity { code } balance { amount currency } overdue { amount }
         ageing { label amount { amount } } } }`,
      [{ __typename: 'Customer', id: CUSTOMER.customerId }],
    );
    expect(customer.receivable).toMatchObject([
      {
        legalEntity: { code: 'US' },
        balance: { amount: '170136.98', currency: 'USD' },
        overdue: { amount: '0.00' },
        ageing: [
          { label: 'current', amount: { amount: '170136.98' } },
          { label: '1-30', amount: { amount: '0.00' } },
          { label: '31-60' },
          { label: '61-90' },
          { label: '90+' },
        ],
      },
    ]);
  });

  it('says which item and accounts a product is sold on', async () => {
    const [sold, unsold] = await room.entities('... on Product { id erpItem revenueAccount deferredAccount }', [
      { __typename: 'Product', id: 'prod_platform-seat' },
      { __typename: 'Product', id: 'prod_never' },
    ]);
    expect(sold).toMatchObject({ erpItem: 'PLATFORM-SEAT', revenueAccount: '4000', deferredAccount: '2500' });
    expect(unsold).toMatchObject({ id: 'prod_never', erpItem: null, revenueAccount: null, deferredAccount: null });
  });

  it('is followed by a journal of the month, under its contract', async () => {
    const posted = await room.command('postJournals', { batches: [journal('rev:1')] }, 'op_1:postRevenueJournals');
    expect(posted).toMatchObject({
      ok: true,
      value: { entries: [{ batchKey: 'rev:1', documentNumber: 'JE1001', period: '2026-08' }] },
    });
    const { journalEntryId } = posted.value.entries[0];
    const [entry] = await room.entities(
      `... on JournalEntry { postedOn source { __typename id } legalEntity { code } provenance { vendor }
         lines { account debit { amount } credit { amount } dimensions { name value } } }`,
      [{ __typename: 'JournalEntry', id: journalEntryId }],
    );
    expect(entry).toMatchObject({
      postedOn: '2026-08-31',
      source: { __typename: 'Contract', id: 'ctr_meridian' },
      legalEntity: { code: 'US' },
      lines: [
        {
          account: '2500',
          debit: { amount: '68493.15' },
          credit: null,
          dimensions: [
            { name: 'contract', value: 'ctr_meridian' },
            { name: 'obligation', value: 'ob_seats' },
          ],
        },
        { account: '4000', debit: null, credit: { amount: '68493.15' } },
      ],
    });
  });

  it('is previewed as it would be posted, and nothing is written', async () => {
    const before = room.sandbox.ledger.effects().length;
    const command = { invoice: { ...AUGUST_INVOICE, invoiceId: 'inv_other' }, contractId: 'ctr_meridian' };
    const preview = await room.command('previewInvoice', command);
    expect(
      preview.value.journals[0].lines.map((line: Record<string, { minor: string } | null>) => [
        line['account'],
        line['debit']?.minor ?? null,
        line['credit']?.minor ?? null,
      ]),
    ).toEqual([
      ['1100', '17013698', null],
      ['2500', '22684932', null],
      ['2500', null, '36295890'],
      ['2500', null, '3402740'],
    ]);
    const drafts = await room.command('previewJournals', { journals: [journal('rev:x').journal] });
    expect(drafts.value[0].lines.map(({ account }: { account: string }) => account)).toEqual(['2500', '4000']);
    expect(room.sandbox.ledger.effects()).toHaveLength(before);
  });
});
