import type { Principal } from '#kit/identity/principal.ts';
import type { ResolveExceptionsInput } from '#schema/generated/operations.ts';
import type { OperationsContext } from '../context.ts';
import type { Answer } from '../requests/accepted.ts';
import { amendContract } from '../requests/amend-contract.ts';
import { bookOpportunity } from '../requests/book-opportunity.ts';
import { cancelContract } from '../requests/cancel-contract.ts';
import { decideApproval } from '../requests/decide-approval.ts';
import { issueCreditMemo } from '../requests/issue-credit-memo.ts';
import { moneyOf } from '../requests/preview.ts';
import { recognizeRevenue } from '../requests/recognize-revenue.ts';
import { recordMilestone } from '../requests/record-milestone.ts';
import { refundPayment } from '../requests/refund-payment.ts';
import { renewContract } from '../requests/renew-contract.ts';
import { replayOperation } from '../requests/replay-operation.ts';
import type { RequestParts } from '../requests/request.ts';
import { resolveException } from '../requests/resolve-exception.ts';
import { type BulkAnswer, resolveExceptions } from '../requests/resolve-exceptions.ts';
import { resumeContract, suspendContract } from '../requests/suspend-contract.ts';
import { explainSilence } from './silence.ts';

type Handler<Input> = (parts: RequestParts, principal: Principal, input: Input) => Promise<Answer>;

/** A mutation that hands its input to a request's handler. */
function asking<Input>(handler: Handler<Input>) {
  return (_root: unknown, { input }: { readonly input: Input }, { parts, principal }: OperationsContext) =>
    payloadOf(handler(parts, principal, input));
}

/** Starts durably and answers at once; what follows is seen through the operation. */
export const mutationResolvers = {
  bookOpportunity: asking(bookOpportunity),
  amendContract: asking(amendContract),
  renewContract: asking(renewContract),
  cancelContract: asking(cancelContract),
  suspendContract: asking(suspendContract),
  resumeContract: asking(resumeContract),
  issueCreditMemo: asking(issueCreditMemo),
  refundPayment: asking(refundPayment),
  recordMilestone: asking(recordMilestone),
  recognizeRevenue: asking(recognizeRevenue),
  resolveException: asking(resolveException),
  resolveExceptions: (
    _root: unknown,
    { input }: { readonly input: ResolveExceptionsInput },
    context: OperationsContext,
  ) => bulkPayload(resolveExceptions(context.parts, context.principal, input), context),
  decideApproval: asking(decideApproval),
  replayOperation: asking(replayOperation),
};

const NOTHING = { operation: null, preview: null, userErrors: [], replayed: false };

async function payloadOf(asked: Promise<Answer>) {
  const answer = await asked.catch(explainSilence);
  switch (answer.kind) {
    case 'ACCEPTED':
      return {
        ...NOTHING,
        operation: answer.operationId === null ? null : { id: answer.operationId },
        replayed: answer.replayed,
      };
    case 'PREVIEWED':
      return { ...NOTHING, preview: answer.preview };
    case 'REFUSED':
      return { ...NOTHING, userErrors: answer.refusals };
    default:
      return answer satisfies never;
  }
}

async function bulkPayload(asked: Promise<BulkAnswer>, { loaders }: OperationsContext) {
  const answer = await asked;
  return {
    matched: answer.matched,
    impact: answer.impact.map(moneyOf),
    operations: answer.operationIds.map((id) => ({ id })),
    skipped: answer.skipped.map(({ exception }) => loaders.exception.load(exception.id)),
    reasons: answer.skipped.map(({ reason }) => reason),
    userErrors: answer.refusals,
    replayed: answer.replayed,
  };
}
