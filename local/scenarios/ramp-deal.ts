import type { DemoDeal } from '../demo-world/customers.ts';
import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import { startedByNews } from './operations.ts';
import { negotiate, newCompany, seenDeal, sign } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * Three years from 16 August 2026: 100 seats at 1,200.00, then 150 at 1,260.00, then 200 at 1,320.00 come to 120,000.00 +
 * 189,000.00 + 264,000.00 = 573,000.00. Every seat is the same service, so each of the 450 seat-years earns the same:
 * 573,000.00 / 450 × 100 = 127,333.33 in the first year, 191,000.00 and 254,666.67 in the others. August 2026 has 16 of the
 * first year's 365 days: 127,333.33 × 16 / 365 = 5,581.74. Billed is the first year, so 120,000.00 − 5,581.74 =
 * 114,418.26 are deferred.
 */
const STEPS: Omit<DemoDeal, 'key'> = {
  startsOn: '2026-08-16',
  endsOn: '2029-08-15',
  closedOn: '2026-08-16',
  frequency: 'ANNUAL',
  paidAfterDays: null,
  lines: [
    { product: 'PLATFORM-SEAT', quantity: '100', unitPrice: '1200.00', startsOn: '2026-08-16', endsOn: '2027-08-15' },
    { product: 'PLATFORM-SEAT', quantity: '150', unitPrice: '1260.00', startsOn: '2027-08-16', endsOn: '2028-08-15' },
    { product: 'PLATFORM-SEAT', quantity: '200', unitPrice: '1320.00', startsOn: '2028-08-16', endsOn: '2029-08-15' },
  ],
};

/** A deal over three years grows in price and quantity; while its term is incomplete nothing leaves the CRM. */
export const rampDeal: Scenario = {
  name: 'ramp-deal',
  title: 'A ramp over three years, 100 to 200 seats: held while incomplete, then in billing and revenue step by step',
  play: async (stage) => {
    const customer = newCompany(stage, 'Mesa Verde Labs');
    const deal = { ...STEPS, key: customer.key };
    const won = await negotiate(stage, customer, deal);
    await setLastDay(stage, deal, null);
    await sign(stage, deal);
    const { customerId } = await seenDeal(stage, won);
    await checkHeld(stage, customerId, won.customer);

    await setLastDay(stage, deal, deal.endsOn);
    const booking = await startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
    stage.check.equal('booking: finalization', booking.finalization, 'DONE');
    await checkDone(stage, customerId);
    await checkSteps(stage, customerId, needed(booking.contract, 'No contract came of the deal.').id);
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31' });
  },
};

async function setLastDay(stage: Stage, { key }: DemoDeal, endsOn: string | null): Promise<void> {
  const { salesforce } = await stage.vendors();
  await salesforce('PATCH', `/sobjects/Opportunity/RevgraphKey__c/${key}`, { TermEnd__c: endsOn });
}

interface Held {
  readonly customer: {
    readonly exceptions: {
      readonly edges: readonly { readonly node: { readonly status: string; readonly explanation: string } }[];
    };
  };
}

async function exceptionsOf({ graph }: Stage, customerId: string) {
  const { customer } = await graph<Held>(
    'query ($id: ID!) { customer(id: $id) { exceptions(first: 5) { edges { node { status explanation } } } } }',
    { id: customerId },
  );
  return customer.exceptions.edges.map(({ node }) => node);
}

/** A person is told what is missing, and neither billing nor the ledger has heard of the customer. */
async function checkHeld(stage: Stage, customerId: string, name: string): Promise<void> {
  const { check } = stage;
  const held = await stage.eventually('an exception about the incomplete deal', async () => {
    const [open] = await exceptionsOf(stage, customerId);
    return open;
  });
  check.equal('incomplete: says what is missing', held.explanation.includes('last day of the term'), true);
  for (const vendor of ['stripe', 'netsuite'] as const) {
    const effects = ((await stage.ledger(vendor)) ?? []).filter(({ summary }) =>
      JSON.stringify(summary).includes(name),
    );
    check.equal(`incomplete: effects in ${vendor}`, effects.length, 0);
  }
}

async function checkDone(stage: Stage, customerId: string): Promise<void> {
  const open = (await exceptionsOf(stage, customerId)).filter(({ status }) => status === 'OPEN');
  stage.check.equal('complete: exceptions still open', open.length, 0);
}

interface Ramp {
  readonly contract: {
    readonly totalValue: { readonly amount: string };
    readonly lines: readonly { readonly quantity: string; readonly startsOn: string }[];
    readonly revenueContract: {
      readonly obligations: readonly { readonly startsOn: string; readonly allocated: { readonly amount: string } }[];
    };
  };
}

async function checkSteps(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check, graph } = stage;
  const { contract } = await graph<Ramp>(
    `query ($id: ID!) { contract(id: $id) { totalValue { amount } lines { quantity startsOn }
       revenueContract { obligations { startsOn allocated { amount } } } } }`,
    { id: contractId },
  );
  check.equal('CRM: value of the whole term', contract.totalValue.amount, '573000.00');
  const steps = contract.lines.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  check.equal('CRM: seats by year', steps.map(({ quantity }) => quantity).join(' '), '100 150 200');
  const obligations = contract.revenueContract.obligations.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  const allocated = obligations.map((one) => one.allocated.amount).join(' ');
  check.equal('revenue: allocated by year', allocated, '127333.33 191000.00 254666.67');
  const books = await booksOf(stage, customerId, '2026-08-31');
  const invoices = books.invoices.edges.map(({ node }) => node.total.amount);
  check.equal('billing: invoice of the first year', invoices.join(' '), '120000.00');
  await checkSchedule(stage, contractId);
  const revenue = books.contracts.edges[0]?.node.revenueContract;
  check.equal('revenue: price', revenue?.transactionPrice.amount, '573000.00');
  check.equal('revenue: August', total((revenue?.schedule ?? []).map((row) => row.amount)), '5581.74');
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, '114418.26');
  const accounts = { '1100': '120000.00', '2500': '-114418.26', '4000': '-5581.74' };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}

interface Plan {
  readonly data: readonly {
    readonly metadata: Readonly<Record<string, string>>;
    readonly phases: readonly { readonly items: readonly { readonly quantity: number }[] }[];
  }[];
}

/** Stripe holds the later years as phases of a schedule. */
async function checkSchedule(stage: Stage, contractId: string): Promise<void> {
  const { stripe } = await stage.vendors();
  const { data } = (await stripe('GET', '/v1/subscription_schedules?limit=100')) as Plan;
  const own = data.find(({ metadata }) => Object.values(metadata).includes(contractId));
  const quantities = own?.phases.map(({ items }) => items.map(({ quantity }) => quantity).join('+'));
  stage.check.equal('billing: seats by phase', quantities?.join(' '), '100 150 200');
}
