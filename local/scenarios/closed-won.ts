import type { DemoDeal } from '../demo-world/customers.ts';
import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { balanceOf, booksOf, type CustomerBooks } from './customer-books.ts';
import { type SeenOperation, startedByNews } from './operations.ts';
import { payOnly } from './own-deal.ts';
import { negotiate, newCompany, type SeenDeal, seenDeal, sign } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 40 seats at 1,080.00 (list 1,200.00) are 43,200.00, premier support at its list price 36,000.00: 79,200.00 for the year
 * from 1 August. On their own they would cost 48,000.00 and 36,000.00, so seats get 79,200.00 × 48 / 84 = 45,257.14 and
 * support the rest, 33,942.86. August is 31 of 365 days: 45,257.14 × 31 / 365 = 3,843.76 and 33,942.86 × 31 / 365 =
 * 2,882.82, together 6,726.58; 79,200.00 − 6,726.58 = 72,473.42 stay deferred.
 */
const DEAL: Omit<DemoDeal, 'key'> = {
  startsOn: '2026-08-01',
  endsOn: '2027-07-31',
  closedOn: '2026-08-16',
  lines: [
    { product: 'PLATFORM-SEAT', quantity: '40', unitPrice: '1080.00' },
    { product: 'SUPPORT-PREMIER', quantity: '1' },
  ],
  paidAfterDays: null,
};

/** A signed deal becomes subscription, invoice, receivable, payment and revenue schedule, and nobody lifts a finger. */
export const closedWon: Scenario = {
  name: 'closed-won',
  title: 'A rep closes a deal and the customer pays: every system follows without a human',
  play: async (stage) => {
    const customer = newCompany(stage, 'Harbor Light Clinics');
    const deal = { ...DEAL, key: customer.key };
    const won = await negotiate(stage, customer, deal);
    const open = await seenDeal(stage, won);
    stage.check.equal('graph: contract before the signature', open.contract?.id ?? 'none', 'none');
    await sign(stage, deal);

    const booking = await startedByNews(stage, open.customerId, 'BOOK_OPPORTUNITY');
    checkBooking(stage, booking);
    const booked = await seenDeal(stage, won);
    const contractId = needed(booked.contract, 'No contract came of the deal.').id;
    const books = await booksOf(stage, open.customerId, '2026-08-31');
    checkBooks(stage, books);
    checkLedger(stage, await contractLedger(stage, contractId), {
      '1100': '79200.00',
      '2500': '-72473.42',
      '4000': '-6726.58',
    });

    await payOnly(stage, books);
    await startedByNews(stage, open.customerId, 'APPLY_PAYMENT');
    const paid = await checkPaid(stage, open.customerId, contractId);
    await checkSales(stage, deal.key, booked);
    await checkAgreement(stage, { customerId: open.customerId, on: '2026-08-16', through: '2026-08-31' });
    await checkTrace(stage, booking, contractId);
    await checkOnce(stage, booking, paid);
  },
};

function checkBooking({ check }: Stage, { requestedBy, status, commitment, finalization }: SeenOperation): void {
  check.equal('booking: begun by', requestedBy, 'revgraph-intake');
  check.equal('booking', status, 'SUCCEEDED');
  check.equal('booking: commitment towards the customer', commitment, 'DONE');
  check.equal('booking: finalization in the books', finalization, 'DONE');
}

function checkBooks({ check }: Stage, { invoices, contracts, revenue }: CustomerBooks): void {
  const contract = needed(contracts.edges[0], 'The graph shows no contract.').node;
  check.equal('CRM: contract version', contract.version, 1);
  check.equal('CRM: contract', contract.status, 'ACTIVE');
  // Billing ends it with the term unless somebody renews it.
  check.equal('billing: subscription', contract.subscription?.status, 'NON_RENEWING');
  const invoice = needed(invoices.edges[0], 'Billing wrote no invoice.').node;
  check.equal('billing: invoices', invoices.edges.length, 1);
  check.equal('billing: total', invoice.total.amount, '79200.00');
  check.equal('ledger: status of the posting', invoice.posting?.status, 'VERIFIED');
  check.equal('ledger: receivable of the invoice', balanceOf(invoice.posting, '1100'), '79200.00');
  check.equal('ledger: deferred by the invoice', balanceOf(invoice.posting, '2500'), '-79200.00');
  check.equal('revenue: price', contract.revenueContract?.transactionPrice.amount, '79200.00');
  const august = (contract.revenueContract?.schedule ?? []).map(({ amount }) => amount.amount).sort();
  check.equal('revenue: August by obligation', august.join(' '), '2882.82 3843.76');
  check.equal('revenue: recognized by 31 August', revenue[0]?.recognized.amount, '6726.58');
  check.equal('revenue: deferred as of 31 August', revenue[0]?.deferred.amount, '72473.42');
}

/** The customer pays in Stripe. */
async function checkPaid(stage: Stage, customerId: string, contractId: string): Promise<CustomerBooks> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  const { invoices, payments, receivable } = books;
  const invoice = needed(invoices.edges[0], 'The invoice is gone.').node;
  check.equal('billing: invoice after the payment', invoice.status, 'PAID');
  check.equal('billing: still due', invoice.amountDue.amount, '0.00');
  check.equal('billing: payments', payments.edges.map(({ node }) => node.amount.amount).join(' '), '79200.00');
  check.equal('ledger: receivable of the customer', receivable[0]?.balance.amount ?? '0.00', '0.00');
  checkLedger(
    stage,
    await contractLedger(stage, contractId),
    { '1000': '79200.00', '1100': '0.00', '2500': '-72473.42', '4000': '-6726.58' },
    ' once paid',
  );
  return books;
}

/** Sales sees in its own system what came of the deal. */
async function checkSales(stage: Stage, key: string, { contract }: SeenDeal): Promise<void> {
  const { check } = stage;
  const { salesforce } = await stage.vendors();
  const deal = (await salesforce('GET', `/sobjects/Opportunity/RevgraphKey__c/${key}`)) as Record<string, unknown>;
  check.equal('Salesforce: contract version on the deal', deal['ContractVersion__c'], contract?.version ?? 0);
  check.equal('Salesforce: posting on the deal', deal['PostingStatus__c'], 'VERIFIED');
  const account = (await salesforce('GET', `/sobjects/Account/${String(deal['AccountId'])}`)) as Record<
    string,
    unknown
  >;
  check.equal('Salesforce: invoice on the account', account['InvoiceStatus__c'], 'PAID');
  check.equal('Salesforce: its number', account['LastInvoiceNumber__c'], String(deal['InvoiceNumber__c']));
  check.equal('Salesforce: payment on the account', account['PaymentStatus__c'], 'SUCCEEDED');
  check.equal('Salesforce: open balance', Number(account['OpenBalance__c']), 0);
}

interface Traced {
  readonly trace: {
    readonly complete: boolean;
    readonly missing: readonly string[];
    readonly links: readonly { readonly from: string; readonly to: string; readonly relation: string }[];
    readonly events: { readonly edges: readonly { readonly node: { readonly correlationId: string } }[] };
  } | null;
}

/** Whatever identifier somebody has in hand, it leads from the deal to the journal lines, under one correlation id. */
async function checkTrace({ graph, check }: Stage, booking: SeenOperation, contractId: string): Promise<void> {
  const traced = async (by: string) => {
    const { trace } = await graph<Traced>(
      `query ($by: String!) { trace(by: $by) { complete missing links { from to relation }
         events(first: 100) { edges { node { correlationId } } } } }`,
      { by },
    );
    return needed(trace, `Nothing is known under ${by}.`);
  };
  const whole = await traced(contractId);
  check.equal('trace: missing links', whole.missing.join('; ') || 'none', 'none');
  const ids = [...new Set(whole.links.flatMap(({ from, to }) => [from, to]))];
  check.equal('trace: reaches the journals', ids.filter((id) => id.startsWith('je_')).length > 0, true);
  const correlated = whole.events.edges.some(({ node }) => node.correlationId === booking.correlationId);
  check.equal('trace: under the booking’s correlation id', correlated, true);
  const linked = whole.links.map(({ from, to }) => `${from} ${to}`).sort();
  for (const prefix of ['cust', 'opp', 'sub', 'inv', 'ob']) {
    const id = needed(
      ids.find((candidate) => candidate.startsWith(`${prefix}_`)),
      `The trace names no ${prefix}.`,
    );
    const same = (await traced(id)).links.map(({ from, to }) => `${from} ${to}`).sort();
    check.equal(`trace: the same by ${prefix}`, same.join() === linked.join(), true);
  }
}

/** What was made by the booking and the payment is there once in each vendor's own journal. */
async function checkOnce({ ledger, check }: Stage, { id }: SeenOperation, books: CustomerBooks): Promise<void> {
  const documents = [...books.invoices.edges, ...books.payments.edges].map(({ node }) => node.id);
  for (const [vendor, kind] of [
    ['salesforce', 'contract.created'],
    ['stripe', 'subscription.created'],
    ['netsuite', 'invoice.created'],
    ['netsuite', 'customerPayment.created'],
  ] as const) {
    const own = (await ledger(vendor))?.filter(
      (effect) =>
        effect.kind === kind &&
        (effect.key?.startsWith(`${id}:`) || documents.includes(String(effect.summary['source']))),
    );
    check.equal(`${vendor}: ${kind}`, own?.length, 1);
  }
}
