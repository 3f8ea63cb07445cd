import { derivedId } from '#kit/runtime/ids.ts';

/**
 * Ids of what every subgraph can name without asking the others: our own legal entities by their code, and the months
 * of their books.
 */
export function legalEntityId(code: string): string {
  return derivedId('le', code);
}

/** `period` is the month, YYYY-MM. */
export function accountingPeriodId(legalEntity: string, period: string): string {
  return derivedId('per', legalEntity, period);
}
