import type { CivilDate } from '#schema/canonical/calendar.ts';
import { formatRatio, type Ratio, ratio, roundHalfAway, subtractRatios } from '#schema/canonical/ratio.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { countedOn, exactlyEarnedOn, exactlyTakenBack, type LineCredit, shareOn } from './booked-line.ts';
import { runOf } from './document-movements.ts';
import type { DocumentRun, RunLine } from './document-run.ts';
import type { InvoiceDocument } from './invoice-document.ts';

/** What a line of an invoice has earned by a day, less what its credits took back of that. */
export interface ExplainedLine {
  readonly key: string;
  readonly measure: RevenueMeasure;
  readonly formula: string;
  /** Before the roundings: one of what was earned, one of what was taken back. */
  readonly exact: Ratio;
  readonly minor: bigint;
}

/** The lines of a live or voided invoice that have a name, with how their figures came to be by the end of a day. */
export function explainedLines(
  document: InvoiceDocument,
  on: CivilDate,
): Result<readonly ExplainedLine[], EngineError> {
  const run = runOf({ ...document, actions: document.actions.filter(({ event }) => event.at <= on) });
  if (!run.ok) return run;
  const named = run.value.lines.flatMap((line) => (line.key === undefined ? [] : [{ key: line.key, line }]));
  return ok(named.map(({ key, line }) => ({ key, measure: line.line.plan.measure, ...netOf(run.value, line, on) })));
}

function netOf(run: DocumentRun, { line, credits }: RunLine, on: CivilDate): Omit<ExplainedLine, 'key' | 'measure'> {
  if (run.status === 'VOIDED' || on < run.document.issuedOn) return { formula: '0', exact: ratio(0n), minor: 0n };
  const given = credits.filter(({ minor }) => minor !== 0n);
  const day = countedOn(on, run.endedOn);
  const by = formatRatio(shareOn(line.plan, day));
  const shareAt = (credit: LineCredit) => formatRatio(shareOn(line.plan, credit.on));
  const less = given.map((credit) => ` - ${credit.minor} * (${by} - ${shareAt(credit)})`).join('');
  const earned = `round(${line.amountMinor} * ${by}${less})`;
  const taken = given.map((credit) => `${credit.minor} * ${shareAt(credit)}`).join(' + ');
  const [whole, back] = [exactlyEarnedOn(line, credits, day), exactlyTakenBack(line, credits)];
  return {
    formula: taken === '' ? earned : `${earned} - round(${taken})`,
    exact: subtractRatios(whole, back),
    minor: roundHalfAway(whole) - roundHalfAway(back),
  };
}
