import apolloGateway from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
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

/** An error with its place as the client calls it. */
export function toldAt(
  error: GraphQLFormattedError,
  { own }: AnswerForm,
  { made }: Pick<OpenSupergraph, 'made'>,
): GraphQLFormattedError {
  if (error.path === undefined) return error;
  const place = own?.place(error.path) ?? error.path;
  return { ...error, path: place.map((step) => made.byName.get(String(step))?.name ?? step) };
}

/** As the stock executor says it: data of which a value was refused is told alone, and gaps only where nothing else is. */
export function errorsOf(shaped: Answer, errors: NonNullable<Answer['errors']>): Answer {
  return errors.length === 0 || shaped.errors !== undefined ? shaped : { errors, data: shaped.data };
}
