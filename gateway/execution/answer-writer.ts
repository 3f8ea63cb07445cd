import type { GraphQLSchema } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { Recent } from '#gateway/recent.ts';
import { CHOICES_MAX, type Conditions, choiceKey } from './conditions.ts';
import { type WriteValue, writerOf } from './write-answer.ts';

/** Writes joined data as the JSON of `data`; null = the stock executor has to shape it. */
export type AnswerWriter = (data: unknown, conditions: Conditions) => string | null;

/** Keeps a way of writing for each choice that the variables of `@skip` and `@include` make. */
export function answerWriter(schema: GraphQLSchema, { operation, fragments }: ReadDocument): AnswerWriter {
  const root = schema.getRootType(operation.operation);
  const writers = new Recent<WriteValue>(CHOICES_MAX);
  return (data, conditions) => {
    if (root === undefined || root === null) return null;
    const key = choiceKey(conditions);
    const write =
      writers.find(key) ??
      writers.keep(key, writerOf({ schema, fragments, conditions }, root, [operation.selectionSet]));
    return write(data);
  };
}
