import type { ContractApproved, RevenueEvent } from '#revrec/engine/events.ts';
import { aCount, delivered } from '../counted.ts';
import { anApproval } from '../meridian.ts';

export const JULY = '2026-07-01';

export function signed(lines: ContractApproved['lines'], change: Partial<ContractApproved> = {}): RevenueEvent {
  const approval = anApproval(lines);
  if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
  return { ...approval, payload: { ...approval.payload, ...change } };
}

export const quarter = { from: '2026-01-01', to: '2026-03-31' } as const;
export const half = { from: '2026-01-01', to: '2026-06-30' } as const;
export const ssp = (entry: string, low: string, point: string, high: string) =>
  ({ entry, method: 'OBSERVABLE', low, point, high, source: 'study' }) as const;
export const wells = aCount('wells', { total: '10', dollars: 1_000 });
export const pumps = aCount('pumps', { total: '5', dollars: 500 });
export const hall = aCount('hall', { total: '400', dollars: 3_000, measure: 'COST_TO_COST' });
export const four = delivered({ id: 'e-four', effectiveAt: '2026-02-01' }, 'wells', '4', '10');
export const two = delivered({ id: 'e-two', effectiveAt: '2026-02-02' }, 'pumps', '2', '5');
export const all = delivered({ id: 'e-all', effectiveAt: '2026-05-01' }, 'wells', '16', '16');
