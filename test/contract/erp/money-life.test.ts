import { CUSTOMER, ENSURED, invoice, setUpItems } from './meridian.ts';
import { credit, payment, refund, usd } from './money.ts';
import { openRoom, type Room } from './room.ts';

/** Meridian's invoice of 170,136.98. */
const BILLED = 17_013_698n;

describe('money and credits in the ledger', () => {
  let room: Room;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  const run = (name: string, command: unknown) => {
    story += 1;
    return room.command(name, command, `op_m${story}:${name}`);
  };
  const done = async (name: string, command: unknown) => {
    const answer = await run(name, command);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  const posted = async () => {
    story += 1;
    const id = `inv_m${story}`;
    await done('postInvoice', { invoice: invoice(id), contractId: 'ctr_meridian' });
    return id;
  };
  /** What is open on a document in the mirror, in minor units. */
  const openOn = async (documentId: string) => {
    const [row] = await room.sql<{ open_minor: string; status: string }>(
      'select open_minor, status from erp.posting where document_id = $1',
      [documentId],
    );
    return row === undefined ? null : [BigInt(row.open_minor), row.status];
  };
  const effects = () => room.sandbox.ledger.effects();
  const movementsOf = (kind: string) => {
    const summary = effects()
      .filter((effect) => effect.kind === kind)
      .at(-1)?.summary as { readonly postings: readonly Record<string, string>[] };
    return summary.postings.map(({ account, debit, credit: other }) => `${account} ${debit} ${other}`);
  };

  it('are a credit memo that lowers its open invoice, read back and shown at once', async () => {
    const id = await posted();
    const outcome = await done('postCreditMemo', { creditMemo: credit(`cm_${id}`, id, 5_000_000n) });
    expect(outcome).toMatchObject({ status: 'VERIFIED', total: usd(5_000_000n), effect: { type: 'creditMemo' } });
    expect(movementsOf('creditMemo.created')).toEqual(['1100 0 5000000', '2500 5000000 0']);
    expect(await openOn(id)).toEqual([BILLED - 5_000_000n, 'VERIFIED']);
    expect(await openOn(`cm_${id}`)).toEqual([0n, 'VERIFIED']);
    const [memo] = await room.entities('... on CreditMemo { posting { status documentNumber } }', [
      { __typename: 'CreditMemo', id: `cm_${id}` },
    ]);
    expect(memo.posting).toMatchObject({ status: 'VERIFIED', documentNumber: outcome.documentNumber });
  });

  it('are credit on account where the invoice has less open than is credited, never a negative receivable', async () => {
    const id = await posted();
    await done('applyPayment', { payment: payment(`pay_${id}`, id, 16_000_000n) });
    // Billing had not heard of the payment when it issued the credit.
    await done('postCreditMemo', { creditMemo: credit(`cm_${id}`, id, 5_000_000n) });
    expect(await openOn(id)).toEqual([0n, 'VERIFIED']);
    expect(await openOn(`cm_${id}`)).toEqual([-(5_000_000n - (BILLED - 16_000_000n)), 'VERIFIED']);
  });

  it('are credit on account as far as billing left the invoice alone', async () => {
    const id = await posted();
    const kept = { reducesInvoice: usd(1_000n), onAccount: usd(2_000n) };
    await done('postCreditMemo', { creditMemo: credit(`cm_${id}`, id, 3_000n, kept) });
    expect(await openOn(id)).toEqual([BILLED - 1_000n, 'VERIFIED']);
    expect(await openOn(`cm_${id}`)).toEqual([-2_000n, 'VERIFIED']);
  });

  it('are payments in parts, each applied to what is open, the last one beyond it on account', async () => {
    const id = await posted();
    const first = await done('applyPayment', { payment: payment(`pay_${id}a`, id, 10_000_000n) });
    expect(first).toMatchObject({ status: 'VERIFIED', period: '2026-08', effect: { type: 'customerPayment' } });
    expect(movementsOf('customerPayment.created')).toEqual(['1000 10000000 0', '1100 0 10000000']);
    expect(await openOn(id)).toEqual([BILLED - 10_000_000n, 'VERIFIED']);
    await done('applyPayment', { payment: payment(`pay_${id}b`, id, 8_000_000n) });
    expect(await openOn(id)).toEqual([0n, 'VERIFIED']);
    expect(await openOn(`pay_${id}b`)).toEqual([BILLED - 18_000_000n, 'VERIFIED']);
    const [shown] = await room.entities('... on Payment { posting { status journalEntries { lines { account } } } }', [
      { __typename: 'Payment', id: `pay_${id}a` },
    ]);
    expect(shown.posting).toMatchObject({ status: 'VERIFIED', journalEntries: [{ lines: [{ account: '1000' }, {}] }] });
  });

  it('are not money that did not come in', async () => {
    const id = await posted();
    for (const status of ['PENDING', 'FAILED', 'UNKNOWN'] as const) {
      expect(await run('applyPayment', { payment: payment(`pay_${id}`, id, 1n, { status }) })).toMatchObject({
        error: { kind: 'Rejected', code: 'PAYMENT_NOT_RECEIVED' },
      });
    }
  });

  it('make the receivable stand again when a payment is taken back, and leave its month alone', async () => {
    const id = await posted();
    const paid = payment(`pay_${id}`, id, BILLED);
    await done('applyPayment', { payment: paid });
    await room.books.period('Aug 2026', { closed: true });
    await room.erp.settle();
    room.clock.set(new Date('2026-09-10T09:00:00Z'));
    const outcome = await done('reversePayment', { payment: { ...paid, status: 'DISPUTED' } });
    expect(outcome).toMatchObject({ status: 'VERIFIED', period: '2026-09', total: usd(BILLED) });
    expect(movementsOf('journalEntry.created')).toEqual([`1100 ${BILLED} 0`, `1000 0 ${BILLED}`]);
    expect(await openOn(id)).toEqual([BILLED, 'VERIFIED']);
    expect(await openOn(paid.paymentId)).toEqual([0n, 'REVERSED']);
    const before = effects().length;
    // Once, whatever operation asks; and money that was taken back counts again only by a person's word.
    expect(await done('reversePayment', { payment: { ...paid, status: 'FAILED' } })).toMatchObject({
      status: 'VERIFIED',
    });
    expect(await run('applyPayment', { payment: paid })).toMatchObject({
      error: { kind: 'Unmappable', field: 'status' },
    });
    expect(effects()).toHaveLength(before);
    room.clock.set(new Date('2026-08-29T09:00:00Z'));
    await room.books.period('Aug 2026', { closed: false });
    await room.erp.settle();
  });

  it('go back from the credit on account of a credit memo', async () => {
    const id = await posted();
    await done('applyPayment', { payment: payment(`pay_${id}`, id, BILLED) });
    const kept = { reducesInvoice: usd(0n), refunded: usd(4_000_000n) };
    await done('postCreditMemo', { creditMemo: credit(`cm_${id}`, id, 4_000_000n, kept) });
    expect(await openOn(`cm_${id}`)).toEqual([-4_000_000n, 'VERIFIED']);
    const given = refund(`re_${id}`, `pay_${id}`, 4_000_000n, { creditMemoId: `cm_${id}`, invoiceId: id });
    const outcome = await done('postRefund', { refund: given });
    expect(outcome).toMatchObject({ status: 'VERIFIED', total: usd(4_000_000n), effect: { type: 'customerRefund' } });
    expect(movementsOf('customerRefund.created')).toEqual(['1010 0 4000000', '1100 4000000 0']);
    expect(await openOn(`cm_${id}`)).toEqual([0n, 'VERIFIED']);
    expect(await openOn(id)).toEqual([0n, 'VERIFIED']);
    // A second one of the same credit would be money that nobody owes.
    const again = refund(`re_${id}b`, `pay_${id}`, 1n, { creditMemoId: `cm_${id}`, invoiceId: id });
    expect(await run('postRefund', { refund: again })).toMatchObject({ error: { code: 'CREDIT_USED' } });
  });

  it('go back from a payment: the invoice that it paid is owed again by as much', async () => {
    const id = await posted();
    await done('applyPayment', { payment: payment(`pay_${id}`, id, BILLED) });
    await done('postRefund', { refund: refund(`re_${id}a`, `pay_${id}`, 1_000_000n, { invoiceId: id }) });
    expect(await openOn(id)).toEqual([1_000_000n, 'VERIFIED']);
    await done('postRefund', { refund: refund(`re_${id}b`, `pay_${id}`, 2_000_000n, { invoiceId: id }) });
    expect(await openOn(id)).toEqual([3_000_000n, 'VERIFIED']);
    expect(await openOn(`pay_${id}`)).toEqual([0n, 'VERIFIED']);
    const tooMuch = refund(`re_${id}c`, `pay_${id}`, BILLED, { invoiceId: id });
    expect(await run('postRefund', { refund: tooMuch })).toMatchObject({ error: { code: 'CREDIT_USED' } });
  });

  it('owe nothing any more once the invoice was voided, in the month of the voiding', async () => {
    const id = await posted();
    const command = { invoiceId: id, legalEntity: 'US', voidedOn: '2026-08-30' };
    const outcome = await done('voidInvoice', { ...command, postingPeriod: '2026-09' });
    expect(outcome).toMatchObject({ status: 'VERIFIED', period: '2026-09', total: usd(BILLED) });
    expect(await openOn(id)).toEqual([0n, 'REVERSED']);
    const before = effects().length;
    expect(await done('voidInvoice', command)).toMatchObject({ documentNumber: outcome.documentNumber });
    expect(effects()).toHaveLength(before);
    const [customer] = await room.entities('... on Customer { receivable { balance { amount } } }', [
      { __typename: 'Customer', id: CUSTOMER.customerId },
    ]);
    const [sum] = await room.sql<{ sum: string }>('select sum(open_minor) as sum from erp.posting');
    expect(customer.receivable[0].balance.amount.replace('.', '')).toBe(sum?.sum);
  });

  it('wait for what has to be there first, by name, and write nothing', async () => {
    const before = effects().length;
    const missing = (prerequisite: string, id: string) => ({
      error: { kind: 'MissingPrerequisite', prerequisite, id },
    });
    const noInvoice = missing('INVOICE_POSTING', 'inv_none');
    expect(await run('postCreditMemo', { creditMemo: credit('cm_x', 'inv_none', 1n) })).toMatchObject(noInvoice);
    expect(await run('applyPayment', { payment: payment('pay_x', 'inv_none', 1n) })).toMatchObject(noInvoice);
    const voided = { invoiceId: 'inv_none', legalEntity: 'US', voidedOn: '2026-08-30' };
    expect(await run('voidInvoice', voided)).toMatchObject(noInvoice);
    const noPayment = missing('PAYMENT_POSTING', 'pay_none');
    expect(await run('postRefund', { refund: refund('re_x', 'pay_none', 1n) })).toMatchObject(noPayment);
    expect(await run('reversePayment', { payment: payment('pay_none', null, 1n) })).toMatchObject(noPayment);
    const stranger = payment('pay_y', null, 1n, { customerId: 'cust_nobody' });
    expect(await run('applyPayment', { payment: stranger })).toMatchObject(missing('CUSTOMER', 'cust_nobody'));
    expect(effects()).toHaveLength(before);
  });

  it('are refused for a closed month, which says where they could go, and go there when told so', async () => {
    const id = await posted();
    await room.books.period('Aug 2026', { arLocked: true });
    const paid = payment(`pay_${id}`, id, 100n);
    const closed = { error: { kind: 'ClosedPeriod', period: '2026-08', firstOpen: '2026-09' } };
    expect(await run('applyPayment', { payment: paid })).toMatchObject(closed);
    expect(await run('postCreditMemo', { creditMemo: credit(`cm_${id}`, id, 100n) })).toMatchObject(closed);
    const outcome = await done('applyPayment', { payment: paid, postingPeriod: '2026-09' });
    expect(outcome.period).toBe('2026-09');
    const [row] = await room.sql<{ issued_on: string; period: string }>(
      'select issued_on::text, period from erp.posting where document_id = $1',
      [paid.paymentId],
    );
    expect(row).toEqual({ issued_on: '2026-08-25', period: '2026-09' });
    await room.books.period('Aug 2026', { arLocked: false });
    await room.erp.settle();
  });

  it('are previewed as a credit memo would be posted', async () => {
    const before = effects().length;
    const { value } = await room.command('previewCreditMemo', { creditMemo: credit('cm_p', null, 500n) });
    expect(value.journals[0].lines).toMatchObject([
      { account: '1100', debit: null, credit: usd(500n) },
      { account: '2500', debit: usd(500n), credit: null },
    ]);
    expect(effects()).toHaveLength(before);
  });

  it('are found by the document that they stand for', async () => {
    const id = await posted();
    await done('applyPayment', { payment: payment(`pay_${id}`, id, 100n) });
    expect((await room.command('readPosting', { documentId: `pay_${id}` })).value).toMatchObject({
      documentId: `pay_${id}`,
      status: 'VERIFIED',
      period: '2026-08',
      total: usd(100n),
    });
  });
});
