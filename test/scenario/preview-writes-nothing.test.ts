import { connect } from '#kit/persistence/connect.ts';
import { putBillingCatalogue } from '#local/demo-world/billing-catalogue.ts';
import { PRODUCTS } from '#local/demo-world/catalogue.ts';
import type { DemoCustomer } from '#local/demo-world/customers.ts';
import { putItems } from '#local/demo-world/ledger.ts';
import { bookDeal, type WonDeal } from '#local/demo-world/operations.ts';
import { putCatalogue, putCustomers, putDeal } from '#local/demo-world/sales.ts';
import { openVendorClients } from '#local/demo-world/vendor-clients.ts';
import { countAll, gained, meridianContract, seats } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface Row {
  readonly period: { readonly startsOn: string };
  readonly obligation: { readonly name: string; readonly startsOn: string };
  readonly amount: Money;
  readonly posted: boolean;
}

interface Previewed {
  readonly operation: { readonly id: string } | null;
  readonly preview: {
    readonly invoiceTotal: Money | null;
    readonly invoiceLines: readonly { readonly amount: Money; readonly product: { readonly code: string } | null }[];
    readonly journalEntries: readonly {
      readonly lines: readonly {
        readonly account: string;
        readonly debit: Money | null;
        readonly credit: Money | null;
      }[];
    }[];
    readonly revenueAfter: readonly Row[];
    readonly treatment: string | null;
  } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

const ANSWER = `operation { id } userErrors { code message } preview { treatment
  invoiceTotal { amount currency } invoiceLines { amount { amount currency } product { code } }
  journalEntries { lines { account debit { amount currency } credit { amount currency } } }
  revenueAfter { period { startsOn } obligation { name startsOn } amount { amount currency } posted } }`;

/** Somebody whom billing has never seen, in the other entity's currency. */
const NEWCOMER: DemoCustomer = {
  key: 'newcomer',
  name: 'Oderbruch Solar',
  entity: 'DE',
  currency: 'EUR',
  country: 'DE',
  owner: 'Ines Albrecht',
  deals: [
    {
      key: 'newcomer-platform',
      startsOn: '2026-08-01',
      endsOn: '2027-07-31',
      lines: [
        { product: 'PLATFORM-SEAT', quantity: '100' },
        { product: 'PREMIUM-ANALYTICS', quantity: '1' },
      ],
      paidAfterDays: null,
    },
  ],
};

const MERIDIAN_MORE: DemoCustomer = {
  ...NEWCOMER,
  key: 'meridian',
  name: 'Meridian Health Systems',
  entity: 'US',
  currency: 'USD',
  country: 'US',
  deals: [
    {
      key: 'meridian-audit',
      startsOn: '2026-07-01',
      endsOn: '2026-12-31',
      lines: [{ product: 'AUDIT-TRAIL', quantity: '500' }],
      paidAfterDays: null,
    },
  ],
};

/** In the CRM's price book and, until a test puts it into the ledger, nowhere else. */
const UNKNOWN_AT_BILLING = {
  code: 'EDGE-GATEWAY',
  name: 'Edge gateway',
  prices: { USD: '7000.00', EUR: '6300.00' },
  incomeAccount: '4000',
  deferredAccount: '2500',
};

let world: TestProduct;
let newcomer: WonDeal;
let meridianMore: WonDeal;
beforeAll(async () => {
  world = await startTestProduct({ intake: false });
  const vendors = await openVendorClients(world.vendors, world.secrets);
  const catalogue = await putCatalogue(vendors, [...PRODUCTS, UNKNOWN_AT_BILLING]);
  const accounts = await putCustomers(vendors, [NEWCOMER, MERIDIAN_MORE]);
  const win = async (customer: DemoCustomer) => {
    const [deal] = customer.deals;
    if (deal === undefined) throw new Error(`${customer.name} has no deal`);
    return putDeal(vendors, customer, deal, { ...catalogue, accounts });
  };
  newcomer = await win(NEWCOMER);
  meridianMore = await win(MERIDIAN_MORE);
  await world.product().settle();
}, 120_000);
afterAll(() => world?.close());

/** What was written on our side: every row of these, except for what a mirror read. */
async function written(): Promise<Readonly<Record<string, string>>> {
  const client = await connect(world.database.url, 'preview test');
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('operations', 'event_log', 'revrec') and tablename not in ('executor', 'connection')
        or tablename in ('command_log', 'subscription_change', 'workflow_status')
     order by 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ digest: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(row::text, '|' order by row::text)), '') as digest from ${name} as row`,
    );
    digests[name] = rows[0]?.digest ?? '';
  }
  await client.end();
  return digests;
}

/** Asks for something and holds what was written, anywhere, against what was there before. */
async function withoutATrace(ask: () => Promise<Previewed>): Promise<Previewed> {
  const [rows, effects] = [await written(), countAll(world)];
  expect(Object.keys(rows)).toEqual(
    expect.arrayContaining(['operations.operation', 'operations.line', 'event_log.event']),
  );
  const answer = await ask();
  await world.product().settle();
  expect(gained(world, effects)).toEqual({ salesforce: {}, stripe: {}, netsuite: {} });
  expect(await written()).toEqual(rows);
  expect(answer.operation).toBeNull();
  return answer;
}

async function previewAmendment(changes: readonly Record<string, unknown>[]): Promise<Previewed> {
  const contract = await meridianContract(world);
  const input = { ...seats(contract, 800, 'preview'), changes, dryRun: true };
  const { answer } = await world.graph<{ answer: Previewed }>(
    `mutation ($input: AmendContractInput!) { answer: amendContract(input: $input) { ${ANSWER} } }`,
    { input },
  );
  return answer;
}

async function previewBooking(deal: WonDeal): Promise<Previewed> {
  const { customers } = await world.graph<{
    customers: { edges: { node: { opportunities: { edges: { node: Opportunity }[] } } }[] };
  }>(
    `query ($search: String!) { customers(first: 1, filter: { search: $search }) { edges { node {
       opportunities(first: 10) { edges { node { id provenance { externalId } } } } } } } }`,
    { search: deal.customer },
  );
  const deals = customers.edges.flatMap(({ node }) => node.opportunities.edges);
  const opportunityId = deals.find(({ node }) => node.provenance.externalId === deal.externalId)?.node.id;
  const { answer } = await world.graph<{ answer: Previewed }>(
    `mutation ($input: BookOpportunityInput!) { answer: bookOpportunity(input: $input) { ${ANSWER} } }`,
    { input: { opportunityId, idempotencyKey: `preview ${deal.externalId}`, dryRun: true } },
  );
  return answer;
}

interface Opportunity {
  readonly id: string;
  readonly provenance: { readonly externalId: string };
}

const moreSeats = { setQuantity: { productCode: 'PLATFORM-SEAT', quantity: '800' } };
const analyticsAt = (price: object) => ({ addProduct: { productCode: 'PREMIUM-ANALYTICS', quantity: '1', ...price } });

const cents = (money: Money | null) => BigInt((money?.amount ?? '0.00').replace('.', ''));

/** What the preview's journals debit an account with, less what they credit it with; of all accounts it must be nothing. */
function netDebit({ preview }: Previewed, wanted?: string): bigint {
  const lines = preview?.journalEntries.flatMap((entry) => entry.lines) ?? [];
  return lines
    .filter(({ account }) => wanted === undefined || account === wanted)
    .reduce((net, { debit, credit }) => net + cents(debit) - cents(credit), 0n);
}

function invoiced({ preview }: Previewed) {
  return {
    total: preview?.invoiceTotal,
    lines: preview?.invoiceLines.map(({ amount, product }) => `${product?.code} ${amount.amount}`),
  };
}

function revenueOf({ preview }: Previewed, month: string) {
  const rows = preview?.revenueAfter.filter(({ period }) => period.startsOn === month) ?? [];
  return rows.map(({ obligation, amount }) => `${obligation.name} from ${obligation.startsOn}: ${amount.amount}`);
}

describe('a preview leaves no trace in any system', () => {
  it('of an amendment at the list price, with the figures of the worked example', async () => {
    const answer = await withoutATrace(() => previewAmendment([moreSeats, analyticsAt({})]));
    expect(answer.userErrors).toEqual([]);
    expect(answer.preview?.treatment).toBe('SEPARATE_CONTRACT');
    expect(invoiced(answer)).toEqual({
      total: { amount: '170136.98', currency: 'USD' },
      lines: ['PLATFORM-SEAT -226849.32', 'PLATFORM-SEAT 362958.90', 'PREMIUM-ANALYTICS 34027.40'],
    });
    expect([netDebit(answer, '1100'), netDebit(answer)]).toEqual([17_013_698n, 0n]);
    expect(revenueOf(answer, '2026-08-01').sort()).toEqual([
      'Platform seat from 2026-01-01: 50958.90',
      'Platform seat from 2026-08-16: 15780.82',
      'Premium Analytics from 2026-08-16: 3945.21',
    ]);
  }, 60_000);

  it('of an amendment at a price that billing does not list', async () => {
    const answer = await withoutATrace(() => previewAmendment([moreSeats, analyticsAt({ unitPrice: '75000.00' })]));
    expect(answer.userErrors).toEqual([]);
    expect(answer.preview?.treatment).toBe('PROSPECTIVE');
    // 75,000.00 × 138 / 365
    expect(invoiced(answer)).toEqual({
      total: { amount: '164465.74', currency: 'USD' },
      lines: ['PLATFORM-SEAT -226849.32', 'PLATFORM-SEAT 362958.90', 'PREMIUM-ANALYTICS 28356.16'],
    });
    expect([netDebit(answer, '1100'), netDebit(answer)]).toEqual([16_446_574n, 0n]);
  }, 60_000);

  it('of an amendment by a product that the ledger or billing does not know, which is refused', async () => {
    const unknown = { addProduct: { productCode: UNKNOWN_AT_BILLING.code, quantity: '1' } };
    const unmapped = await withoutATrace(() => previewAmendment([unknown]));
    expect([unmapped.preview, unmapped.userErrors.map(({ code }) => code)]).toEqual([null, ['ITEM_UNMAPPED']]);
    await putItems(await openVendorClients(world.vendors, world.secrets), [UNKNOWN_AT_BILLING]);
    await world.product().settle();
    const { preview, userErrors } = await withoutATrace(() => previewAmendment([unknown]));
    expect(preview).toBeNull();
    expect(userErrors).toMatchObject([
      { code: 'UNSUPPORTED_BY_VENDOR', message: expect.stringContaining('preview-of-a-new-product') },
    ]);
  }, 60_000);

  it('of a deal of a customer whom billing knows', async () => {
    const answer = await withoutATrace(() => previewBooking(meridianMore));
    expect(answer.userErrors).toEqual([]);
    // 500 × 240.00 × 184 / 365
    expect(invoiced(answer)).toEqual({
      total: { amount: '60493.15', currency: 'USD' },
      lines: ['AUDIT-TRAIL 60493.15'],
    });
    expect([netDebit(answer, '1100'), netDebit(answer)]).toEqual([6_049_315n, 0n]);
    expect(revenueOf(answer, '2026-08-01')).toEqual(['Audit trail from 2026-07-01: 10191.78']);
  }, 60_000);

  it('of a deal of somebody who is no customer yet, and the booking then bills what it said', async () => {
    const answer = await withoutATrace(() => previewBooking(newcomer));
    expect(answer.userErrors).toEqual([]);
    const total = { amount: '190000.00', currency: 'EUR' };
    const lines = ['PLATFORM-SEAT 108000.00', 'PREMIUM-ANALYTICS 82000.00'];
    expect(invoiced(answer)).toEqual({ total, lines });
    expect([netDebit(answer, '1100'), netDebit(answer)]).toEqual([19_000_000n, 0n]);
    // 31 of 365 days
    expect(revenueOf(answer, '2026-08-01').sort()).toEqual([
      'Platform seat from 2026-08-01: 9172.60',
      'Premium Analytics from 2026-08-01: 6964.38',
    ]);

    const before = countAll(world);
    await bookDeal(world.graph, newcomer);
    const { customers } = await world.graph<{ customers: { edges: { node: unknown }[] } }>(
      `query { customers(first: 1, filter: { search: "Oderbruch" }) { edges { node {
         invoices(first: 5) { edges { node { total { amount currency } } } } } } } }`,
      {},
    );
    expect(customers.edges).toEqual([{ node: { invoices: { edges: [{ node: { total } }] } } }]);
    // Everything that it sold stood in billing's catalogue.
    const kinds = Object.keys(gained(world, before)['stripe'] ?? {});
    expect(kinds).toContain('subscription.created');
    expect(kinds.filter((kind) => /^(product|price)\./.test(kind))).toEqual([]);
  }, 60_000);
});

describe('the catalogue that the demo world puts into billing', () => {
  it('is put there once, however often', async () => {
    const vendors = await openVendorClients(world.vendors, world.secrets);
    const catalogue = await putCatalogue(vendors, PRODUCTS);
    const before = countAll(world);
    await putBillingCatalogue(vendors, PRODUCTS, catalogue);
    expect(gained(world, before)['stripe']).toEqual({});
  });
});
