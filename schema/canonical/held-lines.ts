import { addDays, civilDate } from './calendar.ts';
import { addRatios, decimalOf, type PricedLine, plain, priceKey } from './contract.ts';
import { type Ratio, ratio } from './ratio.ts';

/** Days of a contract: from when on its lines are asked for, and its last day. */
export interface HeldDays {
  readonly from: string;
  readonly to: string;
}

/**
 * What a contract holds from a day to its last, added up from its signed changes: a line for each product, price, way of
 * charging and span of days without a change of quantity. A ramp keeps a line for each of its steps. The line that holds
 * on `from` begins with the first day since which the product was held at that price without a break, whatever the
 * quantity was. Charged once, it stays one line for each day that it is charged on.
 */
export function heldLines(changes: readonly PricedLine[], days: HeldDays): readonly PricedLine[] {
  const groups = Map.groupBy(withinTerm(changes, days.to), priceKey);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const isOnce = first.chargeModel === 'ONE_TIME' || first.chargeModel === 'MILESTONE';
    const held = isOnce ? chargedOnce(group) : heldSpans(group, days.from);
    return held.filter(({ endsOn }) => endsOn >= days.from);
  });
}

/** The changes as far as they lie within the term: what was agreed for days after its last one is not held. */
export function withinTerm(changes: readonly PricedLine[], to: string): readonly PricedLine[] {
  return changes
    .filter(({ startsOn, endsOn }) => startsOn <= to && startsOn <= endsOn)
    .map((line) => (line.endsOn > to ? { ...line, endsOn: to } : line));
}

/** What recurs on the term's last day: what a renewal starts from. */
export function recurringAtEnd(changes: readonly PricedLine[], to: string): readonly PricedLine[] {
  return heldLines(changes, { from: to, to });
}

interface Span {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly quantity: Ratio;
}

function heldSpans(group: readonly PricedLine[], from: string): readonly PricedLine[] {
  const [pattern] = group;
  if (pattern === undefined) return [];
  const spans = spansOf(group);
  const holding = spans.findIndex((span) => span.startsOn <= from && from <= span.endsOn);
  return spans.map(({ startsOn, endsOn, quantity }, index) => {
    const since = index === holding ? heldSince(spans, index) : startsOn;
    return { ...pattern, quantity: plain(quantity), startsOn: since, endsOn };
  });
}

/** The first day of the unbroken run that ends in this span. */
function heldSince(spans: readonly Span[], index: number): string {
  let since = spans[index]?.startsOn ?? '';
  for (const before of spans.slice(0, index).toReversed()) {
    if (addDays(civilDate(before.endsOn), 1) !== since) break;
    since = before.startsOn;
  }
  return since;
}

/** Spans of days of one quantity other than zero, in order. */
function spansOf(group: readonly PricedLine[]): readonly Span[] {
  const steps = new Map<string, Ratio>();
  const step = (day: string, by: Ratio) => steps.set(day, addRatios(steps.get(day) ?? ratio(0n), by));
  for (const { quantity, startsOn, endsOn } of group) {
    const by = decimalOf(quantity);
    step(startsOn, by);
    step(addDays(civilDate(endsOn), 1), { n: -by.n, d: by.d });
  }
  const days = [...steps].filter(([, by]) => by.n !== 0n).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const spans: Span[] = [];
  let quantity = ratio(0n);
  for (const [index, [startsOn, by]] of days.entries()) {
    quantity = addRatios(quantity, by);
    const next = days[index + 1]?.[0];
    if (next === undefined || quantity.n === 0n) continue;
    spans.push({ startsOn, endsOn: addDays(civilDate(next), -1), quantity });
  }
  return spans;
}

/** A line for each day of charging; what is taken away goes from that day, else from what was added last. */
function chargedOnce(group: readonly PricedLine[]): readonly PricedLine[] {
  const left: { line: PricedLine; quantity: Ratio }[] = [];
  for (const line of group) {
    const quantity = decimalOf(line.quantity);
    const same = left.find((one) => one.line.startsOn === line.startsOn);
    if (same !== undefined) same.quantity = addRatios(same.quantity, quantity);
    else if (quantity.n > 0n) left.push({ line, quantity });
    else takeAway(left, line, quantity);
  }
  return left
    .filter(({ quantity }) => quantity.n !== 0n)
    .map(({ line, quantity }) => ({ ...line, quantity: plain(quantity) }));
}

function takeAway(left: { line: PricedLine; quantity: Ratio }[], line: PricedLine, quantity: Ratio): void {
  let missing = quantity;
  for (const one of left.toReversed()) {
    const rest = addRatios(one.quantity, missing);
    one.quantity = rest.n < 0n ? ratio(0n) : rest;
    missing = rest.n < 0n ? rest : ratio(0n);
  }
  // More was taken away than was ever there: the sum must still be right.
  if (missing.n !== 0n) left.push({ line, quantity: missing });
}
