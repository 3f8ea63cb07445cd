import { addDays, type CivilDate, daysBetween, parseCivilDate, type Term } from '#schema/canonical/calendar.ts';
import { addRatios, multiplyRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractLine } from './events.ts';
import type { Progress } from './measure.ts';
import { invalid } from './payload.ts';

/** What the days up to `to` count, alike among themselves; they begin after the span before, or with the term. */
export interface CurveSpan {
  readonly to: CivilDate;
  readonly weight: Ratio;
}

/** The curve of a line that is measured by one, over its whole term; nothing for any other measure. */
export function readCurve(
  { measure, curve }: Pick<ContractLine, 'measure' | 'curve'>,
  term: Term,
  subject: string,
): Result<readonly CurveSpan[], EngineError> {
  if (measure !== 'CUSTOM_CURVE') {
    return curve === undefined ? ok([]) : invalid(subject, `it has a curve and is measured by ${measure}`);
  }
  const spans = collect(curve ?? [], ({ until, weight }): Result<CurveSpan, EngineError> => {
    const [to, size] = [parseCivilDate(until), parseRatio(weight)];
    const isSpan = to !== null && size !== null && size.n >= 0n;
    return isSpan ? ok({ to, weight: size }) : invalid(subject, `${until}, ${weight} is no day with a weight`);
  });
  if (!spans.ok) return spans;
  const bounds = [addDays(term.from, -1), ...spans.value.map(({ to }) => to)];
  const isInOrder = bounds.every((day, index) => index === 0 || day > (bounds[index - 1] ?? day));
  if (!isInOrder || bounds.at(-1) !== term.to) {
    return invalid(subject, 'the days of its curve do not follow each other from its first day to its last');
  }
  return sumOf(spans.value).n === 0n ? invalid(subject, 'its curve weighs nothing') : spans;
}

/** Weights of the days that have passed over all weights. A curve of nothing is met on its last day. */
export function curveProgress(
  { term, spans }: { readonly term: Term; readonly spans: readonly CurveSpan[] },
  on: CivilDate,
): Progress {
  if (on < term.from) return { n: 0n, d: 1n };
  const all = sumOf(spans);
  if (on >= term.to) return { n: 1n, d: 1n };
  if (all.n === 0n) return { n: 0n, d: 1n };
  const done = sumOf(clipped(spans, term.from, { from: term.from, to: on }));
  const { n, d } = ratio(done.n * all.d, done.d * all.n);
  return { n, d };
}

/** The same curve over fewer days: a span that is cut keeps its part by days. `startsOn` is where it begins as it is. */
export function clipped(spans: readonly CurveSpan[], startsOn: CivilDate, { from, to }: Term): readonly CurveSpan[] {
  const starts = [startsOn, ...spans.map((span) => addDays(span.to, 1))];
  return spans.flatMap((span, index) => {
    const first = starts[index] ?? startsOn;
    const [begins, ends] = [first > from ? first : from, span.to < to ? span.to : to];
    if (begins > ends) return [];
    const part = ratio(BigInt(daysBetween(begins, ends) + 1), BigInt(daysBetween(first, span.to) + 1));
    return [{ to: ends, weight: multiplyRatios(span.weight, part) }];
  });
}

function sumOf(spans: readonly CurveSpan[]): Ratio {
  return spans.reduce((all, { weight }) => addRatios(all, weight), ratio(0n));
}
