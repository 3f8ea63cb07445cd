import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import {
  approvalOf,
  approve,
  ask,
  preview,
  type SeenOperation,
  start,
  startedByNews,
  succeeded,
} from './operations.ts';
import { booked, contractOf, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 100 seats at 1,200.00 are 120,000.00 for the 365 days from 1 August, paid at once. A credit of 14,600.00 leaves
 * 105,400.00, of which August is 105,400.00 × 31 / 365 = 8,951.78 and 96,448.22 stay deferred. The invoice is paid, so the
 * credit is the customer's on account; 12,000.00 of it go back, 2,600.00 stay there. What goes back changes neither price
 * nor schedule: it was taken off them with the credit.
 */
const LINES = [{ product: 'PLATFORM-SEAT', quantity: '100' }];
const CREDIT = '14600.00';
const BACK = '12000.00';
const LEFT = '2600.00';

/** A paid invoice is credited, and part of the money goes back to who paid it. */
export const refund: Scenario = {
  name: 'refund',
  title: 'A paid invoice is credited by 14,600.00: 12,000.00 go back, 2,600.00 stay on account',
  play: async (stage) => {
    const term = { startsOn: '2026-08-01', endsOn: '2027-07-31' };
    const sold = await sellOne(stage, { company: 'Tamarack Library', ...term, lines: LINES });
    const { customerId } = sold;
    const contractId = contractOf(await booked(stage, sold)).id;
    const { invoices } = await booksOf(stage, customerId, '2026-08-31');
    const invoice = needed(invoices.edges[0], 'Billing wrote no invoice.').node;
    const { stripe } = await stage.vendors();
    await stripe('POST', `/v1/invoices/${invoice.provenance.externalId}/pay`, {}, `story:${stage.telling}:pay`);
    await startedByNews(stage, customerId, 'APPLY_PAYMENT');

    await decided(stage, 'issueCreditMemo', {
      invoiceId: invoice.id,
      amount: CREDIT,
      reason: 'GOODWILL',
      idempotencyKey: `story:${stage.telling}:credit`,
    });
    const input = await wish(stage, customerId);
    await refuseTooMuch(stage, input);
    const shown = await preview(fionaOf(stage), 'refundPayment', input);
    stage.check.equal('preview: lines of an invoice', shown.invoiceLines.length, 0);
    const ended = await decided(stage, 'refundPayment', input);
    stage.check.equal('refund: commitment', ended.commitment, 'DONE');
    stage.check.equal('refund: finalization', ended.finalization, 'DONE');
    await checkBooks(stage, customerId, contractId);
    await checkOnce(stage, ended.id, input);
  },
};

/** Money is given back by finance. */
function fionaOf(stage: Stage) {
  return stage.as('finance', 'fiona');
}

/** Asked by one person, agreed to by another: both amounts are above what one decides. */
async function decided(
  stage: Stage,
  mutation: 'issueCreditMemo' | 'refundPayment',
  input: Record<string, unknown>,
): Promise<SeenOperation> {
  const fiona = fionaOf(stage);
  const operationId = await start(fiona, mutation, input);
  const approval = await approvalOf(stage, operationId);
  stage.check.equal(`${mutation}: agreed to by who asked`, await approve(stage, approval, fiona), 'SOD_VIOLATION');
  const grace = stage.as('controller', 'grace');
  stage.check.equal(`${mutation}: by somebody else`, await approve(stage, approval, grace), 'APPROVED');
  return succeeded(stage, operationId);
}

interface Money {
  readonly customer: {
    readonly payments: {
      readonly edges: readonly {
        readonly node: {
          readonly id: string;
          readonly status: string;
          readonly refunded: { readonly amount: string };
          readonly posting: { readonly status: string } | null;
        };
      }[];
    };
    readonly creditMemos: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  };
}

async function moneyOf({ graph }: Stage, customerId: string) {
  const { customer } = await graph<Money>(
    `query ($id: ID!) { customer(id: $id) { creditMemos(first: 5) { edges { node { id } } }
       payments(first: 5) { edges { node { id status refunded { amount } posting { status } } } } } }`,
    { id: customerId },
  );
  return {
    payment: needed(customer.payments.edges[0], 'Billing has no payment.').node,
    creditMemo: needed(customer.creditMemos.edges[0], 'Billing has no credit memo.').node,
  };
}

async function wish(stage: Stage, customerId: string) {
  const { payment, creditMemo } = await moneyOf(stage, customerId);
  return {
    paymentId: payment.id,
    creditMemoId: creditMemo.id,
    amount: BACK,
    reason: 'The library asked for the money instead',
    idempotencyKey: `story:${stage.telling}:refund`,
  };
}

/** Neither more than the credit left on account, nor more than was paid. */
async function refuseTooMuch(stage: Stage, input: Awaited<ReturnType<typeof wish>>) {
  const { check, telling } = stage;
  const tooMuch = async (amount: string, creditMemoId: string | null) => {
    const idempotencyKey = `story:${telling}:refund:${amount}`;
    const { userErrors } = await ask(fionaOf(stage), 'refundPayment', {
      ...input,
      amount,
      creditMemoId,
      idempotencyKey,
    });
    return userErrors.map(({ code, field }) => `${code} ${field?.join('.')}`).join(' ');
  };
  check.equal('more than the credit: refused', await tooMuch('14600.01', input.creditMemoId), 'INVALID_AMOUNT amount');
  check.equal('more than was paid: refused', await tooMuch('120000.01', null), 'INVALID_AMOUNT amount');
}

async function checkBooks(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  const contract = needed(books.contracts.edges[0], 'The contract is gone.').node;
  const { payment } = await moneyOf(stage, customerId);
  check.equal('CRM: contract version', contract.version, 1);
  check.equal('billing: payment', payment.status, 'PARTIALLY_REFUNDED');
  check.equal('billing: refunded', payment.refunded.amount, BACK);
  check.equal('billing: due on the invoice', books.invoices.edges[0]?.node.amountDue.amount, '0.00');
  check.equal('billing: left on account', await onAccount(stage, books.invoices.edges[0]?.node.provenance), LEFT);
  check.equal('ledger: payment', payment.posting?.status, 'VERIFIED');
  check.equal('ledger: receivable of the customer', books.receivable[0]?.balance.amount, `-${LEFT}`);
  check.equal('revenue: price', contract.revenueContract?.transactionPrice.amount, '105400.00');
  const august = contract.revenueContract?.schedule ?? [];
  check.equal('revenue: August', total(august.map(({ amount }) => amount)), '8951.78');
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, '96448.22');
  const accounts = {
    '1000': '120000.00',
    '1010': `-${BACK}`,
    '1100': `-${LEFT}`,
    '2500': '-96448.22',
    '4000': '-8951.78',
  };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
  await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31', belowValue: CREDIT });
}

/** Stripe keeps what the customer has on account as a balance below zero, in cents. */
async function onAccount(stage: Stage, invoice: { readonly externalId: string } | undefined): Promise<string> {
  const { stripe } = await stage.vendors();
  const { customer } = (await stripe('GET', `/v1/invoices/${invoice?.externalId}`)) as { readonly customer: string };
  const { balance } = (await stripe('GET', `/v1/customers/${customer}`)) as { readonly balance: number };
  const digits = String(-balance).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Asked for again under the same key, the same operation answers and no more goes back. */
async function checkOnce(stage: Stage, operationId: string, input: Record<string, unknown>): Promise<void> {
  const { check, ledger } = stage;
  check.equal('asked again: the same operation', await start(fionaOf(stage), 'refundPayment', input), operationId);
  for (const [vendor, kind] of [
    ['stripe', 'refund.created'],
    ['netsuite', 'customerRefund.created'],
  ] as const) {
    const effects = (await ledger(vendor)) ?? [];
    const own = effects.filter(
      ({ key, summary, ...effect }) =>
        effect.kind === kind && [key, summary['key']].some((by) => String(by).startsWith(`${operationId}:`)),
    );
    check.equal(`${vendor}: ${kind}`, own.length, 1);
  }
}
