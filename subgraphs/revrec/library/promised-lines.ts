import { isFixed } from '#revrec/engine/contract-state.ts';
import type { ContractLine } from '#revrec/engine/events.ts';
import type { SspEntry } from '#revrec/engine/ssp.ts';
import { lineKeys } from '#revrec/facts/promised-line.ts';
import { addMonths, parseTerm, spansIn, type Term } from '#schema/canonical/calendar.ts';
import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { minorDigits } from '#schema/canonical/currency.ts';
import { parseAmount } from '#schema/canonical/money.ts';
import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { lineShape, type ReadLine } from './contract-shape.ts';
import type { FaultList } from './fault-list.ts';
import { METHODS } from './method.ts';

/** What a line is read against. */
export interface LineContext {
  /** In front of the engine's ids, such as `K-1` or `K-1/A-1`. */
  readonly owner: string;
  readonly currency: string;
  readonly rates: Readonly<Record<string, string>>;
  readonly faults: FaultList;
}

export interface PromisedLines {
  readonly lines: readonly ContractLine[];
  /** Where each line stands, by its key. */
  readonly places: ReadonlyMap<string, string>;
  readonly rateIds: readonly string[];
}

const CENTURY_MONTHS = 1200;

/** Reads lines and makes promises of them. A line with a fault is left out; its faults are told. */
export function promisedLines(raw: readonly unknown[], path: string, context: LineContext): PromisedLines {
  const read = raw.map((value, index) => context.faults.read(lineShape, value, `${path}[${index}]`));
  const defaults = lineKeys(read.map((line) => ({ productCode: line?.product ?? '' })));
  const places = new Map<string, string>();
  const rateIds = new Set<string>();
  const lines = read.flatMap((line, index) => {
    if (line === null) return [];
    const at = `${path}[${index}]`;
    const key = line.key ?? defaults[index] ?? line.product;
    if (places.has(key)) {
      context.faults.add('DUPLICATE_KEY', `${at}.key`, `${key} is the key of ${places.get(key)} already.`);
      return [];
    }
    places.set(key, at);
    const rate = rateOf(line, context);
    if (rate.id !== null) rateIds.add(rate.id);
    return promise(line, { at, key, rate, context }) ?? [];
  });
  return { lines, places, rateIds: [...rateIds] };
}

interface Rate {
  /** `null` where the line is in the contract's own currency, or no rate is known. */
  readonly id: string | null;
  readonly value: Ratio | null;
}

function rateOf({ currency }: ReadLine, context: LineContext): Rate {
  if (currency === undefined || currency === context.currency) return { id: null, value: ratio(1n) };
  const text = Object.hasOwn(context.rates, currency) ? context.rates[currency] : undefined;
  if (text === undefined) return { id: null, value: null };
  return { id: `rate:${currency}/${context.currency}:${text}`, value: decimalOf(text) };
}

interface Placed {
  readonly at: string;
  readonly key: string;
  readonly rate: Rate;
  readonly context: LineContext;
}

function promise(line: ReadLine, placed: Placed): ContractLine | null {
  const { at, key, rate, context } = placed;
  const { faults, currency } = context;
  const term = termOf(line, at, faults);
  const nature = METHODS.get(line.method) ?? null;
  if (nature === null) {
    faults.add(
      'UNKNOWN_METHOD',
      `${at}.method`,
      `${line.method} is no method; known: ${[...METHODS.keys()].join(', ')}.`,
    );
  }
  if (rate.value === null) {
    const message = `is in ${line.currency}, the contract in ${currency}: give rates what one ${line.currency} is in ${currency}.`;
    faults.add('MISSING_RATE', `${at}.currency`, message);
  }
  const isPriced = nature === null || isFixed(nature);
  const ssp = sspOf(line, isPriced, placed);
  const amountMinor = amountOf(line, term, placed);
  if (term === null || nature === null || rate.value === null || amountMinor === null) return null;
  return {
    key,
    product: line.product,
    quantity: line.quantity,
    unitPrice: plain(multiplyRatios(decimalOf(line.unitPrice), rate.value)),
    pricePer: line.pricePer,
    amount: { minor: isPriced ? amountMinor.toString() : '0', currency },
    from: line.from,
    to: line.to,
    kind: line.kind ?? nature.kind,
    measure: nature.measure,
    trigger: nature.trigger,
    distinct: line.distinct,
    ssp,
    ...(line.total === undefined ? {} : { total: line.total }),
    ...(line.curve === undefined ? {} : { curve: line.curve }),
    ...(line.stepJudgement === undefined ? {} : { stepJudgement: line.stepJudgement }),
  };
}

/** A span of days in order, a century at most: a year with a slipped digit would plan a thousand years. */
export function termOf(
  { from, to }: { readonly from: string; readonly to: string },
  at: string,
  faults: FaultList,
): Term | null {
  const term = parseTerm(from, to);
  if (term === null) faults.add('BAD_TERM', `${at}.to`, `${to} lies before the first day, ${from}.`);
  const isLong = term !== null && term.to >= addMonths(term.from, CENTURY_MONTHS);
  if (isLong) faults.add('BAD_TERM', `${at}.to`, `${to} is a century or more after ${from}.`);
  return isLong ? null : term;
}

function amountOf(line: ReadLine, term: Term | null, { at, rate, context }: Placed): bigint | null {
  const own = line.currency ?? context.currency;
  const digits = 10n ** BigInt(minorDigits(context.currency));
  const toMinor = (major: Ratio) =>
    rate.value === null ? null : roundHalfAway(multiplyRatios(multiplyRatios(major, rate.value), ratio(digits)));
  if (line.amount !== undefined) {
    if (parseAmount(line.amount, own) !== null) return toMinor(decimalOf(line.amount));
    context.faults.add('BAD_AMOUNT', `${at}.amount`, `${line.amount} has more digits than ${own} has.`);
    return null;
  }
  if (term === null) return null;
  const spans = spansIn(term, line.pricePer);
  return toMinor(multiplyRatios(multiplyRatios(decimalOf(line.unitPrice), decimalOf(line.quantity)), spans));
}

function sspOf({ ssp, product, pricePer }: ReadLine, isPriced: boolean, placed: Placed): SspEntry | null {
  const { at, rate, context } = placed;
  if (!isPriced && ssp === undefined) return null;
  if (ssp === undefined) {
    context.faults.add('MISSING_SSP', `${at}.ssp`, `${product} has no standalone selling price and no residual range.`);
    return null;
  }
  const { method, ...range } = rangeOf(ssp);
  const converted = (text: string) => plain(multiplyRatios(decimalOf(text), rate.value ?? ratio(1n)));
  const [low, point, high] = [converted(range.low), converted(range.point), converted(range.high)];
  const source = range.source ?? 'input file';
  const span = method === 'RESIDUAL' ? `residual ${low}-${high}` : `${low}-${point}-${high}`;
  const name = `ssp:${source}:${product}:${span} ${context.currency} per ${pricePer}`;
  return { entry: rate.id === null ? name : `${name} at ${rate.id}`, method, low, point, high, source };
}

interface Range extends Pick<SspEntry, 'method' | 'low' | 'point' | 'high'> {
  readonly source?: string | undefined;
}

function rangeOf(ssp: NonNullable<ReadLine['ssp']>): Range {
  if (typeof ssp === 'string') return { method: 'OBSERVABLE', low: ssp, point: ssp, high: ssp };
  if (!('residual' in ssp)) return { method: 'OBSERVABLE', ...ssp };
  const { low, high, source } = ssp.residual;
  return { method: 'RESIDUAL', low, point: low, high, source };
}
