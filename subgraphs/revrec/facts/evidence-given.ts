import type { EventOf, MilestoneMet, ProgressMeasured } from '#revrec/engine/events.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { RecordMilestone } from '#schema/commands/revrec.ts';
import { fact } from './fact.ts';

/** Evidence that an obligation, named by the engine's key, is met: wholly where no percentage is given. */
export function evidenceGiven(
  { operationId, completedOn, percentComplete, evidence }: RecordMilestone,
  obligation: string,
  {
    contractId,
    legalEntity,
    recordedAt,
  }: Pick<RevenueContractRow, 'contractId' | 'legalEntity'> & {
    readonly recordedAt: string;
  },
): EventOf<'PROGRESS_MEASURED', ProgressMeasured> | EventOf<'MILESTONE_MET', MilestoneMet> {
  const told = {
    entity: legalEntity,
    contractKey: contractId,
    effectiveAt: completedOn,
    recordedAt,
    source: ['REVREC', 'EVIDENCE', operationId, '1'],
  } as const;
  return percentComplete === null
    ? fact({ kind: 'MILESTONE_MET', ...told }, { obligation, evidence })
    : fact({ kind: 'PROGRESS_MEASURED', ...told }, { obligation, percent: percentComplete, evidence });
}
