import type { ToldBudget } from '#gateway/cost/cost-budgets.ts';
import type { Price } from '#gateway/cost/price.ts';
import type { Answer } from './answer-errors.ts';
import type { RequestContext } from './request-context.ts';

/** In points. */
export interface ToldCost {
  readonly requested: number;
  readonly actual: number;
  /** Of the caller; left out where none is kept. */
  readonly budget?: ToldBudget;
}

type Variables = Readonly<Record<string, unknown>>;
type Payer = Pick<RequestContext, 'principal' | 'budgets'>;

/** Null where nothing is reckoned. What was charged beyond the actual cost is given back: call it once an answer. */
export function costOf(price: Price | null, variables: Variables, data: unknown, payer: Payer): ToldCost | null {
  if (price === null) return null;
  const { principal, budgets = null } = payer;
  const requested = price.requested(variables);
  const actual = price.actual(data);
  return budgets === null
    ? { requested, actual }
    : { requested, actual, budget: budgets.settle(principal.subject, Math.min(requested, budgets.limit) - actual) };
}

/** Of what was charged for and is refused before anything is executed. */
export function giveBack(price: Price | null, variables: Variables, payer: Payer): void {
  costOf(price, variables, undefined, payer);
}

/** What was not executed cost nothing, and nothing is said of it. */
export function withCost(answer: Answer, price: Price | null, variables: Variables, payer: Payer): Answer {
  const cost = costOf(price, variables, answer.data, payer);
  return cost === null || answer.data === undefined
    ? answer
    : { ...answer, extensions: { ...answer.extensions, cost } };
}
