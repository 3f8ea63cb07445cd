import { balanceOf, booksOf, effectsAt, effectsOf, total } from './customer-books.ts';
import { operation, operationsOf } from './operations.ts';
import { type OwnDeal, type SoldDeal, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/** 100 seats at 1,200.00 a year from 16 August 2026: 120,000.00 in advance. */
const DEAL: OwnDeal = {
  company: 'Larkspur Dental Group',
  startsOn: '2026-08-16',
  endsOn: '2027-08-15',
  lines: [{ product: 'PLATFORM-SEAT', quantity: '100' }],
};

/** Where a write of the booking goes at each vendor, and how many calls in a row lose their answer. */
const LOST = [
  // What came of the deal, written on it under its own id: sales writes it under another one.
  { vendor: 'salesforce', method: 'PATCH', path: '/services/data/v64.0/sobjects/Opportunity/006', count: 1 },
  // The vendor's client sends a call that was cut once more by itself, under the same key.
  { vendor: 'stripe', method: 'POST', path: '/v1/subscriptions', count: 2 },
  { vendor: 'netsuite', method: 'PUT', path: '/services/rest/record/v1/invoice', count: 1 },
] as const;

/** Every vendor saves what it was asked for, and the answer is lost. */
export const timeoutAfterCommit: Scenario = {
  name: 'timeout-after-commit',
  title: 'A deal is booked while each vendor in turn saves the document and loses the answer',
  play: async (stage) => {
    try {
      for (const { vendor, method, path, count } of LOST) {
        await stage.control(vendor, 'POST', '/faults', { match: { method, path }, fault: 'timeout-after', count });
      }
      const sold = await sellOne(stage, DEAL);
      const operationId = await stage.eventually('the booking to begin', async () => {
        const [begun] = await operationsOf(stage, sold.customerId, 'BOOK_OPPORTUNITY');
        return begun?.id;
      });
      await stage.follow(operationId);
      await checkTold(stage, operationId);
      for (const { vendor } of LOST) await checkStruck(stage, vendor);
      await checkOperation(stage, operationId);
      await checkFigures(stage, sold.customerId);
      await checkOnce(stage, sold, operationId);
    } finally {
      for (const { vendor } of LOST) await stage.control(vendor, 'DELETE', '/faults');
    }
  },
};

/** The log behind the subscription keeps what was told live, also of a moment that nobody followed. */
async function checkTold({ graph, check }: Stage, operationId: string): Promise<void> {
  const { syncEvents } = await graph<{
    readonly syncEvents: {
      readonly edges: readonly { readonly node: { readonly kind: string; readonly step: { name: string } | null } }[];
    };
  }>(
    `query ($id: ID!) { syncEvents(first: 100, filter: { operationId: $id }) { edges { node { kind step { name } } } } }`,
    { id: operationId },
  );
  const doubted = syncEvents.edges
    .filter(({ node }) => node.kind === 'step.uncertain')
    .map(({ node }) => node.step?.name);
  check.equal('told live: in doubt', doubted.toSorted().join(' '), 'postInvoice reportToCrm startSubscription');
}

/** A fault that never struck would prove nothing. */
async function checkStruck({ control, check }: Stage, vendor: (typeof LOST)[number]['vendor']): Promise<void> {
  const { faults } = (await control(vendor, 'GET', '/faults')) as { readonly faults: readonly unknown[] };
  check.equal(`${vendor}: answers still to be lost`, faults.length, 0);
}

async function checkOperation(stage: Stage, operationId: string): Promise<void> {
  const { check } = stage;
  const { status, commitment, finalization, exceptions, steps } = await operation(stage, operationId);
  check.equal('operation', status, 'SUCCEEDED');
  check.equal('commitment towards the customer', commitment, 'DONE');
  check.equal('finalization in the books', finalization, 'DONE');
  check.equal('exceptions', exceptions.length, 0);
  for (const name of ['startSubscription', 'postInvoice', 'reportToCrm']) {
    const step = steps.find((one) => one.name === name);
    // One write whose answer was lost, and one look-up that finds what it did.
    check.equal(`${name}: attempts`, step?.attempts, 2);
    check.equal(`${name}: ends`, step?.status, 'DONE');
  }
}

async function checkFigures(stage: Stage, customerId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  const invoices = books.invoices.edges.map(({ node }) => node);
  check.equal('billing: invoices', invoices.length, 1);
  const invoice = needed(invoices[0], 'Billing wrote no invoice.');
  check.equal('billing: total', invoice.total.amount, '120000.00');
  check.equal('ledger: status of the posting', invoice.posting?.status, 'VERIFIED');
  check.equal('ledger: variance to billing', invoice.posting?.variance?.amount, '0.00');
  check.equal('ledger: receivable', balanceOf(invoice.posting, '1100'), '120000.00');
  check.equal('ledger: deferred by the invoice', balanceOf(invoice.posting, '2500'), '-120000.00');
  check.equal('CRM: contracts', books.contracts.edges.length, 1);
  const revenue = books.contracts.edges[0]?.node.revenueContract;
  check.equal('revenue: price', revenue?.transactionPrice.amount, '120000.00');
  // 16 of 365 days: 120,000.00 x 16 / 365 = 5,260.27(4).
  check.equal('revenue: August', total(revenue?.schedule.map(({ amount }) => amount) ?? []), '5260.27');
  check.equal(
    'revenue: August is in the ledger',
    revenue?.schedule.every(({ posted }) => posted),
    true,
  );
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, '114739.73');
}

/** What each stand-in holds of this customer, counted in its own journal. */
async function checkOnce(stage: Stage, sold: SoldDeal, operationId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, sold.customerId, '2026-08-31');
  const invoice = needed(books.invoices.edges[0], 'Billing wrote no invoice.').node;
  const [salesforce, stripe, netsuite] = [
    await effectsAt(stage, 'salesforce'),
    await effectsAt(stage, 'stripe'),
    await effectsAt(stage, 'netsuite'),
  ];
  check.equal('Salesforce: contracts made', effectsOf(salesforce, 'contract.created', operationId).length, 1);
  const reports = effectsOf(salesforce, 'opportunity.updated', sold.externalId).filter(
    ({ summary }) => summary['InvoiceNumber__c'] !== undefined && summary['InvoiceNumber__c'] !== null,
  );
  check.equal('Salesforce: reports on the deal', reports.length, 1);
  check.equal('Stripe: subscriptions made', effectsOf(stripe, 'subscription.created', operationId).length, 1);
  check.equal('Stripe: invoices made', effectsOf(stripe, 'invoice.created', invoice.provenance.externalId).length, 1);
  check.equal('NetSuite: invoices made', effectsOf(netsuite, 'invoice.created', invoice.id).length, 1);
}
