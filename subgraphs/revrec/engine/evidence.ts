import { type CivilDate, civilDate, laterOf } from '#schema/canonical/calendar.ts';
import { compareRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import type { MilestoneMet, ProgressMeasured, RevenueEvent } from './events.ts';
import type { EvidenceStep, Fulfilment } from './measure.ts';
import { invalid } from './payload.ts';
import { roundedProgress } from './progress-decimals.ts';

/** A step as it was told: `done` is units or cost to date, `null` where only a share was measured. */
export interface EvidenceTold extends EvidenceStep {
  readonly done: Ratio | null;
  readonly total: Ratio | null;
}

/** How far each obligation is known to be met, by the engine's key and in order of time. */
export type Evidence = ReadonlyMap<string, readonly EvidenceTold[]>;

const WHOLE = ratio(1n);

/**
 * Collects the evidence of fulfilment. A measurement may fall below the one before, as when the work turned out to be
 * more (IFRS 15.43-44; ASC 606-10-25-35); what was met wholly is met until its evidence is taken back, or until more of
 * it is promised.
 */
export function readEvidence(events: readonly RevenueEvent[]): Result<Evidence, EngineError> {
  const found = new Map<string, EvidenceTold[]>();
  for (const event of events) {
    if ((event.kind !== 'PROGRESS_MEASURED' && event.kind !== 'MILESTONE_MET') || event.payload === null) continue;
    const { obligation } = event.payload;
    const told = readStep(event.payload, civilDate(event.effectiveAt));
    if (told === null) return invalid(obligation, 'its progress is no number, or lies outside 0 and the whole');
    const steps = found.get(obligation);
    const last = steps?.at(-1);
    if (last !== undefined && isWhole(last) && !isWhole(told) && !isMore(told, last)) {
      return invalid(obligation, `it was met wholly on ${last.on}; withdraw that evidence first`);
    }
    if (steps === undefined) found.set(obligation, [told]);
    else steps.push(told);
  }
  return ok(found);
}

/** The obligation's own part of it. Nothing is met before the contract that promises it. */
export function fulfilmentOf(
  evidence: readonly EvidenceStep[],
  known: {
    readonly satisfiedOn: CivilDate | null;
    readonly effectiveOn: CivilDate;
    /** Digits of progress by policy; `null` = exact. */
    readonly decimals: number | null;
  },
): Fulfilment {
  const steps = evidence.map(({ on, share }) => ({
    on: laterOf(on, known.effectiveOn),
    share: roundedShare(share, known.decimals),
  }));
  const met = steps.find(isWhole)?.on ?? null;
  return { satisfiedOn: known.satisfiedOn ?? met, steps };
}

/** Progress with so many digits (policy `progressDecimals`); `null` leaves it exact. */
export function roundedShare(share: Ratio, decimals: number | null): Ratio {
  if (decimals === null) return share;
  const { n, d } = roundedProgress(share, decimals);
  return ratio(n, d);
}

function isWhole({ share }: EvidenceStep): boolean {
  return compareRatios(share, WHOLE) === 0;
}

/** More is promised than when the earlier step was told. */
function isMore({ total }: EvidenceTold, before: EvidenceTold): boolean {
  return total !== null && before.total !== null && compareRatios(total, before.total) > 0;
}

function readStep(payload: ProgressMeasured | MilestoneMet, on: CivilDate): EvidenceTold | null {
  if ('doneToDate' in payload) {
    const [done, total] = [readFraction(payload.doneToDate), readFraction(payload.total)];
    if (done === null || total === null || total.n <= 0n) return null;
    return within({ on, share: ratio(done.n * total.d, done.d * total.n), done, total });
  }
  if (!('percent' in payload)) return { on, share: WHOLE, done: null, total: null };
  const percent = parseRatio(payload.percent);
  return percent === null ? null : within({ on, share: ratio(percent.n, percent.d * 100n), done: null, total: null });
}

/** A decimal, or one over another. */
function readFraction(text: string): Ratio | null {
  const [above = '', below = '1', ...more] = text.split('/');
  const [n, d] = [parseRatio(above), parseRatio(below)];
  return n === null || d === null || d.n === 0n || more.length > 0 ? null : ratio(n.n * d.d, n.d * d.n);
}

function within(told: EvidenceTold): EvidenceTold | null {
  return told.share.n < 0n || compareRatios(told.share, WHOLE) > 0 ? null : told;
}
