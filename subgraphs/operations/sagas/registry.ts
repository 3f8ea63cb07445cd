import type { Saga, SagaInput } from '../engine/saga.ts';
import { amendContract } from './amend-contract.ts';
import { bookOpportunity } from './book-opportunity.ts';
import { recognizeRevenue } from './recognize-revenue.ts';

const BY_KIND: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['BOOK_OPPORTUNITY', bookOpportunity],
  ['AMEND_CONTRACT', amendContract],
  ['RECOGNIZE_REVENUE', recognizeRevenue],
]);

/** Every saga of the house. Each gets back the input that was queued with its name, so the engine may see them alike. */
export const SAGAS: readonly Saga<SagaInput>[] = [...BY_KIND.values()].map((saga) => saga as Saga<SagaInput>);

/** The saga of an operation's kind. A kind without one is a bug of whoever accepted it, so it throws. */
export function sagaOfKind(kind: string): Saga<SagaInput> {
  const saga = BY_KIND.get(kind);
  if (saga === undefined) throw new Error(`No saga runs a ${kind}`);
  return saga as Saga<SagaInput>;
}
