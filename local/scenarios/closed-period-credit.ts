import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf } from './customer-books.ts';
import {
  approvalOf,
  approve,
  ask,
  ENDED,
  operation,
  type SeenOperation,
  start,
  startedByNews,
  succeeded,
} from './operations.ts';
import { newCompany, seenDeal, sell } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 100 seats at 1,200.00 are 120,000.00 for the 365 days from 1 August; August's 31 days are 10,191.78. A credit of 14,600.00
 * on 16 August leaves 105,400.00, of which August is 8,951.78: 1,240.00 less. August is closed by then, so its books stay as
 * they are, and the credit with what it takes off August comes into September.
 */
const CREDIT = '14600.00';
const LINES = [{ product: 'PLATFORM-SEAT', quantity: '100' }];
const MONTH = 'Aug 2026';
const FIRST_OPEN = '2026-09';

/** The credit of a customer hits a closed month: the first open one is proposed, and somebody else agrees to it. */
export const closedPeriodCredit: Scenario = {
  name: 'closed-period-credit',
  title: 'A credit of 14,600.00 hits the closed August and comes into September with a second person’s word',
  play: async (stage) => {
    const customer = newCompany(stage, 'Larkspur Transit');
    const term = { startsOn: '2026-08-01', endsOn: '2027-07-31', closedOn: '2026-08-16' };
    const won = await sell(stage, customer, { key: customer.key, ...term, lines: LINES, paidAfterDays: null });
    const { customerId } = await seenDeal(stage, won);
    const booking = await startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
    const contractId = needed(booking.contract, 'No contract came of the deal.').id;
    const books = await booksOf(stage, customerId, '2026-08-31');
    const invoiceId = needed(books.invoices.edges[0], 'Billing wrote no invoice.').node.id;
    try {
      await setClosed(stage, true);
      await creditInClosedMonth(stage, invoiceId);
      await checkBooks(stage, customerId, contractId);
    } finally {
      await setClosed(stage, false);
    }
  },
};

/** An accountant closes the month, or opens it again; ends when the product knows. */
async function setClosed(stage: Stage, closed: boolean): Promise<void> {
  const { netsuite, suiteql } = await stage.vendors();
  const [period] = await suiteql(`SELECT id FROM accountingperiod WHERE periodname = '${MONTH}'`);
  await netsuite('PATCH', `/accountingPeriod/${needed(period?.['id'], `NetSuite has no ${MONTH}.`)}`, { closed });
}

async function creditInClosedMonth(stage: Stage, invoiceId: string): Promise<void> {
  const { check } = stage;
  const fiona = stage.as('finance', 'fiona');
  const grace = stage.as('controller', 'grace');
  const key = (act: string) => `story:${stage.telling}:${act}`;
  const input = { invoiceId, amount: CREDIT, reason: 'SLA_BREACH', idempotencyKey: key('credit') };
  const operationId = await start(fiona, 'issueCreditMemo', input);
  check.equal('credit: agreed to', await approve(stage, await approvalOf(stage, operationId), grace), 'APPROVED');

  const parked = await stage.eventually('the ledger to refuse the closed month', async () => {
    const seen = await operation(stage, operationId);
    return seen.exceptions.some(({ status }) => status === 'OPEN') ? seen : null;
  });
  check.equal('closed month: commitment towards the customer', parked.commitment, 'DONE');
  check.equal('closed month: finalization in the books', parked.finalization, 'PENDING');
  const exception = needed(parked.exceptions[0], 'There is no exception.');
  check.equal('closed month: exception', exception.cause, 'CLOSED_PERIOD');
  check.equal(
    'closed month: proposal of the first open one',
    JSON.stringify(exception.payload).includes(FIRST_OPEN),
    true,
  );
  await move(stage, exception.id, operationId);
  const ended = await succeeded(stage, operationId, ENDED);
  check.equal('moved: finalization in the books', ended.finalization, 'DONE');
}

/** Finance takes the proposal; the amount is material, so the controller has to agree. */
async function move(stage: Stage, exceptionId: SeenOperation['exceptions'][number]['id'], operationId: string) {
  const { check } = stage;
  const fiona = stage.as('finance', 'fiona');
  const answer = await ask(fiona, 'resolveException', {
    exceptionId,
    action: 'RETRY_WITH_CORRECTION',
    correction: { postingPeriod: FIRST_OPEN },
    note: 'August is closed; September takes it.',
    idempotencyKey: `story:${stage.telling}:move`,
  });
  check.equal('correction: taken', answer.userErrors[0]?.code ?? 'TAKEN', 'TAKEN');
  const approval = await approvalOf(stage, operationId);
  check.equal('correction: by who proposed it', await approve(stage, approval, fiona), 'SOD_VIOLATION');
  check.equal(
    'correction: by somebody else',
    await approve(stage, approval, stage.as('controller', 'grace')),
    'APPROVED',
  );
}

interface Credited {
  readonly invoice: {
    readonly amountDue: { readonly amount: string };
    readonly creditMemos: readonly {
      readonly total: { readonly amount: string };
      readonly posting: { readonly status: string; readonly period: { readonly startsOn: string } } | null;
    }[];
  };
}

async function checkBooks(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check, graph } = stage;
  const books = await booksOf(stage, customerId, '2026-09-30');
  const { id } = needed(books.invoices.edges[0], 'The invoice is gone.').node;
  const { invoice } = await graph<Credited>(
    `query ($id: ID!) { invoice(id: $id) { amountDue { amount }
       creditMemos { total { amount } posting { status period { startsOn } } } } }`,
    { id },
  );
  const [memo] = invoice.creditMemos;
  check.equal('billing: due', invoice.amountDue.amount, '105400.00');
  check.equal('billing: credit memos', invoice.creditMemos.map((one) => one.total.amount).join(' '), CREDIT);
  check.equal('ledger: status of the credit memo', memo?.posting?.status, 'VERIFIED');
  check.equal('ledger: its month', memo?.posting?.period.startsOn, '2026-09-01');
  const { revenueContract } = needed(books.contracts.edges[0], 'The contract is gone.').node;
  check.equal('revenue: price', revenueContract?.transactionPrice.amount, '105400.00');
  const august = { '1100': '120000.00', '2500': '-109808.22', '4000': '-10191.78' };
  checkLedger(stage, await contractLedger(stage, contractId, MONTH), august, ' in August');
  const september = { '1100': `-${CREDIT}`, '2500': '13360.00', '4000': '1240.00' };
  checkLedger(stage, await contractLedger(stage, contractId, 'Sep 2026'), september, ' in September');
}
