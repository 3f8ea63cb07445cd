import apolloGateway from '@apollo/gateway';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { type AnswerWriter, answerWriter } from './answer-writer.ts';
import { conditionVariables } from './conditions.ts';
import { type OwnNames, ownNames } from './own-names.ts';

/** How joined data becomes what a document asks for. Nothing in it depends on variables or on who asks. */
export interface AnswerForm {
  readonly read: ReadDocument;
  /** Where the client's names are taken by what subgraphs are joined by; joined data has others then. */
  readonly own: OwnNames | null;
  readonly write: AnswerWriter;
  /** Of `@skip` and `@include`. */
  readonly conditionNames: readonly string[];
  /** For the stock executor, which shapes what cannot be written. */
  readonly written: ReturnType<typeof apolloGateway.buildOperationContext>;
}

export function answerForm({ apiSchema, joinNames }: OpenSupergraph, read: ReadDocument): AnswerForm {
  const { document } = read;
  return {
    read,
    own: ownNames(document, joinNames),
    write: answerWriter(apiSchema, read),
    conditionNames: conditionVariables(document),
    written: apolloGateway.buildOperationContext({ schema: apiSchema, operationDocument: document, ...nameOf(read) }),
  };
}

/** As the planner and the stock executor want to be told which operation is meant. */
export function nameOf({ operation }: ReadDocument): { readonly operationName?: string } {
  return operation.name === undefined ? {} : { operationName: operation.name.value };
}
