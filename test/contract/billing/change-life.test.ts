import { ANALYTICS, CUSTOMER } from './meridian.ts';
import { openRoom, type Room } from './room.ts';
import { effectsSince, lastEffect, sell, story } from './stories.ts';

describe('changing what billing bills', () => {
  let room: Room;
  let number = 100;
  const current = () => story(number);

  beforeAll(async () => {
    room = await openRoom();
  });

  afterAll(() => room.close());

  beforeEach(() => {
    number += 1;
    room.setDay('2026-08-16T09:00:00Z');
  });

  const begin = async () => {
    const { start, startKey } = current();
    const started = await room.command('startSubscription', start, startKey);
    expect(started).toMatchObject({ ok: true });
    return started.value;
  };
  const itemsOf = async (externalId: string) => {
    const { items } = await room.vendor('GET', `/v1/subscriptions/${externalId}`);
    return items.data.map((item: { quantity: number; price: { unit_amount_decimal: string } }) => [
      item.quantity,
      item.price.unit_amount_decimal,
    ]);
  };

  it('makes one customer of two operations that ask at once', async () => {
    const { ensure } = current();
    const before = lastEffect(room);
    const [one, other] = await Promise.all([
      room.command('ensureCustomer', ensure, `op_${number}_one:ensure`),
      room.command('ensureCustomer', ensure, `op_${number}_other:ensure`),
    ]);
    expect(one).toMatchObject({ ok: true, value: { effect: { type: 'customer' } } });
    expect(other.value.externalId).toBe(one.value.externalId);
    expect(effectsSince(room, before)).toEqual({ 'customer.created': 1 });
  });

  it.each([
    ['a customer that billing knows, at a list price', true, true],
    ['a customer that billing knows, at a price of their own', true, false],
    ['somebody who is no customer yet, at a list price', false, true],
    ['somebody who is no customer yet, at a price of their own', false, false],
  ])('previews a start for %s to the cent of its invoice and writes nothing', async (_whom, isKnown, isListed) => {
    const { ensure, start, startKey } = current();
    if (isKnown) await room.command('ensureCustomer', ensure, `op_${number}:ensure`);
    await sell(room, isListed ? start.lines : start.lines.map((line) => ({ ...line, unitPrice: '1500' })));
    const half = { ...start, startsOn: '2026-07-01' };
    const before = lastEffect(room);
    const preview = await room.command('previewStart', half);
    expect(effectsSince(room, before)).toEqual({});
    const { customerId } = start.customer;
    expect(preview).toMatchObject({ ok: true, value: { status: 'DRAFT', contractId: start.contractId, customerId } });
    const [seats] = start.lines;
    expect(preview.value).toMatchObject({
      legalEntity: 'US',
      lines: [{ productId: seats?.productId, quantity: '500' }],
    });
    const { invoice } = (await room.command('startSubscription', half, startKey)).value;
    // 184 of 365 days of 600,000.00
    expect(invoice.total).toEqual({ minor: '30246575', currency: 'USD' });
    expect(preview.value.total).toEqual(invoice.total);
  });

  it('previews no product that billing does not know, and writes nothing in trying', async () => {
    const { start, amend } = current();
    const error = { kind: 'UnsupportedByVendor', capability: 'preview-of-a-new-product' };
    const first = lastEffect(room);
    expect(await room.command('previewStart', start)).toMatchObject({ ok: false, error });
    expect(effectsSince(room, first)).toEqual({});
    await begin();
    const before = lastEffect(room);
    expect(await room.command('previewAmendment', amend)).toMatchObject({ ok: false, error });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('gives a subscription back exactly as it was, and voids what the amendment billed', async () => {
    const { amend, amendKey, restore } = current();
    const { externalId } = await begin();
    const { invoice } = (await room.command('amendSubscription', amend, amendKey)).value;
    expect(await room.command('restoreSubscription', restore, `${amendKey}:undo`)).toMatchObject({ ok: true });
    expect(await itemsOf(externalId)).toEqual([[500, '120000']]);
    expect(await room.vendor('GET', `/v1/invoices/${invoice.externalId}`)).toMatchObject({ status: 'void' });
    const again = await room.command('amendSubscription', amend, `op_${number}_again:amend`);
    expect(again.value.invoice.total).toEqual({ minor: '17013698', currency: 'USD' });
  });

  it('says of a later invoice what it drew of the credit that fewer seats had brought', async () => {
    const { amend, amendKey, start } = current();
    await begin();
    const [line] = start.lines;
    const fewer = { ...amend, lines: [{ ...line, quantity: '400' }] };
    const less = (await room.command('amendSubscription', fewer, amendKey)).value.invoice;
    expect(less).not.toHaveProperty('creditsDrawn');
    const more = { ...amend, version: 3, lines: [{ ...line, quantity: '405' }] };
    const drawing = (await room.command('amendSubscription', more, `op_${number}_more:amend`)).value.invoice;
    expect(drawing).toMatchObject({
      status: 'PAID',
      creditsDrawn: [{ documentId: less.invoiceId, amount: drawing.total }],
    });
    const rest = 4_536_987 - Number(drawing.total.minor);
    const most = { ...amend, version: 4, lines: [{ ...line, quantity: '600' }] };
    const last = (await room.command('amendSubscription', most, `op_${number}_most:amend`)).value.invoice;
    const drawn = [{ documentId: less.invoiceId, amount: { minor: String(rest), currency: 'USD' } }];
    expect(last).toMatchObject({ status: 'OPEN', creditsDrawn: drawn });
    const state = await room.command('readInvoice', { invoiceId: last.invoiceId });
    expect(state.value).toMatchObject({
      invoice: { creditsDrawn: drawn },
      amountDue: { minor: String(Number(last.total.minor) - rest) },
    });
  });

  it('reverses a credit that was settled at once', async () => {
    const { amend, amendKey, restore, start } = current();
    const { externalId } = await begin();
    const [line] = start.lines;
    const fewer = { ...amend, lines: [{ ...line, quantity: '400' }] };
    const amended = await room.command('amendSubscription', fewer, amendKey);
    // -226,849.32 + 400 × 1,200.00 × 138 / 365
    expect(amended.value.invoice).toMatchObject({ status: 'PAID', total: { minor: '-4536987' } });
    await room.command('restoreSubscription', restore, `${amendKey}:undo`);
    expect(await itemsOf(externalId)).toEqual([[500, '120000']]);
    const { data } = await room.vendor('GET', `/v1/invoices?subscription=${externalId}`);
    const totals: readonly number[] = data.map(({ total }: { total: number }) => total);
    expect([...totals].sort((a, b) => a - b)).toEqual([-4_536_987, 4_536_987, 60_000_000]);
  });

  it('takes nothing back once something newer came', async () => {
    const { amend, amendKey, restore } = current();
    await begin();
    await room.command('amendSubscription', amend, amendKey);
    const newer = { ...amend, version: 3, lines: [amend.lines[0]] };
    expect(await room.command('amendSubscription', newer, `op_${number}_newer:amend`)).toMatchObject({ ok: true });
    const before = lastEffect(room);
    expect(await room.command('restoreSubscription', restore, `${amendKey}:undo`)).toMatchObject({
      error: { kind: 'VersionConflict' },
    });
    expect(await room.command('amendSubscription', amend, `op_${number}_late:amend`)).toMatchObject({
      error: { kind: 'VersionConflict' },
    });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('does not take back a start that was paid', async () => {
    const { cancel, startKey } = current();
    const { invoice } = await begin();
    await room.vendor('POST', `/v1/invoices/${invoice.externalId}/pay`, {});
    const before = lastEffect(room);
    expect(await room.command('cancelStarted', cancel, `${startKey}:undo`)).toMatchObject({
      error: { kind: 'Rejected', code: 'INVOICE_PAID' },
    });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('replaces a price, a product and a quantity in one invoice', async () => {
    const { amend, amendKey, start } = current();
    const { externalId } = await begin();
    const [seats] = start.lines;
    const changed = { ...amend, lines: [{ ...seats, unitPrice: '1100.125', quantity: '600' }, { ...ANALYTICS }] };
    await sell(room, [ANALYTICS]);
    const before = lastEffect(room);
    const preview = await room.command('previewAmendment', changed);
    expect(effectsSince(room, before)).toEqual({});
    const amended = await room.command('amendSubscription', changed, amendKey);
    // -226,849.32 + 600 × 1,100.125 × 138 / 365 + 90,000.00 × 138 / 365
    expect(amended.value.invoice.total).toEqual({
      minor: String(-22_684_932 + 24_956_260 + 3_402_740),
      currency: 'USD',
    });
    expect(preview.value.total).toEqual(amended.value.invoice.total);
    expect(await itemsOf(externalId)).toEqual([
      [600, '110012.5'],
      [1, '9000000'],
    ]);
  });

  it('bills nothing for a change that changes nothing, and keeps its mark', async () => {
    const { amend, amendKey, start } = current();
    await begin();
    const same = { ...amend, lines: start.lines };
    expect(await room.command('previewAmendment', same)).toEqual({ ok: true, value: null, error: null });
    expect(await room.command('amendSubscription', same, amendKey)).toMatchObject({
      ok: true,
      value: { invoice: null },
    });
    expect(await room.command('amendSubscription', same, amendKey, true)).toMatchObject({
      ok: true,
      value: { invoice: null },
    });
  });

  it('tells the invoice of an operation under that operation', async () => {
    const { contractId } = current();
    const { invoice } = await begin();
    expect(
      await room.sql(
        `select legal_entity, customer_id, operation_id, data from event_log.event
         where type = 'invoice.changed' and contract_id = $1`,
        [contractId],
      ),
    ).toEqual([
      {
        legal_entity: 'US',
        customer_id: `cust_${number}`,
        operation_id: `op_${number}op_new`,
        data: {
          invoiceId: invoice.invoiceId,
          status: 'OPEN',
          previousStatus: null,
          total: { minor: '60000000', currency: 'USD' },
        },
      },
    ]);
    expect(await room.command('readInvoice', { invoiceId: invoice.invoiceId })).toEqual({
      ok: true,
      value: { invoice, amountDue: invoice.total, amountPaid: { minor: '0', currency: 'USD' }, payments: [] },
      error: null,
    });
    expect(await room.command('readInvoice', { invoiceId: 'inv_none' })).toEqual({
      ok: true,
      value: null,
      error: null,
    });
  });

  it.each([
    ['a term that is over', { startsOn: '2025-01-01', endsOn: '2025-12-31' }, 'past-term'],
    [
      'more than three years in one invoice',
      { endsOn: '2029-12-31', frequency: 'PREPAID' },
      'interval-beyond-three-years',
    ],
    ['part of a unit', { lines: [{ ...ANALYTICS, quantity: '1.5' }] }, 'fractional-quantity'],
    ['a currency of other places', { currency: 'ISK' }, 'currency-ISK'],
  ])('refuses %s before anything is written', async (_what, change, capability) => {
    const { start, startKey } = current();
    const before = lastEffect(room);
    expect(await room.command('startSubscription', { ...start, ...change }, startKey)).toMatchObject({
      error: { kind: 'UnsupportedByVendor', capability },
    });
    expect(effectsSince(room, before)).toEqual({});
  });

  it('refuses another payload under a key that was used', async () => {
    const { start, startKey } = current();
    await begin();
    expect(
      await room.command('startSubscription', { ...start, customer: { ...CUSTOMER, name: 'Other' } }, startKey),
    ).toMatchObject({ error: { kind: 'Rejected', code: 'IDEMPOTENCY_CONFLICT' } });
  });
});
