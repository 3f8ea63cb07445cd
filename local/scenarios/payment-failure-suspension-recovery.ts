import { balanceOf, booksOf, type CustomerBooks, effectsAt, effectsOf, total } from './customer-books.ts';
import { startedByNews } from './operations.ts';
import { booked, contractOf, type OwnDeal, type SoldDeal, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/** 100 seats at 1,200.00 a year from 16 August 2026: 120,000.00 in advance. */
const DEAL: OwnDeal = {
  company: 'Quarry Street Fitness',
  startsOn: '2026-08-16',
  endsOn: '2027-08-15',
  lines: [{ product: 'PLATFORM-SEAT', quantity: '100' }],
};
const MONTH_END = '2026-08-31';
const REFUSED_CARD = 'pm_card_chargeCustomerFail';
const GOOD_CARD = 'pm_card_visa';

/** A customer's card is refused for good: service stops. The customer pays: service goes on. */
export const paymentFailureSuspensionRecovery: Scenario = {
  name: 'payment-failure-suspension-recovery',
  title: 'A card is refused and billing gives up: the contract is suspended; the customer pays: it goes on',
  play: async (stage) => {
    const sold = await sellOne(stage, DEAL);
    const contract = contractOf(await booked(stage, sold));
    const invoice = needed((await booksOf(stage, sold.customerId, MONTH_END)).invoices.edges[0], 'No invoice.').node;
    await pay(stage, invoice.provenance.externalId, REFUSED_CARD);
    await startedByNews(stage, sold.customerId, 'SUSPEND_CONTRACT');
    await checkSuspended(stage, sold);
    await pay(stage, invoice.provenance.externalId, GOOD_CARD);
    await startedByNews(stage, sold.customerId, 'RESUME_CONTRACT');
    await startedByNews(stage, sold.customerId, 'APPLY_PAYMENT');
    await checkRecovered(stage, sold);
    await checkTold(stage, contract.id);
    await checkOnce(stage, invoice.provenance.externalId);
  },
};

/** The customer enters a card on the page that the invoice links to. A refused one is an answer, no fault of the story. */
async function pay(stage: Stage, invoiceId: string, card: string): Promise<void> {
  const { stripe } = await stage.vendors();
  const form = { payment_method: card };
  const key = `scenario:pay:${invoiceId}:${card}`;
  const refused = await stripe('POST', `/v1/invoices/${invoiceId}/pay`, form, key).then(
    () => false,
    (error: unknown) => {
      if (String(error).includes('answered 402')) return true;
      throw error;
    },
  );
  stage.check.equal(`billing: ${card} is refused`, refused, card === REFUSED_CARD);
}

/** Not served, not collected; what is owed and what is earned stay as they are. */
async function checkSuspended(stage: Stage, { customerId }: SoldDeal): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, MONTH_END);
  checkContract(stage, books, { version: 2, status: 'SUSPENDED', collecting: 'PAUSED' });
  const invoice = books.invoices.edges[0]?.node;
  check.equal('suspended: invoice in billing', invoice?.status, 'OPEN');
  check.equal('suspended: still due', invoice?.amountDue.amount, '120000.00');
  check.equal('suspended: receivable', total(books.receivable.map(({ balance }) => balance)), '120000.00');
  const payments = books.payments.edges.map(({ node }) => node);
  check.equal('suspended: payments', payments.map(({ status }) => status).join(' '), 'FAILED');
  check.equal('suspended: the refused payment is not in the ledger', payments[0]?.posting ?? null, 'null');
}

/** Served and collected again; the money is in the ledger once, and revenue never moved. */
async function checkRecovered(stage: Stage, { customerId }: SoldDeal): Promise<void> {
  const { check } = stage;
  const books = await stage.eventually('the payment to be in the ledger', async () => {
    const seen = await booksOf(stage, customerId, MONTH_END);
    return seen.payments.edges.some(({ node }) => node.posting?.status === 'VERIFIED') ? seen : null;
  });
  // Billing ends the subscription with the term until somebody renews it.
  checkContract(stage, books, { version: 3, status: 'ACTIVE', collecting: 'NON_RENEWING' });
  const invoices = books.invoices.edges.map(({ node }) => node);
  check.equal('recovered: invoices', invoices.length, 1);
  check.equal('recovered: invoice in billing', invoices[0]?.status, 'PAID');
  check.equal('recovered: still due', invoices[0]?.amountDue.amount, '0.00');
  // The invoice asks for its money by one payment, which was refused first and came in then.
  const paid = books.payments.edges.map(({ node }) => node);
  check.equal('recovered: payments', paid.map(({ status }) => status).join(' '), 'SUCCEEDED');
  check.equal('recovered: paid', paid[0]?.amount.amount, '120000.00');
  check.equal('ledger: receivable taken off by the payment', balanceOf(paid[0]?.posting ?? null, '1100'), '-120000.00');
  check.equal('ledger: receivable', total(books.receivable.map(({ balance }) => balance)), '0.00');
  const revenue = books.contracts.edges[0]?.node.revenueContract;
  check.equal('revenue: price', revenue?.transactionPrice.amount, '120000.00');
  // 16 of 365 days: 120,000.00 x 16 / 365 = 5,260.27(4).
  check.equal('revenue: August', total(revenue?.schedule.map(({ amount }) => amount) ?? []), '5260.27');
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, '114739.73');
}

function checkContract(
  { check }: Stage,
  { contracts }: CustomerBooks,
  expected: { readonly version: number; readonly status: string; readonly collecting: string },
): void {
  const contract = contracts.edges[0]?.node;
  check.equal(`CRM: contract version ${expected.version}`, contract?.version, expected.version);
  check.equal(`CRM: version ${expected.version} is`, contract?.status, expected.status);
  check.equal(`billing: version ${expected.version} is`, contract?.subscription?.status, expected.collecting);
}

const TOLD = ['payment.failed', 'subscription.suspended', 'payment.succeeded', 'subscription.resumed'];

/** The log behind the subscription: each of the four told once, in the order in which it happened. */
async function checkTold({ graph, check }: Stage, contractId: string): Promise<void> {
  const { syncEvents } = await graph<{
    readonly syncEvents: { readonly edges: readonly { readonly node: { readonly kind: string } }[] };
  }>(
    `query ($contractId: ID!, $kinds: [String!]) { syncEvents(first: 100, filter: { contractId: $contractId, kinds: $kinds }) {
       edges { node { kind } } } }`,
    { contractId, kinds: TOLD },
  );
  check.equal('told live', syncEvents.edges.map(({ node }) => node.kind).join(' '), TOLD.join(' '));
}

async function checkOnce(stage: Stage, invoiceId: string): Promise<void> {
  const paid = effectsOf(await effectsAt(stage, 'stripe'), 'invoice.paid', invoiceId);
  stage.check.equal('Stripe: paid', paid.length, 1);
}
