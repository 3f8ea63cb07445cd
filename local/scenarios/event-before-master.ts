import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { CONNECTIONS } from '../vendors.ts';
import { balanceOf, booksOf, effectsAt, effectsOf, total } from './customer-books.ts';
import { operation, operationsOf, type SeenOperation } from './operations.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

const MONTH_END = '2026-08-31';
/** What a customer of the self-service shop bought, in cents. */
const AMOUNT = '1234567';
/** Where our CRM connection reads; while these fail, news of Salesforce does not come through. */
const CRM_READS = [
  { match: { method: 'GET', path: '/services/data/v64.0/' }, fault: '500' },
  { match: { method: 'POST', path: '/services/data/v64.0/composite' }, fault: '500' },
];

/** An invoice and its payment arrive before anybody has heard of the customer. */
export const eventBeforeMaster: Scenario = {
  name: 'event-before-master',
  title: 'An invoice and its payment arrive before the customer: parked, then posted in order by themselves',
  play: async (stage) => {
    try {
      for (const fault of CRM_READS) await stage.control('salesforce', 'POST', '/faults', fault);
      const account = await signUp(stage);
      const invoiceId = await bill(stage, account);
      const { customerId } = account;
      const posting = await waiting(stage, customerId, 'POST_INVOICE');
      await pay(stage, invoiceId);
      const applying = await waiting(stage, customerId, 'APPLY_PAYMENT');
      await checkParked(stage, customerId, { posting, applying });
      await stage.control('salesforce', 'DELETE', '/faults');
      await checkPosted(stage, customerId, { posting, applying });
      await checkOnce(stage, customerId, invoiceId);
    } finally {
      await stage.control('salesforce', 'DELETE', '/faults');
    }
  },
};

interface NewAccount {
  readonly customerId: string;
  readonly name: string;
  readonly stripeId: string;
}

/** The shop makes the account in Salesforce and, with our id of it, the customer in Stripe. */
async function signUp(stage: Stage): Promise<NewAccount> {
  const { salesforce, stripe } = await stage.vendors();
  const name = `Foxglove Bakery ${stage.telling}`;
  const { id } = (await salesforce('POST', '/sobjects/Account', {
    Name: name,
    Type: 'Customer',
    BillingCountry: 'US',
    CurrencyIsoCode: 'USD',
    LegalEntity__c: 'US',
  })) as { readonly id: string };
  const customerId = mintedId({ kind: 'customer', connection: CONNECTIONS.salesforce, externalId: id });
  const form = { name, 'metadata[revgraph_customer_id]': customerId, 'metadata[legal_entity]': 'US' };
  const customer = (await stripe('POST', '/v1/customers', form, `scenario:customer:${id}`)) as { readonly id: string };
  return { customerId, name, stripeId: customer.id };
}

/** Stripe bills 12,345.67 for seats and sends the invoice at once; it knows the product, nobody knows the customer. */
async function bill(stage: Stage, { stripeId }: NewAccount): Promise<string> {
  const { stripe } = await stage.vendors();
  const key = (what: string) => `scenario:${what}:${stripeId}`;
  const price = (await stripe(
    'POST',
    '/v1/prices',
    { product: 'prd_PLATFORM-SEAT', currency: 'usd', unit_amount_decimal: AMOUNT },
    key('price'),
  )) as { readonly id: string };
  const draft = (await stripe(
    'POST',
    '/v1/invoices',
    { customer: stripeId, currency: 'usd', collection_method: 'send_invoice', days_until_due: '30' },
    key('invoice'),
  )) as { readonly id: string };
  const item = { customer: stripeId, invoice: draft.id, 'pricing[price]': price.id, quantity: '1' };
  await stripe('POST', '/v1/invoiceitems', item, key('item'));
  await stripe('POST', `/v1/invoices/${draft.id}/finalize`, {}, key('finalize'));
  return draft.id;
}

async function pay(stage: Stage, invoiceId: string): Promise<void> {
  const { stripe } = await stage.vendors();
  await stripe(
    'POST',
    `/v1/invoices/${invoiceId}/pay`,
    { payment_method: 'pm_card_visa' },
    `scenario:pay:${invoiceId}`,
  );
}

/** The operation of a kind that the news set going, once it waits. Who has just begun to wait asks once more meanwhile. */
function waiting(stage: Stage, customerId: string, kind: string): Promise<SeenOperation> {
  return stage.eventually(`${kind} to wait for something`, async () => {
    const [begun] = await operationsOf(stage, customerId, kind);
    return begun?.status === 'PARKED' && prerequisiteOf(begun) !== '' ? begun : null;
  });
}

interface Both {
  readonly posting: SeenOperation;
  readonly applying: SeenOperation;
}

/** Each says what it waits for, nothing is in the ledger, and nobody is asked. */
async function checkParked(stage: Stage, customerId: string, { posting, applying }: Both): Promise<void> {
  const { check } = stage;
  check.equal('invoice: waits for', prerequisiteOf(posting), `CUSTOMER ${customerId}`);
  check.equal('payment: waits for', prerequisiteOf(applying).replace(/ .*/, ''), 'INVOICE_POSTING');
  check.equal('work for people', [...posting.exceptions, ...applying.exceptions].length, 0);
  const inLedger = (await effectsAt(stage, 'netsuite')).filter(({ key }) => key?.includes(customerId) === true);
  check.equal('NetSuite: records of the customer', inLedger.length, 0);
}

function prerequisiteOf({ steps }: SeenOperation): string {
  return steps.flatMap(({ waitingFor }) => waitingFor ?? []).join(' ');
}

const ENDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'COMPENSATED']);

/** An operation that waits goes on by itself. */
async function ended(stage: Stage, { id }: SeenOperation): Promise<SeenOperation> {
  await stage.follow(id, ENDED);
  return operation(stage, id);
}

async function checkPosted(stage: Stage, customerId: string, both: Both): Promise<void> {
  const { check } = stage;
  const posted = await ended(stage, both.posting);
  const applied = await ended(stage, both.applying);
  check.equal('invoice: the same operation', posted.status, 'SUCCEEDED');
  check.equal('payment: the same operation', applied.status, 'SUCCEEDED');
  check.equal('work for people', [...posted.exceptions, ...applied.exceptions].length, 0);
  const books = await stage.eventually('the payment to be in the ledger', async () => {
    const seen = await booksOf(stage, customerId, MONTH_END);
    return seen.payments.edges.some(({ node }) => node.posting?.status === 'VERIFIED') ? seen : null;
  });
  const invoices = books.invoices.edges.map(({ node }) => node);
  check.equal('billing: invoices', invoices.length, 1);
  const invoice = needed(invoices[0], 'Billing has no invoice.');
  check.equal('billing: total', invoice.total.amount, '12345.67');
  check.equal('billing: still due', invoice.amountDue.amount, '0.00');
  check.equal('ledger: status of the posting', invoice.posting?.status, 'VERIFIED');
  check.equal('ledger: variance to billing', invoice.posting?.variance?.amount, '0.00');
  const payments = books.payments.edges.map(({ node }) => node);
  check.equal('billing: payments', payments.map(({ amount }) => amount.amount).join(' '), '12345.67');
  check.equal(
    'ledger: receivable taken off by the payment',
    balanceOf(payments[0]?.posting ?? null, '1100'),
    '-12345.67',
  );
  check.equal('ledger: receivable', total(books.receivable.map(({ balance }) => balance)), '0.00');
}

/** The customer first, then the invoice, then the payment, each once. */
async function checkOnce(stage: Stage, customerId: string, invoiceId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, MONTH_END);
  const invoice = needed(books.invoices.edges[0], 'Billing has no invoice.').node;
  const payment = needed(books.payments.edges[0], 'Billing has no payment.').node;
  const netsuite = await effectsAt(stage, 'netsuite');
  const order = netsuite.flatMap(({ kind, key }) =>
    kind.endsWith('.created') && [customerId, invoice.id, payment.id].some((id) => key?.includes(id) === true)
      ? [kind]
      : [],
  );
  check.equal('NetSuite: made, in order', order.join(' '), 'customer.created invoice.created customerPayment.created');
  const paid = effectsOf(await effectsAt(stage, 'stripe'), 'invoice.paid', invoiceId);
  check.equal('Stripe: paid', paid.length, 1);
}
