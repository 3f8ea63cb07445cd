import type { DemoCustomer } from '../demo-world/customers.ts';
import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import { ask, preview, start, startedByNews, succeeded } from './operations.ts';
import { newCompany, seenDeal, sell } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 100 seats at 1,200.00 were 120,000.00 for the year to 31 August 2026, all of it earned by then. Renewed at 1,260.00, five
 * per cent more, they are 126,000.00 for the 365 days from 1 September; September's 30 days are 126,000.00 × 30 / 365 =
 * 10,356.16 of it. Billing writes the new term's invoice on its first day, so until then nothing more is owed or deferred.
 *
 * Premier support from 16 August, 36,000.00 a year, holds for both terms: 36,000.00 × 16 / 365 = 1,578.08 are billed at
 * once and earned by the end of August; 36,000.00 come with the new term, 2,958.90 of them for September. So September is
 * 13,315.06 and the price of both terms 283,578.08.
 */
const TERM = { startsOn: '2025-09-01', endsOn: '2026-08-31', closedOn: '2026-08-16', paidAfterDays: null };
const NEXT = { startsOn: '2026-09-01', endsOn: '2027-08-31', closedOn: '2026-08-16', paidAfterDays: null };
const ADDED = '1578.08';
const seats = (unitPrice: string) => [{ product: 'PLATFORM-SEAT', quantity: '100', unitPrice }];

/** A renewal at a higher price is signed in the CRM; another quote that knows the old version only is refused. */
export const renewalWithUplift: Scenario = {
  name: 'renewal-with-uplift',
  title: 'Renewed at 1,260.00 instead of 1,200.00 a seat, then premier support in both terms; a stale quote is refused',
  play: async (stage) => {
    const customer = newCompany(stage, 'Juniper Peak Dental');
    const won = await sell(stage, customer, { key: customer.key, ...TERM, lines: seats('1200.00') });
    const { customerId } = await seenDeal(stage, won);
    const booking = await startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
    const contractId = needed(booking.contract, 'No contract came of the deal.').id;
    const externalId = await salesforceIdOf(stage, contractId);
    await checkPreview(stage, contractId);

    const quote = { ...NEXT, type: 'Renewal', contract: { externalId, quotedVersion: 1 } };
    await sell(stage, customer, { ...quote, key: `${customer.key}-renewal`, lines: seats('1260.00') });
    const renewal = await startedByNews(stage, customerId, 'RENEW_CONTRACT');
    stage.check.equal('renewal: finalization', renewal.finalization, 'DONE');
    await checkRenewed(stage, customerId, contractId);
    await addSupport(stage, customerId, contractId);
    const stale = { ...quote, key: `${customer.key}-stale`, lines: seats('1230.00') };
    await refuseStale(stage, { customer, customerId, contractId }, stale);
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31' });
  },
};

async function salesforceIdOf({ graph }: Stage, contractId: string): Promise<string> {
  const { contract } = await graph<{ contract: { provenance: { externalId: string } } }>(
    'query ($id: ID!) { contract(id: $id) { provenance { externalId } } }',
    { id: contractId },
  );
  return contract.provenance.externalId;
}

async function checkPreview({ graph, check, telling }: Stage, contractId: string): Promise<void> {
  const shown = await preview(graph, 'renewContract', {
    contractId,
    expectedVersion: 1,
    endsOn: NEXT.endsOn,
    changes: [{ setPrice: { productCode: 'PLATFORM-SEAT', unitPrice: '1260.00' } }],
    idempotencyKey: `story:${telling}:preview`,
  });
  check.equal('preview: invoice of the new term', shown.invoiceTotal?.amount, '126000.00');
}

async function checkRenewed(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check, graph } = stage;
  const books = await booksOf(stage, customerId, '2026-09-30');
  const contract = needed(books.contracts.edges[0], 'The contract is gone.').node;
  check.equal('CRM: contract version', contract.version, 2);
  const head = await graph<{ contract: { endsOn: string; annualValue: { amount: string } } }>(
    'query ($id: ID!) { contract(id: $id) { endsOn annualValue { amount } } }',
    { id: contractId },
  );
  check.equal('CRM: last day', head.contract.endsOn, NEXT.endsOn);
  check.equal('CRM: what the next renewal starts from', head.contract.annualValue.amount, '126000.00');
  const invoices = books.invoices.edges.map(({ node }) => node.total.amount);
  check.equal('billing: invoices before the new term begins', invoices.join(' '), '120000.00');
  check.equal('revenue: price of both terms', contract.revenueContract?.transactionPrice.amount, '246000.00');
  const september = contract.revenueContract?.schedule ?? [];
  check.equal('revenue: September', total(september.map(({ amount }) => amount)), '10356.16');
  check.equal(
    'revenue: of September is in the ledger',
    september.some(({ posted }) => posted),
    false,
  );
  check.equal('revenue: recognized by 30 September', books.revenue[0]?.recognized.amount, '130356.16');
  const accounts = { '1100': '120000.00', '4000': '-120000.00' };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}

/** The new term is signed, the old one still runs: what is added is added to both. */
async function addSupport(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check, graph, telling } = stage;
  const input = {
    contractId,
    expectedVersion: 2,
    effectiveOn: '2026-08-16',
    changes: [{ addProduct: { productCode: 'SUPPORT-PREMIER', quantity: '1' } }],
    idempotencyKey: `story:${telling}:support`,
  };
  const shown = await preview(graph, 'amendContract', input);
  check.equal('support: billed at once', shown.invoiceTotal?.amount, ADDED);
  const ended = await succeeded(stage, await start(graph, 'amendContract', input));
  check.equal('support: finalization', ended.finalization, 'DONE');
  const books = await booksOf(stage, customerId, '2026-09-30');
  const invoices = books.invoices.edges.map(({ node }) => node.total.amount);
  check.equal('support: invoices', invoices.sort().join(' '), `120000.00 ${ADDED}`);
  check.equal('support: next term, in billing', await plannedUnits(stage, contractId), '100 1');
  const revenue = needed(books.contracts.edges[0], 'The contract is gone.').node.revenueContract;
  check.equal('support: price of both terms', revenue?.transactionPrice.amount, '283578.08');
  check.equal('support: September', total((revenue?.schedule ?? []).map(({ amount }) => amount)), '13315.06');
}

/** Units of the term that billing is to begin, as Stripe itself has it. */
async function plannedUnits(stage: Stage, contractId: string): Promise<string> {
  const { stripe } = await stage.vendors();
  const { data } = (await stripe('GET', '/v1/subscription_schedules?limit=100')) as {
    readonly data: readonly {
      readonly metadata: Readonly<Record<string, string>>;
      readonly phases: readonly { readonly items: readonly { readonly quantity: number }[] }[];
    }[];
  };
  const own = data.filter(({ metadata }) => Object.values(metadata).includes(contractId));
  return own.flatMap(({ phases }) => phases.flatMap(({ items }) => items.map(({ quantity }) => quantity))).join(' ');
}

interface Renewed {
  readonly customer: CustomerExceptions;
}

interface CustomerExceptions {
  readonly exceptions: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly cause: string; readonly title: string; readonly status: string };
    }[];
  };
}

interface Renewing {
  readonly customer: DemoCustomer;
  readonly customerId: string;
  readonly contractId: string;
}

/** Whether it comes over the graph or out of the CRM, what was quoted on an older version changes nothing. */
async function refuseStale(
  stage: Stage,
  { customer, customerId, contractId }: Renewing,
  deal: Parameters<typeof sell>[2],
): Promise<void> {
  const { check, graph, telling } = stage;
  const again = { contractId, expectedVersion: 1, endsOn: '2028-08-31', idempotencyKey: `story:${telling}:again` };
  const { userErrors } = await ask(graph, 'renewContract', again);
  check.equal('stale over the graph', userErrors[0]?.code, 'STALE_VERSION');
  await sell(stage, customer, deal);
  const open = await stage.eventually('an exception about the stale quote', async () => {
    const found = await graph<Renewed>(
      `query ($id: ID!) { customer(id: $id) { exceptions(first: 5, status: OPEN) { edges { node {
         id cause title status } } } } }`,
      { id: customerId },
    );
    return found.customer.exceptions.edges[0]?.node;
  });
  check.equal('stale quote: an exception for a person', open.cause, 'VALIDATION');
  check.equal('stale quote: says why', open.title.includes('was quoted on another state of contract'), true);
  const { contract } = await graph<{ contract: { version: number } }>(
    'query ($id: ID!) { contract(id: $id) { version } }',
    { id: contractId },
  );
  check.equal('stale quote: contract version still', contract.version, 3);
  const waived = await ask(graph, 'resolveException', {
    exceptionId: open.id,
    action: 'WAIVE',
    note: 'The customer signed the other quote.',
    idempotencyKey: `story:${telling}:waive`,
  });
  check.equal('stale quote: waived', waived.userErrors[0]?.code ?? 'WAIVED', 'WAIVED');
}
