import type { ContractState } from '#revrec/engine/contract-state.ts';
import { latestVersion, recognizedOn } from '#revrec/engine/contract-state.ts';
import type { ContractLine, ExtendedLine, RevenueEvent, VariableElement } from '#revrec/engine/events.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { aLine, stamp, usd } from './meridian.ts';

/** Builders for promises that are measured in units or cost, and for prices that are estimates. */
type At = Parameters<typeof stamp>[0];

export interface Counted {
  readonly total: string;
  /** Standalone and stated price in all, in whole dollars. */
  readonly dollars: number;
  readonly measure?: 'UNITS' | 'COST_TO_COST';
}

export function aCount(key: string, { total, dollars, measure = 'UNITS' }: Counted): ContractLine {
  const price = String(dollars);
  return aLine({
    key,
    product: key,
    quantity: '1',
    total,
    unitPrice: price,
    pricePer: 'TERM',
    amount: usd(BigInt(dollars) * 100n),
    kind: measure === 'UNITS' ? 'SERIES' : 'OVER_TIME',
    measure,
    ssp: { entry: `ssp:${key}`, method: 'OBSERVABLE', low: price, point: price, high: price, source: 'price book' },
  });
}

export function delivered(at: At, obligation: string, doneToDate: string, total: string): RevenueEvent {
  const payload = { obligation: `K-1/${obligation}`, doneToDate, total, evidence: 'count' };
  return { ...stamp(at), kind: 'PROGRESS_MEASURED', payload };
}

export function aBonus(dollars: number, change: Partial<VariableElement> = {}): VariableElement {
  const amount = usd(BigInt(dollars) * 100n);
  const who = { owner: 'controller', reason: 'as in the last three projects' };
  return {
    key: 'bonus',
    method: 'MOST_LIKELY',
    estimate: amount,
    constrained: amount,
    target: 'ALL',
    ...who,
    ...change,
  };
}

export function estimatedAt(
  at: At,
  dollars: number,
  change: { readonly basis?: 'ORIGINAL' | 'CURRENT' } = {},
): RevenueEvent {
  const amount = usd(BigInt(dollars) * 100n);
  const payload = {
    element: 'bonus',
    method: 'MOST_LIKELY',
    estimate: amount,
    constrained: amount,
    ...change,
  } as const;
  return { ...stamp(at), kind: 'VC_ESTIMATED', payload: { ...payload, reason: 'the inspector has been' } };
}

export function resolvedAt(at: At, dollars: number): RevenueEvent {
  return { ...stamp(at), kind: 'VC_RESOLVED', payload: { element: 'bonus', amount: usd(BigInt(dollars) * 100n) } };
}

export function extendedTo(total: string, change: Partial<ExtendedLine> = {}): ExtendedLine {
  return { obligation: 'K-1/wells', total, ...change };
}

/** Recognised of each obligation by a day, in cents, by its product. */
export function earnedBy(state: ContractState, day: string): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    obligationsOf(state).map(({ obligation }) => [obligation.product, recognizedOn(obligation, civilDate(day))]),
  );
}

export function allocatedIn(state: ContractState): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    state.contracts.flatMap((one) => latestVersion(one).obligations).map((one) => [one.product, one.allocatedMinor]),
  );
}
