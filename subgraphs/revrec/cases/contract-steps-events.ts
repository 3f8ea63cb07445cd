import type {
  ContractLine,
  EstimateBasis,
  EventOf,
  ModificationApproved,
  RecordedAnswers,
  RevenueEvent,
} from '#revrec/engine/events.ts';
import { plain } from '#schema/canonical/contract.ts';
import { compareRatios, formatRatio, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { type Amounts, CaseUnreadable, numberOf } from './amounts.ts';
import type { Inception, Modify, Promised, Reestimate, Step, Transfer } from './contract-steps-shapes.ts';
import {
  amendmentOf,
  CONTRACT,
  dayOf,
  daysPlanOf,
  FIRST_DAY,
  servedBefore,
  stampOn,
  type Tracked,
  transferEvent,
} from './contract-steps-tracked.ts';

/** A currency without a minor unit makes the engine's amounts the example's own. */
const CURRENCY = 'JPY';
const LATEST = '9999-12-31';

interface Told {
  readonly events: readonly RevenueEvent[];
  readonly tracked: ReadonlyMap<string, Tracked>;
}

/** The events of all steps up to one, and where each obligation stands then. */
export function eventsUntil(steps: readonly Step[], last: number, amounts: Amounts): Told {
  let told: Told = { events: [], tracked: new Map() };
  const promisedLater = elementsPromisedLater(steps);
  for (const [at, one] of steps.slice(0, last + 1).entries()) {
    const next = eventsOf(one, { at, amounts, tracked: told.tracked, promisedLater });
    told = { events: [...told.events, ...next.events], tracked: next.tracked };
  }
  return told;
}

interface At {
  readonly at: number;
  readonly amounts: Amounts;
  readonly tracked: ReadonlyMap<string, Tracked>;
  readonly promisedLater: ReadonlySet<string>;
}

/** Variable parts that an amendment or an estimate names first: nothing is expected of them at inception. */
function elementsPromisedLater(steps: readonly Step[]): ReadonlySet<string> {
  const named = steps.flatMap((one) => {
    if (one.type === 'MODIFY') return one.reestimate.map(({ element }) => element);
    return one.type === 'REESTIMATE' ? [one.element] : [];
  });
  const known = steps.flatMap((one) => (one.type === 'INCEPTION' ? one.variable.map(({ key }) => key) : []));
  return new Set(named.filter((element) => !known.includes(element)));
}

function eventsOf(one: Step, on: At): Told {
  switch (one.type) {
    case 'INCEPTION':
      return incepted(one, on);
    case 'TRANSFER':
      return transferred(one, on);
    case 'BILLED': {
      const line = {
        key: 'line',
        product: one.key ?? null,
        amount: wire(on.amounts, one.amount),
        from: null,
        to: null,
      };
      const payload = { document: amendmentOf(on.at), amendment: null, lines: [line], tax: null };
      return { events: [{ ...stamp(on.at, 'bill'), kind: 'INVOICE_ISSUED', payload }], tracked: on.tracked };
    }
    case 'MODIFY':
      return modified(one, on);
    case 'REESTIMATE':
      return { events: [estimated(one, on)], tracked: on.tracked };
  }
}

function incepted({ fixed, variable: told, obligations }: Inception, { at, amounts, promisedLater }: At): Told {
  const unpriced = obligations.length > 1 ? obligations.find(({ ssp }) => ssp === undefined) : undefined;
  if (unpriced !== undefined) throw new CaseUnreadable(`${unpriced.key}: it has no standalone price`);
  // Where the price in all is given the first line states it; it is split by standalone prices whoever states it.
  const lines = obligations.map((one, index) => {
    const stated = fixed === undefined ? (one.price ?? '0') : index === 0 ? fixed : '0';
    return lineOf(one, { price: stated, amounts, lone: fixed ?? stated });
  });
  const later = [...promisedLater].map((key) => ({ key, estimate: '0', constrained: '0', target: 'ALL' as const }));
  const elements = [...told, ...later].map(({ key, estimate, constrained, target }) => ({
    key,
    method: 'EXPECTED' as const,
    estimate: wire(amounts, estimate ?? constrained ?? '0'),
    constrained: wire(amounts, constrained ?? estimate ?? '0'),
    target,
    owner: 'published',
    reason: 'published estimate',
  }));
  const payload = { customer: 'published', currency: CURRENCY, lines, variable: elements };
  return {
    events: [{ ...stamp(at, 'signed'), kind: 'CONTRACT_APPROVED', payload }],
    tracked: new Map(lines.map((line, index) => [line.key, tracked(line, CONTRACT, obligations[index])])),
  };
}

function transferred({ key, doneToDate, total }: Transfer, { at, tracked: before }: At): Told {
  const known = before.get(key);
  if (known === undefined) throw new CaseUnreadable(`steps.${at}.key: ${key} is not promised`);
  const whole = total ?? known.total;
  const next = { ...known, total: whole, done: doneToDate ?? whole, days: null };
  return { events: [transferEvent(next, dayOf(at), amendmentOf(at))], tracked: new Map([...before, [key, next]]) };
}

/** By the day of a change what has a service period is earned for its days, unless a transfer has said so. */
function served({ at: changedOn }: Modify, { at, tracked: before }: At): Told {
  const next = new Map(before);
  if (changedOn === undefined) return { events: [], tracked: next };
  const events = [...before].flatMap(([key, known]) => {
    const served = servedBefore(known, changedOn);
    if (compareRatios(numberOf(served.done), numberOf(known.done)) <= 0) return [];
    next.set(key, served);
    return [transferEvent(served, dayOf(at - 1), `${amendmentOf(at)}-served-${key}`)];
  });
  return { events, tracked: next };
}

function modified(one: Modify, before: At): Told {
  const earned = served(one, before);
  const on = { ...before, tracked: earned.tracked };
  const { at, amounts } = on;
  const { approved, originalTerms, addsDistinct, priceReflectsSsp } = one.answers;
  const isSeparate = addsDistinct && priceReflectsSsp;
  const added = one.add.length === 0 && isSeparate ? one.extend.map((extended) => asAdded(extended, on)) : one.add;
  const extended = added === one.add ? one.extend : [];
  const stated = added.reduce((all, { price }) => all + amounts.minor(price ?? '0'), 0n);
  const delta = one.priceDelta === undefined ? stated : amounts.minor(one.priceDelta);
  // Lines of a separate contract state its price; where only the price in all is given, the first of them does.
  const first = isSeparate && stated === 0n ? delta : 0n;
  const lines = added.map((line, index) => {
    const minor = amounts.minor(line.price ?? '0') + (index === 0 ? first : 0n);
    return lineOf(line, { price: amounts.text(minor), amounts, lone: amounts.text(minor) });
  });
  const otherMinor = delta - stated - first;
  const change: ModificationApproved = {
    amendment: amendmentOf(at),
    added: lines,
    removed: [],
    priceDelta: otherMinor === 0n ? null : { minor: otherMinor.toString(), currency: CURRENCY },
    concession: amounts.minor(one.concession) === 0n ? null : wire(amounts, one.concession),
    answers: { approved, originalTerms, addsDistinct, priceReflectsSsp, ...distinctness(one, on) },
    extended: extended.map((line) => extendedLine(line, on)),
    // An example gives no other price of the day than what changed of the one at inception.
    standalonePrices: [...on.tracked.values()].map(({ obligation, ssp }) => ({ obligation, ssp })),
  };
  const changed: EventOf<'MODIFICATION_APPROVED', ModificationApproved> = {
    ...stamp(at, 'changed'),
    kind: 'MODIFICATION_APPROVED',
    payload: change,
  };
  const counts = approved && !originalTerms;
  return {
    events: [...earned.events, changed, ...one.reestimate.map((estimate) => estimated(estimate, on))],
    tracked: counts ? trackedAfter({ added: lines, promised: added, extended }, one, on) : on.tracked,
  };
}

/** More of an obligation that is a contract of its own: the units beyond those promised before. */
function asAdded({ key, total, sspDelta }: Modify['extend'][number], { tracked: before, at }: At): Promised {
  const known = before.get(key);
  if (known === undefined) throw new CaseUnreadable(`steps.${at}.extend: ${key} is not promised`);
  const more = subtractRatios(numberOf(total ?? known.total), numberOf(known.total));
  return { key, measure: 'UNITS', total: decimalOf(key, more), ssp: sspDelta };
}

function trackedAfter(
  {
    added,
    promised,
    extended,
  }: {
    readonly added: readonly ContractLine[];
    readonly promised: readonly Promised[];
    readonly extended: Modify['extend'];
  },
  { concession }: Modify,
  { at, amounts, tracked: before }: At,
): ReadonlyMap<string, Tracked> {
  // After a concession the rest of an amendment is decided, and named, by itself.
  const suffix = amounts.minor(concession) === 0n ? '' : ':rest';
  const contract = `${CONTRACT}/${amendmentOf(at)}${suffix}`;
  const next = new Map(before);
  for (const { key, total } of extended) {
    const known = next.get(key);
    if (known !== undefined && total !== undefined) next.set(key, { ...known, total });
  }
  for (const [index, line] of added.entries()) {
    if (!next.has(line.key)) next.set(line.key, tracked(line, contract, promised[index]));
  }
  return next;
}

function extendedLine({ key, total, sspDelta, deliveredSsp }: Modify['extend'][number], on: At) {
  const known = on.tracked.get(key);
  if (known === undefined) throw new CaseUnreadable(`steps.${on.at}.extend: ${key} is not promised`);
  return {
    obligation: known.obligation,
    total: decimalOf(key, numberOf(total ?? known.total)),
    ...(sspDelta === undefined ? {} : { sspDelta: wire(on.amounts, sspDelta) }),
    ...(deliveredSsp === undefined ? {} : { deliveredSsp: wire(on.amounts, deliveredSsp) }),
  };
}

function distinctness({ answers: { remainingDistinct: told } }: Modify, { tracked: known }: At): RecordedAnswers {
  if (told === undefined) return {};
  if (typeof told === 'boolean') return { remainingDistinct: told ? 'ALL' : 'NONE' };
  if (typeof told === 'string') return { remainingDistinct: told === 'MIXED' ? 'SOME' : told };
  const notDistinct = Object.keys(told).filter((key) => told[key] === false);
  if (notDistinct.length === 0) return { remainingDistinct: 'ALL' };
  if (notDistinct.length === Object.keys(told).length) return { remainingDistinct: 'NONE' };
  return { remainingDistinct: 'SOME', notDistinct: notDistinct.map((key) => known.get(key)?.obligation ?? key) };
}

function estimated({ element, constrained, basis }: Reestimate, { at, amounts, promisedLater }: At): RevenueEvent {
  const judged = basisOf(basis) ?? (promisedLater.has(element) ? 'CURRENT' : null);
  const payload = {
    element,
    method: 'EXPECTED' as const,
    estimate: wire(amounts, constrained),
    constrained: wire(amounts, constrained),
    reason: 'published estimate',
    ...(judged === null ? {} : { basis: judged }),
  };
  return { ...stamp(at, `estimate-${element}`), kind: 'VC_ESTIMATED', payload };
}

/** Examples name the two cases of IFRS 15.90 in their own words. */
function basisOf(basis: string | undefined): EstimateBasis | null {
  if (basis === undefined) return null;
  if (/orig|before|incep|prior|\(a\)/i.test(basis)) return 'ORIGINAL';
  return /curr|after|remain|modif|new|\(b\)/i.test(basis) ? 'CURRENT' : null;
}

function lineOf(
  { key, ssp, measure, total }: Promised,
  { price, amounts, lone }: { readonly price: string; readonly amounts: Amounts; readonly lone: string },
): ContractLine {
  if (compareRatios(numberOf(total), ratio(0n)) <= 0) throw new CaseUnreadable(`${key}: its total is not above zero`);
  const unit = decimalOf(key, amounts.exact(ssp ?? lone));
  return {
    key,
    product: key,
    quantity: '1',
    total: decimalOf(key, numberOf(total)),
    unitPrice: unit,
    pricePer: 'TERM',
    amount: wire(amounts, price),
    from: FIRST_DAY,
    to: LATEST,
    kind: KINDS.get(measure) ?? 'SERIES',
    // Every measure of an example is told by what is transferred.
    measure: measure === 'COST_TO_COST' ? measure : 'UNITS',
    trigger: null,
    distinct: true,
    ssp: { entry: `ssp:${key}`, method: 'OBSERVABLE', low: unit, point: unit, high: unit, source: 'published' },
  };
}

const KINDS: ReadonlyMap<string, ContractLine['kind']> = new Map<string, ContractLine['kind']>([
  ['COST_TO_COST', 'OVER_TIME'],
  ['POINT', 'POINT_IN_TIME'],
]);

function tracked({ key, total = '1', ssp }: ContractLine, contract: string, promised: Promised | undefined): Tracked {
  if (ssp === null) throw new CaseUnreadable(`${key}: it has no standalone price`);
  const days = promised === undefined ? null : daysPlanOf(promised);
  return { obligation: `${contract}/${key}`, total, done: '0', ssp, days };
}

/** The engine is told sizes and standalone prices as decimals. */
function decimalOf(key: string, exact: Ratio): string {
  let rest = exact.d;
  for (const factor of [2n, 5n]) while (rest % factor === 0n) rest /= factor;
  if (rest !== 1n) throw new CaseUnreadable(`${key}: ${formatRatio(exact)} does not end as a decimal`);
  return plain(exact);
}

function wire(amounts: Amounts, text: string) {
  const exact = amounts.exact(text);
  if (exact.d !== 1n) throw new CaseUnreadable(`${text} has more digits than the currency`);
  return { minor: exact.n.toString(), currency: CURRENCY };
}

function stamp(at: number, what: string) {
  return stampOn(dayOf(at), `${amendmentOf(at)}-${what}`);
}
