import { type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractApproved, RevenueEvent } from './events.ts';

/** What counts for a contract only from the day it is one. */
const CHANGES: ReadonlySet<RevenueEvent['kind']> = new Set<RevenueEvent['kind']>([
  'MODIFICATION_APPROVED',
  'VC_ESTIMATED',
  'VC_RESOLVED',
  'PRICE_CONCESSION',
  'CREDIT_MEMO',
  'CANCELLED',
]);

/**
 * The day from which what was approved is a contract because the criteria of step 1 are met (IFRS 15.9, 15.14; ASC
 * 606-10-25-1, 25-6); null when they were from the start. Held as long as they are not, and once they fail again: whether
 * that takes revenue back is a person's to judge (IFRS 15.13).
 */
export function identifiedOn(
  { contractKey, effectiveAt }: Pick<RevenueEvent, 'contractKey' | 'effectiveAt'>,
  { step1 = { met: true, reasons: [] } }: ContractApproved,
  events: readonly RevenueEvent[],
): Result<CivilDate | null, EngineError> {
  let judged = step1;
  let metOn: CivilDate | null = null;
  for (const event of events) {
    if (event.kind !== 'COLLECTIBILITY_CHANGED' || event.payload === null) continue;
    if (event.payload.met && !judged.met) metOn = civilDate(event.effectiveAt);
    if (!event.payload.met && judged.met) {
      return held(contractKey, `step 1 is not met any more: ${reasonsOf(event.payload)}`);
    }
    judged = event.payload;
  }
  if (!judged.met) return held(contractKey, `step 1 is not met: ${reasonsOf(judged)}`);
  if (metOn === null || metOn <= effectiveAt) return ok(null);
  const early = events.find((event) => CHANGES.has(event.kind) && civilDate(event.effectiveAt) < (metOn ?? ''));
  return early === undefined
    ? ok(metOn)
    : held(contractKey, `it was changed before ${metOn}, when it became a contract`);
}

function reasonsOf({ reasons }: { readonly reasons: readonly string[] }): string {
  return reasons.length === 0 ? 'no reason was told' : reasons.join(', ');
}

function held(subject: string, detail: string): Result<never, EngineError> {
  return fail({ kind: 'HELD', subject, detail });
}
