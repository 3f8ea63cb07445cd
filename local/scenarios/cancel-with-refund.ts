import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import { approvalOf, approve, preview, start, startedByNews, succeeded } from './operations.ts';
import { payOnly } from './own-deal.ts';
import { newCompany, seenDeal, sell } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 73 seats at 1,200.00 are 87,600.00, 240.00 a day; premier support is 36,000.00, which does not divide by 365. Service
 * from 1 August ends with the 15th: 350 days are not served. Back go 87,600.00 × 350 / 365 = 84,000.00 and 36,000.00 × 350 /
 * 365 = 34,520.55, together 118,520.55 of 123,600.00; 5,079.45 are kept, all of it August's.
 */
const LINES = [
  { product: 'PLATFORM-SEAT', quantity: '73' },
  { product: 'SUPPORT-PREMIER', quantity: '1' },
];
const BACK = '118520.55';
const KEPT = '5079.45';

/** A paid contract is cancelled after fifteen days: what was not served is credited and goes back to the payer. */
export const cancelWithRefund: Scenario = {
  name: 'cancel-with-refund',
  title: 'A paid contract ends on 15 August: 118,520.55 for 350 days go back, in all books',
  play: async (stage) => {
    const customer = newCompany(stage, 'Ember Lake Schools');
    const term = { startsOn: '2026-08-01', endsOn: '2027-07-31', closedOn: '2026-08-16' };
    const won = await sell(stage, customer, { key: customer.key, ...term, lines: LINES, paidAfterDays: null });
    const { customerId } = await seenDeal(stage, won);
    const booking = await startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
    const contractId = needed(booking.contract, 'No contract came of the deal.').id;
    await payOnly(stage, await booksOf(stage, customerId, '2026-08-31'));
    await startedByNews(stage, customerId, 'APPLY_PAYMENT');

    const input = cancellation(stage, contractId);
    const shown = await preview(stage.graph, 'cancelContract', input);
    stage.check.equal('preview: credited', total(shown.invoiceLines.map(({ amount }) => amount)), `-${BACK}`);
    stage.check.equal('preview: revenue of what was served', total(shown.revenueAfter.map((row) => row.amount)), KEPT);
    const operationId = await start(stage.graph, 'cancelContract', input);
    await decide(stage, operationId);
    const ended = await succeeded(stage, operationId);
    stage.check.equal('cancellation: commitment', ended.commitment, 'DONE');
    stage.check.equal('cancellation: finalization', ended.finalization, 'DONE');
    await checkEnd(stage, customerId, contractId);
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31' });
    await checkOnce(stage, operationId, input);
  },
};

function cancellation({ telling }: Stage, contractId: string) {
  return {
    contractId,
    expectedVersion: 1,
    effectiveOn: '2026-08-16',
    refund: 'PRORATED',
    reason: 'The schools merge with another district',
    idempotencyKey: `story:${telling}:cancel`,
  };
}

/** More goes back than one person decides. */
async function decide(stage: Stage, operationId: string): Promise<void> {
  const approval = await approvalOf(stage, operationId);
  const { check } = stage;
  check.equal('approval: by who asked', await approve(stage, approval, stage.graph), 'SOD_VIOLATION');
  check.equal(
    'approval: by somebody else',
    await approve(stage, approval, stage.as('controller', 'grace')),
    'APPROVED',
  );
}

interface Refunded {
  readonly customer: {
    readonly payments: {
      readonly edges: readonly {
        readonly node: { readonly status: string; readonly refunded: { readonly amount: string } };
      }[];
    };
    readonly creditMemos: {
      readonly edges: readonly {
        readonly node: {
          readonly total: { readonly amount: string };
          readonly posting: { readonly status: string } | null;
        };
      }[];
    };
  };
}

async function checkEnd(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check, graph } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  const contract = needed(books.contracts.edges[0], 'The contract is gone.').node;
  check.equal('CRM: contract', contract.status, 'CANCELLED');
  check.equal('CRM: contract version', contract.version, 2);
  check.equal('billing: subscription', contract.subscription?.status, 'CANCELLED');
  const { customer } = await graph<Refunded>(
    `query ($id: ID!) { customer(id: $id) { payments(first: 5) { edges { node { status refunded { amount } } } }
       creditMemos(first: 5) { edges { node { total { amount } posting { status } } } } } }`,
    { id: customerId },
  );
  const memos = customer.creditMemos.edges.map(({ node }) => node);
  const payments = customer.payments.edges.map(({ node }) => node);
  check.equal('billing: credit memos', memos.map((memo) => memo.total.amount).join(' '), BACK);
  check.equal('billing: payment', payments.map(({ status }) => status).join(' '), 'PARTIALLY_REFUNDED');
  check.equal('billing: refunded', payments.map(({ refunded }) => refunded.amount).join(' '), BACK);
  check.equal('ledger: credit memo', memos.map(({ posting }) => posting?.status).join(' '), 'VERIFIED');
  check.equal('ledger: receivable of the customer', books.receivable[0]?.balance.amount ?? '0.00', '0.00');
  check.equal('revenue: price', contract.revenueContract?.transactionPrice.amount, KEPT);
  const august = contract.revenueContract?.schedule ?? [];
  check.equal('revenue: August', total(august.map(({ amount }) => amount)), KEPT);
  check.equal('revenue: recognized by 31 August', books.revenue[0]?.recognized.amount, KEPT);
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, '0.00');
  // What came in waits to be deposited; what goes back leaves the bank. The difference is what is kept.
  const accounts = { '1000': '123600.00', '1010': `-${BACK}`, '4000': `-${KEPT}` };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}

/** Asked for again under the same key, the same operation answers and no more goes back. */
async function checkOnce(stage: Stage, operationId: string, input: ReturnType<typeof cancellation>): Promise<void> {
  const { check, ledger } = stage;
  check.equal('asked again: the same operation', await start(stage.graph, 'cancelContract', input), operationId);
  for (const [vendor, kind] of [
    ['stripe', 'credit_note.created'],
    ['stripe', 'refund.created'],
    ['netsuite', 'creditMemo.created'],
    ['netsuite', 'customerRefund.created'],
  ] as const) {
    const effects = (await ledger(vendor)) ?? [];
    const own = effects.filter(({ key, summary, ...effect }) => {
      const by = [key, summary['key']].map(String);
      return effect.kind === kind && by.some((text) => text.startsWith(`${operationId}:`));
    });
    check.equal(`${vendor}: ${kind}`, own.length, 1);
  }
}
