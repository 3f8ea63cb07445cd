import { AMEND_KEY, ANALYTICS, AUGUST_UPGRADE, CONTRACT_ID, CUSTOMER, START, START_KEY } from './meridian.ts';
import { openRoom, type Room } from './room.ts';
import { sell } from './stories.ts';

const CUSTOMER_QUERY = `query ($id: ID!) { _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer {
  id
  openBalance { amount currency }
  subscriptions(first: 5) { totalCount edges { node { id status currentPeriodStartsOn currentPeriodEndsOn
    contract { id } customer { id } items { quantity unitPrice { amount currency } product { id } } } } }
  invoices(first: 20) { totalCount edges { node { number status issuedOn dueOn total { amount currency } amountDue { amount }
    contract { id } customer { id }
    lines { description amount { amount } quantity proration servicePeriodStartsOn servicePeriodEndsOn product { id } }
    provenance { system vendor connection stale } } } }
} } }`;

describe('the life of a contract in billing', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  it('is billed once in advance, then for what an amendment adds, to the cent', async () => {
    const started = await room.command('startSubscription', START, START_KEY);
    expect(started).toMatchObject({
      ok: true,
      value: {
        invoice: {
          status: 'OPEN',
          customerId: CUSTOMER.customerId,
          contractId: CONTRACT_ID,
          legalEntity: 'US',
          total: { minor: '60000000', currency: 'USD' },
          tax: { minor: '0' },
          lines: [
            {
              productId: 'prod_seats',
              productCode: 'PLATFORM-SEAT',
              quantity: '500',
              serviceStartsOn: '2026-01-01',
              serviceEndsOn: '2026-12-31',
              proration: false,
            },
          ],
        },
        effect: { system: 'BILLING', vendor: 'stripe', connection: 'stripe-main', type: 'subscription' },
      },
    });

    await sell(room, [ANALYTICS]);
    const preview = await room.command('previewAmendment', AUGUST_UPGRADE);
    expect(preview).toMatchObject({ ok: true, value: { total: { minor: '17013698', currency: 'USD' } } });

    const amended = await room.command('amendSubscription', AUGUST_UPGRADE, AMEND_KEY);
    expect(amended).toMatchObject({ ok: true, value: { invoice: { status: 'OPEN', total: { minor: '17013698' } } } });
    expect(amended.value.invoice.lines.map((line: { amount: { minor: string } }) => line.amount.minor)).toEqual([
      '-22684932',
      '36295890',
      '3402740',
    ]);

    const { data, errors } = await room.ask(CUSTOMER_QUERY, { id: CUSTOMER.customerId });
    expect(errors).toEqual([]);
    const [customer] = data._entities;
    expect(customer).toMatchObject({
      openBalance: [{ amount: '770136.98', currency: 'USD' }],
      subscriptions: {
        totalCount: 1,
        edges: [
          {
            node: {
              status: 'NON_RENEWING',
              currentPeriodStartsOn: '2026-01-01',
              currentPeriodEndsOn: '2026-12-31',
              contract: { id: CONTRACT_ID },
              items: [
                { quantity: '800', unitPrice: { amount: '1200.00', currency: 'USD' }, product: { id: 'prod_seats' } },
                { quantity: '1', unitPrice: { amount: '90000.00' }, product: { id: 'prod_analytics' } },
              ],
            },
          },
        ],
      },
      invoices: { totalCount: 2 },
    });
    const invoices = customer.invoices.edges.map(({ node }: { node: unknown }) => node);
    expect(invoices).toContainEqual(
      expect.objectContaining({ status: 'OPEN', total: { amount: '170136.98', currency: 'USD' } }),
    );
    expect(invoices[0]).toMatchObject({ customer: { id: CUSTOMER.customerId }, contract: { id: CONTRACT_ID } });
  });
});
