import {
  fromStripeInvoice,
  fromStripeSubscription,
  movePoint,
  productIdOf,
} from '#billing/connectors/stripe/mapping.ts';
import { lookupKeyOf, toItemChanges, toMinorText } from '#billing/connectors/stripe/prices.ts';
import { invoiceWire, subscriptionWire } from '#billing/connectors/stripe/wire.ts';

const DAY_S = 86_400;
const JANUARY_1 = Date.parse('2026-01-01T00:00:00Z') / 1000;
const JANUARY_1_2027 = Date.parse('2027-01-01T00:00:00Z') / 1000;

const YEARLY = { unit: 'YEAR', count: 1, years: { n: 1n, d: 1n } } as const;

type Change = Readonly<Record<string, unknown>>;

function aSubscription(change: Change = {}, item: Change = {}) {
  return subscriptionWire.parse({
    id: 'sub_1',
    status: 'active',
    customer: 'cus_1',
    currency: 'usd',
    start_date: JANUARY_1,
    cancel_at: null,
    cancel_at_period_end: false,
    pause_collection: null,
    latest_invoice: 'in_1',
    metadata: { revgraph_contract_id: 'ctr_1', revgraph_key: 'op_1:start', revgraph_version: '3', legal_entity: 'US' },
    items: {
      has_more: false,
      data: [
        {
          id: 'si_1',
          quantity: 500,
          current_period_start: JANUARY_1,
          current_period_end: JANUARY_1_2027,
          price: { id: 'price_1', product: 'prd_SEAT', currency: 'usd', unit_amount_decimal: '120000' },
          ...item,
        },
      ],
    },
    ...change,
  });
}

function mapped(change: Change = {}, item: Change = {}) {
  const wire = aSubscription(change, item);
  const subscription = fromStripeSubscription(wire, wire.items.data);
  if (!subscription.ok) throw new Error(subscription.error.kind);
  return subscription.value;
}

describe('a Stripe subscription', () => {
  it.each([
    ['active without an end', {}, 'ACTIVE'],
    ['active with an end date set', { cancel_at: JANUARY_1_2027 }, 'NON_RENEWING'],
    ['active and cancelled at the period’s end', { cancel_at_period_end: true }, 'NON_RENEWING'],
    ['active with collection paused', { pause_collection: { behavior: 'void' } }, 'PAUSED'],
    ['incomplete', { status: 'incomplete' }, 'PENDING'],
    ['unpaid', { status: 'unpaid' }, 'PAST_DUE'],
    ['cancelled', { status: 'canceled', cancel_at: JANUARY_1_2027 }, 'CANCELLED'],
    ['never paid', { status: 'incomplete_expired' }, 'CANCELLED'],
    ['in a status of next year', { status: 'hibernating' }, 'UNKNOWN'],
    ['in a status named like a member of every object', { status: 'constructor' }, 'UNKNOWN'],
  ])('that is %s has its own status', (_what, change, status) => {
    expect(mapped(change).status).toBe(status);
  });

  it('bills to the last day before the next period, by civil days', () => {
    expect(mapped()).toMatchObject({ currentPeriodStartsOn: '2026-01-01', currentPeriodEndsOn: '2026-12-31' });
  });

  it('carries our marks', () => {
    expect(mapped()).toMatchObject({
      contractId: 'ctr_1',
      changeKey: 'op_1:start',
      contractVersion: 3,
      startKey: null,
    });
    expect(mapped({ metadata: {} })).toMatchObject({ contractId: null, changeKey: null, contractVersion: null });
  });

  it('has no quantity where the vendor names none, since one would be invented revenue', () => {
    expect(mapped({}, { quantity: undefined }).items[0]?.quantity).toBeNull();
  });

  it.each([
    ['usd', '120000', '1200'],
    ['usd', '0.5', '0.005'],
    ['jpy', '1200', '1200'],
    ['kwd', '1234567890123.4', '1234567890.1234'],
  ])('has a price in %s with every digit: %s is %s', (currency, unit_amount_decimal, unitPrice) => {
    const price = { id: 'price_1', product: 'prd_SEAT', currency, unit_amount_decimal };
    expect(mapped({}, { price }).items[0]?.unitPrice).toBe(unitPrice);
  });
});

function anInvoice(change: Change = {}, line: Change = {}) {
  const wire = invoiceWire.parse({
    id: 'in_1',
    number: 'A-0001',
    status: 'open',
    customer: 'cus_1',
    currency: 'usd',
    created: JANUARY_1,
    effective_at: JANUARY_1 + DAY_S,
    due_date: JANUARY_1 + 31 * DAY_S,
    total: 60_000_000,
    amount_paid: 0,
    amount_remaining: 60_000_000,
    total_taxes: [{ amount: 700 }, { amount: 77 }],
    parent: { subscription_details: { subscription: 'sub_1', metadata: { revgraph_key: 'op_1:start' } } },
    lines: {
      has_more: false,
      data: [
        {
          id: 'il_1',
          amount: -22_684_932,
          description: 'Unused time',
          quantity: 500,
          period: { start: JANUARY_1, end: JANUARY_1_2027 },
          parent: { subscription_item_details: { proration: true } },
          pricing: { price_details: { price: 'price_1', product: 'prd_SEAT' } },
          ...line,
        },
      ],
    },
    ...change,
  });
  return fromStripeInvoice(wire, wire.lines.data);
}

describe('a Stripe invoice', () => {
  it('keeps its figures as whole minor units', () => {
    expect(anInvoice()).toMatchObject({
      totalMinor: 60_000_000n,
      taxMinor: 777n,
      amountDueMinor: 60_000_000n,
      issuedOn: '2026-01-02',
      dueOn: '2026-02-01',
      changeKey: 'op_1:start',
      lines: [
        { amountMinor: -22_684_932n, serviceStartsOn: '2026-01-01', serviceEndsOn: '2026-12-31', proration: true },
      ],
    });
  });

  it.each(['void', 'paid', 'draft', 'something_new'])('is owed by nobody while it is %s', (status) => {
    expect(anInvoice({ status }).amountDueMinor).toBe(0n);
  });

  it.each([
    ['subscription_update', 'op_1:start'],
    ['subscription_cycle', null],
    ['subscription_threshold', null],
  ])('made for the reason %s is of the change %s, whatever changed the subscription last', (reason, changeKey) => {
    expect(anInvoice({ billing_reason: reason }).changeKey).toBe(changeKey);
  });

  it('is known by its id as long as it has no number', () => {
    expect(anInvoice({ number: null, status: 'draft' })).toMatchObject({ number: 'in_1', status: 'DRAFT' });
  });

  it('has a line of one day where its period has no length', () => {
    const [line] = anInvoice({}, { period: { start: JANUARY_1, end: JANUARY_1 } }).lines;
    expect(line).toMatchObject({ serviceStartsOn: '2026-01-01', serviceEndsOn: '2026-01-01' });
  });

  it('is refused when an amount is no whole number that JSON holds exactly', () => {
    expect(() => anInvoice({ total: Number.MAX_SAFE_INTEGER + 1 })).toThrow();
    expect(() => anInvoice({ total: 0.5 })).toThrow();
  });
});

describe('what Stripe is told', () => {
  it('names every product code by an id of its own', () => {
    const ids = ['PLATFORM-SEAT', 'platform-seat', 'PLATFORM SEAT', 'PLATFORM_SEAT', 'PLATFORM/SEAT', 'SITZ-Ä'].map(
      productIdOf,
    );
    expect(ids[0]).toBe('prd_PLATFORM-SEAT');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('finds a price again however its decimals were written', () => {
    const line = { productId: 'p', productCode: 'A', productName: 'A', quantity: '1', unitPrice: '1200' };
    expect(lookupKeyOf({ ...line, unitPrice: '1200.00' }, 'USD', YEARLY)).toBe(lookupKeyOf(line, 'USD', YEARLY));
    expect(lookupKeyOf(line, 'JPY', YEARLY)).not.toBe(lookupKeyOf(line, 'USD', YEARLY));
  });

  it.each([
    ['1200', 'USD', '120000'],
    ['1100.125', 'USD', '110012.5'],
    ['0.0001', 'USD', '0.01'],
    ['1200', 'JPY', '1200'],
    ['12345678901234567890.12', 'USD', '1234567890123456789012'],
  ])('has %s %s as %s minor units, to the last digit', (price, currency, minor) => {
    expect(toMinorText(price, currency)).toBe(minor);
  });

  it.each([
    ['5', -2, '0.05'],
    ['-5', -2, '-0.05'],
    ['100', -2, '1'],
    ['0.10', 1, '1'],
    ['0', 2, '0'],
  ])('moves the point of %s by %s to %s', (decimal, places, moved) => {
    expect(movePoint(decimal, places)).toBe(moved);
  });

  it('changes items only as far as they differ', () => {
    const standing = [
      { externalId: 'si_1', priceExternalId: 'price_1', productExternalId: 'a', quantity: '500', unitPrice: '1' },
      { externalId: 'si_2', priceExternalId: 'price_2', productExternalId: 'b', quantity: '1', unitPrice: '1' },
      { externalId: 'si_3', priceExternalId: 'price_3', productExternalId: 'c', quantity: '7', unitPrice: '1' },
    ];
    const item = (priceExternalId: string, quantity: string) => ({ priceExternalId, productExternalId: 'x', quantity });
    const wanted = [item('price_1', '800'), item('price_2', '1'), item('price_4', '2')];
    expect(toItemChanges(standing, wanted)).toEqual([
      { id: 'si_1', quantity: 800n },
      { id: 'si_3', deleted: true },
      { price: 'price_4', quantity: 2n },
    ]);
    expect(toItemChanges(standing, [item('price_1', '500'), item('price_2', '1'), item('price_3', '7')])).toEqual([]);
  });
});
