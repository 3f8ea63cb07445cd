import { GraphQLError } from 'graphql';
import type {
  AmendContractInput,
  BookOpportunityInput,
  RecognizeRevenueInput,
  ResolveExceptionInput,
} from '#schema/generated/operations.ts';
import type { OperationsContext } from '../context.ts';
import type { Answer } from '../requests/accepted.ts';
import { amendContract } from '../requests/amend-contract.ts';
import { bookOpportunity } from '../requests/book-opportunity.ts';
import { recognizeRevenue } from '../requests/recognize-revenue.ts';
import { resolveException } from '../requests/resolve-exception.ts';
import { SystemUnavailable } from '../requests/systems.ts';

/** Starts durably and answers at once; what follows is seen through the operation. */
export const mutationResolvers = {
  bookOpportunity: (_root: unknown, { input }: { readonly input: BookOpportunityInput }, context: OperationsContext) =>
    payloadOf(bookOpportunity(context.parts, context.principal, input)),
  amendContract: (_root: unknown, { input }: { readonly input: AmendContractInput }, context: OperationsContext) =>
    payloadOf(amendContract(context.parts, context.principal, input)),
  recognizeRevenue: (
    _root: unknown,
    { input }: { readonly input: RecognizeRevenueInput },
    context: OperationsContext,
  ) => payloadOf(recognizeRevenue(context.parts, context.principal, input)),
  resolveException: (
    _root: unknown,
    { input }: { readonly input: ResolveExceptionInput },
    context: OperationsContext,
  ) => payloadOf(resolveException(context.parts, context.principal, input)),
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

/** A system that must be asked first and is silent: nothing was started, so the client may simply repeat. */
function explainSilence(error: unknown): never {
  if (error instanceof SystemUnavailable) {
    throw new GraphQLError(`${error.system} does not answer now; nothing was started. Send the same request again.`, {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true },
    });
  }
  throw error;
}
