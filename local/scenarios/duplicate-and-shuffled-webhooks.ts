import { balanceOf, booksOf, type CustomerBooks, effectsAt, effectsOf, total } from './customer-books.ts';
import { operationsOf } from './operations.ts';
import { booked, type OwnDeal, type SoldDeal, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

const MONTH_END = '2026-08-31';
/** 100 seats at 1,200.00 a year from 16 August 2026: 120,000.00 in advance. */
const TERMS = {
  startsOn: '2026-08-16',
  endsOn: '2027-08-15',
  lines: [{ product: 'PLATFORM-SEAT', quantity: '100' }],
};
/** The same deal twice: once with the vendors' messages as they should be, once with what they may do to them. */
const IN_ORDER: OwnDeal = { company: 'Plainview Archives', ...TERMS };
const DISTURBED: OwnDeal = { company: 'Ripplewood Archives', ...TERMS };

const DISTURBANCES = [
  { vendor: 'stripe', match: { method: 'WEBHOOK' }, fault: 'reorder-webhook', probability: 0.5 },
  { vendor: 'stripe', match: { method: 'WEBHOOK' }, fault: 'duplicate-webhook' },
  { vendor: 'salesforce', match: { method: 'CDC' }, fault: 'reorder-webhook', probability: 0.5 },
  { vendor: 'salesforce', match: { method: 'CDC' }, fault: 'duplicate-webhook' },
] as const;
const DISTURBED_VENDORS = ['stripe', 'salesforce'] as const;

/** Messages come twice and in the wrong order, and later all of them once more. */
export const duplicateAndShuffledWebhooks: Scenario = {
  name: 'duplicate-and-shuffled-webhooks',
  title: 'A deal whose messages are doubled, swapped and sent again ends as one whose messages are not',
  play: async (stage) => {
    const straight = await sellAndPay(stage, IN_ORDER, async () => {});
    try {
      for (const { vendor, ...fault } of DISTURBANCES) await stage.control(vendor, 'POST', '/faults', fault);
      const disturbed = await sellAndPay(stage, DISTURBED, () => sendAgain(stage));
      await sendAgain(stage);
      await checkSame(stage, straight, disturbed);
      await checkFigures(stage, disturbed);
      await checkOnce(stage, disturbed);
    } finally {
      for (const vendor of DISTURBED_VENDORS) await stage.control(vendor, 'DELETE', '/faults');
    }
  },
};

/** Everything that the vendors ever told is told again. What comes after it shows that it was taken. */
async function sendAgain({ control, check }: Stage): Promise<void> {
  for (const vendor of DISTURBED_VENDORS) {
    const { replayed } = (await control(vendor, 'POST', '/webhooks/replay')) as { readonly replayed: number };
    check.equal(`${vendor}: messages were sent again`, replayed > 0, true);
  }
}

async function sellAndPay(stage: Stage, deal: OwnDeal, meanwhile: () => Promise<void>): Promise<SoldDeal> {
  const sold = await sellOne(stage, deal);
  await booked(stage, sold);
  await meanwhile();
  const invoice = needed((await booksOf(stage, sold.customerId, MONTH_END)).invoices.edges[0], 'No invoice.').node;
  const { stripe } = await stage.vendors();
  const { externalId } = invoice.provenance;
  await stripe(
    'POST',
    `/v1/invoices/${externalId}/pay`,
    { payment_method: 'pm_card_visa' },
    `scenario:pay:${externalId}`,
  );
  await stage.eventually(`the payment of ${sold.customerName} to be in the ledger`, async () => {
    const [applying] = await operationsOf(stage, sold.customerId, 'APPLY_PAYMENT');
    const { payments } = await booksOf(stage, sold.customerId, MONTH_END);
    const isPosted = payments.edges.some(({ node }) => node.posting?.status === 'VERIFIED');
    return isPosted && applying?.status === 'SUCCEEDED' ? true : null;
  });
  return sold;
}

/** What can be compared of two customers: everything but ids and numbers. */
function stateOf({ revenue, receivable, invoices, payments, contracts }: CustomerBooks): string {
  return JSON.stringify({
    revenue,
    receivable,
    invoices: invoices.edges.map(({ node: { status, total, amountDue, posting } }) => [
      status,
      total,
      amountDue,
      posting?.status,
      balanceOf(posting, '1100'),
      balanceOf(posting, '2500'),
    ]),
    payments: payments.edges.map(({ node: { status, amount, posting } }) => [
      status,
      amount,
      posting?.status,
      balanceOf(posting, '1100'),
    ]),
    contracts: contracts.edges.map(({ node: { version, status, lines, subscription, revenueContract } }) => [
      version,
      status,
      lines,
      subscription,
      revenueContract,
    ]),
  });
}

async function checkSame(stage: Stage, straight: SoldDeal, disturbed: SoldDeal): Promise<void> {
  const [one, other] = [
    stateOf(await booksOf(stage, straight.customerId, MONTH_END)),
    stateOf(await booksOf(stage, disturbed.customerId, MONTH_END)),
  ];
  stage.check.equal('both end the same, in every system', other === one, true);
  if (other !== one) stage.check.note(`in order ${one}, disturbed ${other}`);
}

async function checkFigures(stage: Stage, { customerId }: SoldDeal): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, MONTH_END);
  const invoices = books.invoices.edges.map(({ node }) => node);
  check.equal('billing: invoices', invoices.map(({ total }) => total.amount).join(' '), '120000.00');
  check.equal('billing: status', invoices[0]?.status, 'PAID');
  check.equal('ledger: status of the posting', invoices[0]?.posting?.status, 'VERIFIED');
  check.equal('ledger: deferred by the invoice', balanceOf(invoices[0]?.posting ?? null, '2500'), '-120000.00');
  const payments = books.payments.edges.map(({ node }) => node);
  check.equal('billing: payments', payments.map(({ amount }) => amount.amount).join(' '), '120000.00');
  check.equal('ledger: receivable', total(books.receivable.map(({ balance }) => balance)), '0.00');
  // 16 of 365 days: 120,000.00 x 16 / 365 = 5,260.27(4).
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, '114739.73');
}

async function checkOnce(stage: Stage, { customerId }: SoldDeal): Promise<void> {
  const { check } = stage;
  for (const kind of ['BOOK_OPPORTUNITY', 'APPLY_PAYMENT']) {
    check.equal(`operations: ${kind}`, (await operationsOf(stage, customerId, kind)).length, 1);
  }
  check.equal('operations: POST_INVOICE', (await operationsOf(stage, customerId, 'POST_INVOICE')).length, 0);
  const books = await booksOf(stage, customerId, MONTH_END);
  const invoice = needed(books.invoices.edges[0], 'Billing has no invoice.').node;
  const payment = needed(books.payments.edges[0], 'Billing has no payment.').node;
  const netsuite = await effectsAt(stage, 'netsuite');
  check.equal('NetSuite: invoices made', effectsOf(netsuite, 'invoice.created', invoice.id).length, 1);
  check.equal('NetSuite: payments made', effectsOf(netsuite, 'customerPayment.created', payment.id).length, 1);
}
