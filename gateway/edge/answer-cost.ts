import type { Price } from '#gateway/cost/price.ts';
import type { Answer } from './answer-errors.ts';

/** In points. */
export interface ToldCost {
  readonly requested: number;
  readonly actual: number;
}

/** Null where nothing is reckoned. */
export function costOf(
  price: Price | null,
  variables: Readonly<Record<string, unknown>>,
  data: unknown,
): ToldCost | null {
  return price === null ? null : { requested: price.requested(variables), actual: price.actual(data) };
}

/** What was not executed cost nothing, and nothing is said of it. */
export function withCost(answer: Answer, price: Price | null, variables: Readonly<Record<string, unknown>>): Answer {
  const cost = answer.data === undefined ? null : costOf(price, variables, answer.data);
  return cost === null ? answer : { ...answer, extensions: { ...answer.extensions, cost } };
}
