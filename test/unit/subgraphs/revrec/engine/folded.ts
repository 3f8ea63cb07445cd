import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN, type PolicySet } from '#revrec/engine/policies.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import type { ScheduleRow } from '#schema/canonical/revenue.ts';
import { KNOWN_AT } from './meridian.ts';

/** The state, or a test that fails with the engine's own error. */
export function folded(
  events: readonly RevenueEvent[],
  knownAt: string = KNOWN_AT,
  policies: PolicySet = CONTRACT_DRIVEN,
): ContractState {
  const result = fold(events, { knownAt, policies });
  if (!result.ok) throw new Error(canonicalJson(result.error));
  return result.value;
}

export function refusal(events: readonly RevenueEvent[], knownAt: string = KNOWN_AT) {
  const result = fold(events, { knownAt, policies: CONTRACT_DRIVEN });
  return result.ok ? null : result.error;
}

export function rows(state: ContractState): readonly ScheduleRow[] {
  return scheduleOf(state, calendarOf(state)).rows;
}

export function sumOf(minors: readonly bigint[]): bigint {
  return minors.reduce((all, minor) => all + minor, 0n);
}
