import { openRoom, type Room } from './room.ts';
import { effectsSince, lastEffect, story } from './stories.ts';
import { type Change, type Telling, tellingOf } from './telling.ts';

const usd = (minor: number) => ({ minor: String(minor), currency: 'USD' });

describe('the lifecycle of a contract in billing', () => {
  let room: Room;
  let number = 500;
  let telling: Telling;

  // Each story lets time pass, and a poll does not look behind what it has read.
  beforeEach(async () => {
    room = await openRoom();
    number += 1;
    telling = tellingOf(room, number);
  });

  afterEach(() => room.close());

  const key = (step: string) => telling.key(step);
  const begin = (change?: Change) => telling.begin(change);
  const seats = () => telling.seats();
  const acting = (change?: Change) => telling.acting(change);
  const totals = () => telling.totals();
  const statusOf = (externalId: string) => telling.statusOf(externalId);

  it.each([
    ['MONTHLY', '2026-08-01', [50_000_00, 50_000_00, 50_000_00]],
    ['QUARTERLY', '2026-08-01', [150_000_00]],
    ['SEMI_ANNUAL', '2026-08-01', [300_000_00]],
    ['ANNUAL', '2026-08-01', [600_000_00]],
  ])('bills 600,000.00 a year %s, exactly', async (frequency, startsOn, billed) => {
    await begin({ frequency, startsOn, endsOn: '2027-07-31' });
    room.setDay('2026-10-15T00:00:00Z');
    expect(await totals()).toEqual(billed.map(String));
  });

  it('bills two years in advance at once, and a year of three each year', async () => {
    const prepaid = await begin({ frequency: 'PREPAID', endsOn: '2027-12-31' });
    expect(prepaid.invoice.total).toEqual(usd(1_200_000_00));
    telling = tellingOf(room, 600);
    const yearly = await begin({ endsOn: '2028-12-31' });
    expect(yearly.invoice).toMatchObject({
      total: usd(600_000_00),
      lines: [{ serviceStartsOn: '2026-01-01', serviceEndsOn: '2026-12-31' }],
    });
    room.setDay('2027-01-02T00:00:00Z');
    expect(await totals()).toEqual(['60000000', '60000000']);
  });

  it('rounds a price that does not divide once a line and interval', async () => {
    const lines = [{ ...seats(), unitPrice: '1000', quantity: '1' }];
    await begin({ frequency: 'MONTHLY', startsOn: '2026-08-01', endsOn: '2027-07-31', lines });
    room.setDay('2027-08-02T00:00:00Z');
    // Twelve times 83.33: four cents short of the year's 1,000.00, which reconciliation sees.
    expect(await totals()).toEqual(Array.from({ length: 12 }, () => '8333'));
  });

  it('charges once with the first invoice, and not again with an amendment that still names it', async () => {
    const setup = {
      ...seats(),
      productCode: `SETUP-${number}`,
      productId: 'prod_setup',
      quantity: '1',
      unitPrice: '5000',
    };
    const once = { ...setup, chargeModel: 'ONE_TIME' };
    const begun = await begin({ lines: [seats(), once] });
    expect(begun.invoice.total).toEqual(usd(605_000_00));
    const { amend, amendKey } = story(number);
    const lines = [{ ...seats(), quantity: '800' }, once];
    const preview = await room.command('previewAmendment', { ...amend, lines });
    const amended = await room.command('amendSubscription', { ...amend, lines }, amendKey);
    expect(amended.value.invoice.total).toEqual(usd(136_109_58));
    expect(preview.value.total).toEqual(amended.value.invoice.total);
    const milestone = { ...once, quantity: '3', chargeModel: 'MILESTONE' };
    const more = { ...amend, version: 3, lines: [{ ...seats(), quantity: '801' }, milestone] };
    const billed = await room.command('amendSubscription', more, key('milestone'));
    // One more seat for 138 of 365 days, and the two units that were not charged before.
    expect(billed.value.invoice.total).toEqual(usd(453_70 + 10_000_00));
  });

  it('ends on the day, credits the unused time to the cent, and goes on as it was when that is taken back', async () => {
    const { amend, amendKey } = story(number);
    const { externalId } = await begin();
    await room.command('amendSubscription', amend, amendKey);
    const cancel = acting({ effectiveOn: '2026-10-01', refund: 'PRORATED', version: 3 });
    const before = lastEffect(room);
    const preview = await room.command('previewCancellation', cancel);
    expect(effectsSince(room, before)).toEqual({});
    // 92 of 365 days of 800 seats and of the module
    expect(preview.value.map(({ amount }: { amount: unknown }) => amount)).toEqual([usd(151_232_88), usd(113_424_65)]);
    const cancelled = await room.command('cancelSubscription', cancel, key('cancel'));
    expect(cancelled).toMatchObject({ ok: true, value: { externalId, credits: preview.value } });
    expect((await statusOf(externalId)).cancelAt).toBe(Date.parse('2026-10-01') / 1000);
    const { contractId } = story(number);
    const issue = { contractId, credits: cancelled.value.credits, reason: 'Cancelled' };
    expect(await room.command('issueCreditMemos', issue, key('credits'))).toMatchObject({ ok: true });
    expect((await room.command('previewCancellation', cancel)).value).toEqual([]);
    await room.command('voidCreditMemos', { contractId, issueKey: key('credits') }, key('credits:undo'));
    const undo = { contractId, amendKey: key('cancel') };
    expect(await room.command('restoreSubscription', undo, key('cancel:undo'))).toMatchObject({ ok: true });
    expect((await statusOf(externalId)).cancelAt).toBe(Date.parse('2027-01-01') / 1000);
  });

  it('ends at once when the day has come, and goes on in another subscription when that is taken back', async () => {
    const { externalId } = await begin();
    const cancel = acting({ refund: 'FULL' });
    const cancelled = await room.command('cancelSubscription', cancel, key('cancel'));
    expect(cancelled.value.credits).toMatchObject([{ amount: usd(600_000_00), lines: [{ amount: usd(600_000_00) }] }]);
    expect((await statusOf(externalId)).status).toBe('canceled');
    const { contractId } = story(number);
    const before = lastEffect(room);
    const undo = { contractId, amendKey: key('cancel') };
    expect(await room.command('restoreSubscription', undo, key('cancel:undo'))).toMatchObject({ ok: true });
    expect(effectsSince(room, before)).toEqual({ 'subscription.created': 1 });
    const facts = (await room.command('readContractBilling', { contractId })).value;
    expect(facts).toMatchObject({ status: 'NON_RENEWING', contractVersion: 1 });
    expect(await totals()).toEqual(['60000000']);
    const { amend, amendKey } = story(number);
    const amended = await room.command('amendSubscription', amend, amendKey);
    expect(amended.value.invoice.total).toEqual(usd(170_136_98));
  });

  it('begins later, under the same id, and is billed on its first day', async () => {
    const later = await begin({ startsOn: '2026-10-01', endsOn: '2027-09-30' });
    expect(later.invoice).toBeNull();
    const { contractId } = story(number);
    const read = async () => (await room.command('readContractBilling', { contractId })).value;
    expect(await read()).toMatchObject({ subscriptionId: later.subscriptionId, status: 'PENDING', invoices: [] });
    room.setDay('2026-10-02T00:00:00Z');
    expect(await totals()).toEqual(['60000000']);
    expect(await read()).toMatchObject({ subscriptionId: later.subscriptionId, status: 'NON_RENEWING' });
    const { amend, amendKey } = story(number);
    const more = { ...amend, effectiveOn: '2026-10-01', lines: [{ ...seats(), quantity: '501' }] };
    const amended = await room.command('amendSubscription', more, amendKey);
    expect(amended.value.invoice.total).toEqual(usd(1_200_00));
  });

  it('ramps up step by step', async () => {
    const first = { ...seats(), quantity: '100', endsOn: '2027-07-31' };
    const second = { ...seats(), quantity: '200', startsOn: '2027-08-01' };
    const begun = await begin({ startsOn: '2026-08-01', endsOn: '2028-07-31', lines: [first, second] });
    expect(begun.invoice.total).toEqual(usd(120_000_00));
    room.setDay('2027-08-02T00:00:00Z');
    expect(await totals()).toEqual(['12000000', '24000000']);
    const { amend, amendKey } = story(number);
    const less = { ...amend, effectiveOn: '2027-08-01', lines: [{ ...seats(), quantity: '150' }] };
    expect(await room.command('amendSubscription', less, amendKey)).toMatchObject({ ok: true });
  });

  it('is renewed for another term with other lines, billed when it begins, and not when that is taken back', async () => {
    const begun = await begin();
    const { contractId } = story(number);
    const renewal = telling.renewal({ lines: [{ ...seats(), quantity: '600' }] });
    const preview = await room.command('previewRenewal', renewal);
    expect(preview.value).toMatchObject({
      issuedOn: '2027-01-01',
      dueOn: '2027-01-31',
      total: usd(720_000_00),
      lines: [{ serviceStartsOn: '2027-01-01', serviceEndsOn: '2027-12-31' }],
    });
    const renewed = await room.command('renewSubscription', renewal, key('renew'));
    expect(renewed).toMatchObject({ ok: true, value: { invoice: null } });
    const again = await room.command(
      'renewSubscription',
      { ...renewal, version: 3, startsOn: '2027-02-01' },
      key('gap'),
    );
    expect(again).toMatchObject({ error: { code: 'TERM_INVALID' } });
    const undo = { contractId, amendKey: key('renew') };
    expect(await room.command('restoreSubscription', undo, key('renew:undo'))).toMatchObject({ ok: true });
    const other = await room.command('renewSubscription', renewal, key('renew-again'));
    room.setDay('2027-01-02T00:00:00Z');
    expect(await totals()).toEqual(['60000000', '72000000']);
    const facts = (await room.command('readContractBilling', { contractId })).value;
    expect(facts).toMatchObject({ subscriptionId: other.value.subscriptionId, contractVersion: 2 });
    expect((await statusOf(begun.externalId)).status).toBe('canceled');
  });

  it('is paused and resumed, once each', async () => {
    const { externalId } = await begin({ frequency: 'MONTHLY', startsOn: '2026-08-01', endsOn: '2027-07-31' });
    const paused = await room.command('pauseSubscription', acting(), key('pause'));
    expect(paused).toMatchObject({ ok: true, value: { invoice: null } });
    expect((await room.command('readContractBilling', { contractId: story(number).contractId })).value.status).toBe(
      'PAUSED',
    );
    room.setDay('2026-09-15T00:00:00Z');
    const late = acting({ version: 3 });
    expect(await room.command('pauseSubscription', late, key('again'))).toMatchObject({
      error: { code: 'ALREADY_PAUSED' },
    });
    expect(await room.command('resumeSubscription', late, key('resume'))).toMatchObject({ ok: true });
    expect((await statusOf(externalId)).pause).toBeNull();
    room.setDay('2026-10-15T00:00:00Z');
    await room.billing.settle();
    const { invoices } = (await room.command('readContractBilling', { contractId: story(number).contractId })).value;
    const statuses = invoices.map(({ invoice }: { invoice: { status: string } }) => invoice.status);
    expect(statuses).toEqual(['OPEN', 'VOID', 'OPEN']);
    const undo = { contractId: story(number).contractId, amendKey: key('resume') };
    expect(await room.command('restoreSubscription', undo, key('resume:undo'))).toMatchObject({ ok: true });
    expect((await statusOf(externalId)).pause).toMatchObject({ behavior: 'void' });
  });

  it('moves its end, and back', async () => {
    const { externalId } = await begin();
    const { amend, amendKey, restore } = story(number);
    const longer = { ...amend, lines: [seats()], endsOn: '2027-03-31' };
    expect(await room.command('amendSubscription', longer, amendKey)).toMatchObject({ ok: true });
    expect((await statusOf(externalId)).cancelAt).toBe(Date.parse('2027-04-01') / 1000);
    expect(await room.command('restoreSubscription', restore, `${amendKey}:undo`)).toMatchObject({ ok: true });
    expect((await statusOf(externalId)).cancelAt).toBe(Date.parse('2027-01-01') / 1000);
  });

  it('changes from prepaid to monthly: the unused year is credited, then a month is billed at a time', async () => {
    const { externalId } = await begin();
    const { amend, amendKey } = story(number);
    const monthly = { ...amend, lines: [seats()], frequency: 'MONTHLY' };
    const preview = await room.command('previewAmendment', monthly);
    const changed = await room.command('amendSubscription', monthly, amendKey);
    // 138 of 365 days back, and the month from 16 August.
    expect(changed.value.invoice.total).toEqual(usd(-226_849_32 + 50_000_00));
    expect(preview.value.total).toEqual(changed.value.invoice.total);
    expect((await statusOf(externalId)).status).toBe('canceled');
    const again = await room.command('amendSubscription', monthly, amendKey);
    expect(again.value).toEqual(changed.value);
    room.setDay('2026-09-20T00:00:00Z');
    expect(await totals()).toEqual(['60000000', String(-176_849_32), '5000000']);
  });

  it('goes back from monthly to prepaid when that is taken back', async () => {
    await begin();
    const { amend, amendKey, restore, contractId } = story(number);
    const monthly = { ...amend, lines: [seats()], frequency: 'MONTHLY' };
    const changed = await room.command('amendSubscription', monthly, amendKey);
    expect(await room.command('restoreSubscription', restore, `${amendKey}:undo`)).toMatchObject({ ok: true });
    expect((await statusOf(changed.value.externalId)).status).toBe('canceled');
    const { customer } = await room.vendor('GET', `/v1/subscriptions/${changed.value.externalId}`);
    expect((await room.vendor('GET', `/v1/customers/${customer}`)).balance).toBe(0);
    const facts = (await room.command('readContractBilling', { contractId })).value;
    expect(facts).toMatchObject({ status: 'NON_RENEWING', contractVersion: 1 });
  });

  it('keeps drafts until the ledger has numbered them', async () => {
    await fetch(`${room.sandbox.url}/__sandbox/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ draftWindowS: 3600 }),
    });
    const begun = await begin({ invoiceIssuer: 'ERP' });
    expect(begun.invoice).toMatchObject({ status: 'DRAFT', total: usd(600_000_00) });
    room.setDay('2026-08-20T00:00:00Z');
    const { invoiceId } = begun.invoice;
    expect((await room.command('readInvoice', { invoiceId })).value.invoice.status).toBe('DRAFT');
    const credit = { contractId: null, credits: [{ invoiceId, amount: usd(1) }], reason: 'Early' };
    expect(await room.command('issueCreditMemos', credit, key('early'))).toMatchObject({
      error: { kind: 'MissingPrerequisite', prerequisite: 'INVOICE_POSTING', id: invoiceId },
    });
    const { amend, amendKey } = story(number);
    const amended = await room.command('amendSubscription', amend, amendKey);
    expect(amended.value.invoice).toMatchObject({ status: 'DRAFT', total: usd(170_136_98) });
    const issued = await room.command('issueInvoice', { invoiceId, number: 'INV-4711' }, key('issue'));
    expect(issued).toMatchObject({ ok: true, value: { invoice: { status: 'OPEN', number: 'INV-4711' } } });
    const other = { invoiceId, number: 'INV-4712' };
    expect(await room.command('issueInvoice', other, key('other'))).toMatchObject({
      error: { code: 'INVOICE_ISSUED' },
    });
  });

  it('sets the customer’s name right, and tells of a name that somebody else gave', async () => {
    await begin();
    const { start } = story(number);
    const { customerId } = start.customer;
    const [row] = await room.sql<{ external_id: string }>('select external_id from billing.customer where id = $1', [
      customerId,
    ]);
    const path = `/v1/customers/${row?.external_id}`;
    await room.vendor('POST', path, { name: 'Meridian Holdings' });
    await room.billing.settle();
    const contested = await room.sql<{ data: unknown }>(
      `select data from event_log.event where type = 'ownership.contested' and customer_id = $1`,
      [customerId],
    );
    expect(contested.map(({ data }) => data)).toEqual([
      { entity: 'customer', id: customerId, field: 'name', system: 'BILLING', value: 'Meridian Holdings' },
    ]);
    expect((await room.vendor('GET', path)).name).toBe('Meridian Holdings');
    const renamed = { customer: { ...start.customer, name: 'Meridian Health Group' } };
    const before = lastEffect(room);
    expect(await room.command('ensureCustomer', renamed, key('name'))).toMatchObject({ ok: true });
    expect((await room.vendor('GET', path)).name).toBe('Meridian Health Group');
    expect(await room.command('ensureCustomer', renamed, key('name-again'))).toMatchObject({ ok: true });
    expect(effectsSince(room, before)).toEqual({ 'customer.updated': 1 });
  });
});
