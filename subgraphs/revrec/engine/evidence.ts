import { type CivilDate, civilDate, laterOf } from '#schema/canonical/calendar.ts';
import { compareRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import type { RevenueEvent } from './events.ts';
import type { EvidenceStep, Fulfilment } from './measure.ts';
import { invalid } from './payload.ts';

/** How far each obligation is known to be met, by the engine's key and in order of time. */
export type Evidence = ReadonlyMap<string, readonly EvidenceStep[]>;

const WHOLE = ratio(1n);

/**
 * Collects the evidence of fulfilment. A measurement may fall below the one before, as when the work turned out to be
 * more (IFRS 15.43-44; ASC 606-10-25-35); what was met wholly is met until its evidence is taken back.
 */
export function readEvidence(events: readonly RevenueEvent[]): Result<Evidence, EngineError> {
  const found = new Map<string, EvidenceStep[]>();
  for (const event of events) {
    if ((event.kind !== 'PROGRESS_MEASURED' && event.kind !== 'MILESTONE_MET') || event.payload === null) continue;
    const { obligation } = event.payload;
    const share = 'percent' in event.payload ? shareOf(event.payload.percent) : WHOLE;
    if (share === null) return invalid(obligation, 'a percentage lies outside 0 to 100');
    const steps = found.get(obligation) ?? [];
    const last = steps.at(-1);
    if (last !== undefined && compareRatios(last.share, WHOLE) === 0 && compareRatios(share, WHOLE) !== 0) {
      return invalid(obligation, `it was met wholly on ${last.on}; withdraw that evidence first`);
    }
    found.set(obligation, [...steps, { on: civilDate(event.effectiveAt), share }]);
  }
  return ok(found);
}

/** The obligation's own part of it. Nothing is met before the contract that promises it. */
export function fulfilmentOf(
  evidence: readonly EvidenceStep[],
  known: { readonly satisfiedOn: CivilDate | null; readonly effectiveOn: CivilDate },
): Fulfilment {
  const steps = evidence.map(({ on, share }) => ({ on: laterOf(on, known.effectiveOn), share }));
  const met = steps.find(({ share }) => compareRatios(share, WHOLE) === 0)?.on ?? null;
  return { satisfiedOn: known.satisfiedOn ?? met, steps };
}

function shareOf(percent: string): Ratio | null {
  const read = parseRatio(percent);
  if (read === null || read.n < 0n) return null;
  const share = ratio(read.n, read.d * 100n);
  return compareRatios(share, WHOLE) > 0 ? null : share;
}
