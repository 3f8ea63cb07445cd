import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, type CustomerBooks, total } from './customer-books.ts';
import { approvalOf, approve, preview, start, startedByNews, succeeded } from './operations.ts';
import { newCompany, seenDeal, sell } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 100 seats at 1,200.00 are 120,000.00 for the 365 days from 1 August; August's 31 days are 10,191.78 of it.
 *
 * A credit of 16 August is for 15 days that were served and 350 that were not: of 7,300.00 it takes 300.00 back at once
 * and 7,000.00, which is 20.00 a day, from what is to come. So August is what it would have been of 112,700.00 from the
 * start: 112,700.00 × 31 / 365 = 9,571.78, and 103,128.22 stay deferred. After another 14,600.00 it is 98,100.00 × 31 / 365
 * = 8,331.78, and 89,768.22 stay.
 */
const FIRST = '7300.00';
const SECOND = '14600.00';
const LINES = [{ product: 'PLATFORM-SEAT', quantity: '100' }];

/** A service level was missed: credit below what one person may decide, then above it and on a paid invoice. */
export const slaCredit: Scenario = {
  name: 'sla-credit',
  title: 'A missed service level is credited: 7,300.00 at once, 14,600.00 with a second person’s word',
  play: async (stage) => {
    const customer = newCompany(stage, 'Copper Basin Hospitals');
    const term = { startsOn: '2026-08-01', endsOn: '2027-07-31', closedOn: '2026-08-16' };
    const won = await sell(stage, customer, { key: customer.key, ...term, lines: LINES, paidAfterDays: null });
    const { customerId } = await seenDeal(stage, won);
    const booking = await startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
    const contractId = needed(booking.contract, 'No contract came of the deal.').id;
    const books = await booksOf(stage, customerId, '2026-08-31');
    const invoice = needed(books.invoices.edges[0], 'Billing wrote no invoice.').node;

    await creditAtOnce(stage, invoice.id);
    await checkFirst(stage, customerId, contractId);
    const { stripe } = await stage.vendors();
    await stripe('POST', `/v1/invoices/${invoice.provenance.externalId}/pay`, {}, `story:${stage.telling}:pay`);
    await startedByNews(stage, customerId, 'APPLY_PAYMENT');
    await creditWithApproval(stage, invoice.id);
    await checkSecond(stage, customerId, contractId);
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31', belowValue: '21900.00' });
  },
};

function credit(stage: Stage, invoiceId: string, amount: string) {
  const idempotencyKey = `story:${stage.telling}:credit:${amount}`;
  return { invoiceId, amount, reason: 'SLA_BREACH', idempotencyKey };
}

/** What one person may give: up to 10,000.00. */
async function creditAtOnce(stage: Stage, invoiceId: string): Promise<void> {
  const input = credit(stage, invoiceId, FIRST);
  const shown = await preview(stage.graph, 'issueCreditMemo', input);
  stage.check.equal('preview: credited', total(shown.invoiceLines.map(({ amount }) => amount)), `-${FIRST}`);
  stage.check.equal(
    'preview: revenue of the whole term',
    total(shown.revenueAfter.map((row) => row.amount)),
    '112700.00',
  );
  const ended = await succeeded(stage, await start(stage.graph, 'issueCreditMemo', input));
  stage.check.equal('credit: approvals asked for', ended.approvals.length, 0);
  stage.check.equal('credit: finalization in the books', ended.finalization, 'DONE');
}

/** Above it a second person decides, who is never the one who asked. */
async function creditWithApproval(stage: Stage, invoiceId: string): Promise<void> {
  const { check } = stage;
  const maker = stage.as('finance', 'fiona');
  const operationId = await start(maker, 'issueCreditMemo', credit(stage, invoiceId, SECOND));
  const approval = await approvalOf(stage, operationId);
  const memos = await memosOf(stage, invoiceId);
  check.equal('billing: credit memos before the approval', memos.length, 1);
  check.equal('approval: by the maker', await approve(stage, approval, maker), 'SOD_VIOLATION');
  check.equal(
    'approval: by somebody else',
    await approve(stage, approval, stage.as('controller', 'grace')),
    'APPROVED',
  );
  const ended = await succeeded(stage, operationId);
  check.equal('credit with approval: finalization', ended.finalization, 'DONE');
  check.equal('credit with approval: asked by', ended.requestedBy, 'fiona');
}

interface Memo {
  readonly id: string;
  readonly total: { readonly amount: string };
  readonly reason: string | null;
  readonly posting: { readonly status: string } | null;
}

async function memosOf({ graph }: Stage, invoiceId: string): Promise<readonly Memo[]> {
  const { invoice } = await graph<{ invoice: { creditMemos: readonly Memo[] } }>(
    'query ($id: ID!) { invoice(id: $id) { creditMemos { id total { amount } reason posting { status } } } }',
    { id: invoiceId },
  );
  return invoice.creditMemos;
}

async function checkFirst(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  check.equal('billing: due after the credit', books.invoices.edges[0]?.node.amountDue.amount, '112700.00');
  check.equal('ledger: receivable of the customer', books.receivable[0]?.balance.amount, '112700.00');
  checkRevenue(stage, books, { price: '112700.00', august: '9571.78', deferred: '103128.22' });
  const accounts = { '1100': '112700.00', '2500': '-103128.22', '4000': '-9571.78' };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}

/** The invoice was paid by then: the credit is the customer's, on account, and no invoice goes below zero. */
async function checkSecond(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  const invoice = needed(books.invoices.edges[0], 'The invoice is gone.').node;
  check.equal('billing: due on the paid invoice', invoice.amountDue.amount, '0.00');
  checkRevenue(stage, books, { price: '98100.00', august: '8331.78', deferred: '89768.22' });
  const memos = await memosOf(stage, invoice.id);
  const amounts = memos.map((memo) => memo.total.amount).sort();
  check.equal('billing: credit memos', amounts.join(' '), [SECOND, FIRST].join(' '));
  check.equal('billing: their reason', [...new Set(memos.map(({ reason }) => reason))].join(' '), 'SLA_BREACH');
  check.equal('ledger: credit memos', memos.map(({ posting }) => posting?.status).join(' '), 'VERIFIED VERIFIED');
  const accounts = { '1000': '112700.00', '1100': `-${SECOND}`, '2500': '-89768.22', '4000': '-8331.78' };
  checkLedger(stage, await contractLedger(stage, contractId), accounts, ' after the second');
  const { suiteql } = await stage.vendors();
  const unused = await suiteql(
    `SELECT t.foreignpaymentamountunused AS unused FROM transaction t
       WHERE t.custbody_revgraph_contract = '${contractId}' AND t.type = 'CustCred' ORDER BY t.id`,
  );
  check.equal('ledger: credit on account', unused.map((row) => row['unused']).join(' '), '0 14600');
}

function checkRevenue(
  { check }: Stage,
  { contracts, revenue }: CustomerBooks,
  expected: { readonly price: string; readonly august: string; readonly deferred: string },
): void {
  const { revenueContract } = needed(contracts.edges[0], 'The contract is gone.').node;
  check.equal('revenue: price', revenueContract?.transactionPrice.amount, expected.price);
  check.equal('revenue: August', total((revenueContract?.schedule ?? []).map((row) => row.amount)), expected.august);
  check.equal(
    'revenue: August is in the ledger',
    revenueContract?.schedule.every(({ posted }) => posted),
    true,
  );
  check.equal('revenue: deferred as of 31 August', revenue[0]?.deferred.amount, expected.deferred);
}
