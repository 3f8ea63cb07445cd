import { z } from 'zod';
import { knownEvents } from '#revrec/engine/event-order.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { civilDate, parseCivilDate } from '#schema/canonical/calendar.ts';
import { type Amounts, CaseUnreadable } from './amounts.ts';
import type { Driver } from './driver.ts';
import { day, decimal, figureOf } from './inputs.ts';

/** A question that names no day is about all of them. */
const LAST_DAY = '9999-12-31';
const moment = z.string();
const fact = z.object({
  id: z.string().min(1),
  recordedAt: moment,
  effectiveAt: day.optional(),
  kind: z.enum(['LINE_ADDED', 'LINE_CHANGED', 'VOID']),
  line: z.string().optional(),
  supersedes: z.string().optional(),
  amount: decimal.optional(),
});
type Fact = z.infer<typeof fact>;

const asOfInputs = z.object({
  events: z.array(fact),
  queries: z.array(z.object({ knownAt: moment.default(LAST_DAY), effectiveAt: day.default(civilDate(LAST_DAY)) })),
});

/** The sum of the lines in force on a day, as far as a moment knew. A day as a moment is all of that day. */
export const asOf: Driver = ({ inputs, expected, amounts }) => {
  const { events, queries } = asOfInputs.parse(inputs);
  const facts = new Map(events.map((event) => [event.id, checked(event)]));
  if (facts.size !== events.length) throw new CaseUnreadable('events: two have the same id');
  const carried = events.map(carry);
  return {
    amounts: queries.map(({ knownAt, effectiveAt }) => {
      const known = figureOf(knownEvents(carried, instantOf(knownAt, '23:59:59.999')));
      const inForce = known
        .filter((event) => event.effectiveAt <= effectiveAt)
        .flatMap(({ id }) => facts.get(id) ?? []);
      return amounts.text(sumOfLines(inForce, { facts, amounts }));
    }),
    treatmentOf: treatmentOf(facts, expected['treatmentOf']),
  };
};

interface Told {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly amounts: Amounts;
}

/** A later fact of a line takes the place of the one before; what changes a line that is not in force counts nothing. */
function sumOfLines(inForce: readonly Fact[], { facts, amounts }: Told): bigint {
  const keyOf = (fact: Fact) => lineOf(fact, facts);
  const added = (some: Iterable<Fact>) => new Set([...some].filter(({ kind }) => kind === 'LINE_ADDED').map(keyOf));
  const [ever, now] = [added(facts.values()), added(inForce)];
  const lines = new Map<string, bigint>();
  for (const fact of inForce) {
    if (now.has(keyOf(fact)) || !ever.has(keyOf(fact))) lines.set(keyOf(fact), amounts.minor(fact.amount ?? '0'));
  }
  return [...lines.values()].reduce((all, minor) => all + minor, 0n);
}

/** The line a fact speaks about: a correction of a line speaks about the line it corrects. */
function lineOf(fact: Fact, facts: ReadonlyMap<string, Fact>): string {
  const passed = new Set<string>();
  let key = fact.id;
  for (let one: Fact | undefined = fact; one !== undefined && !passed.has(one.id); one = facts.get(key)) {
    passed.add(one.id);
    key = one.line ?? one.supersedes ?? one.id;
  }
  return key;
}

function checked(event: Fact): Fact {
  const { id, kind, line, supersedes, amount, effectiveAt } = event;
  const lacks = [
    kind === 'VOID' && supersedes === undefined ? 'supersedes' : null,
    kind === 'LINE_CHANGED' && line === undefined ? 'line' : null,
    kind !== 'VOID' && amount === undefined ? 'amount' : null,
    kind !== 'VOID' && effectiveAt === undefined ? 'effectiveAt' : null,
  ].find((name) => name !== null);
  if (lacks !== undefined) throw new CaseUnreadable(`events: ${id} is ${kind} without ${lacks}`);
  return event;
}

/**
 * A fact about a line is carried by a document without lines: which facts are known and in force, and in which order,
 * does not depend on what they say. Of one day a line is added before it is changed, then the first recorded counts
 * first, then the first told.
 */
function carry(event: Fact, index: number): RevenueEvent {
  const { id, recordedAt, effectiveAt, kind, supersedes } = event;
  const known = instantOf(recordedAt, '00:00:00.000');
  const order = `${kind} ${known} ${String(index).padStart(9, '0')}`;
  const payload = { document: id, amendment: null, lines: [], tax: null };
  return {
    id,
    kind: 'INVOICE_ISSUED',
    entity: 'published',
    contractKey: 'published',
    effectiveAt: effectiveAt ?? recordedAt.slice(0, 10),
    recordedAt: known,
    supersededAt: null,
    supersedes: supersedes ?? null,
    source: { system: 'PUBLISHED', objectType: kind, objectId: order, objectVersion: '1', payloadHash: id },
    payload: kind === 'VOID' ? null : payload,
  };
}

function instantOf(text: string, time: string): string {
  if (parseCivilDate(text) !== null) return `${text}T${time}Z`;
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,3}))?Z$/.exec(text);
  if (match === null) throw new CaseUnreadable(`${text} is neither a day nor an instant`);
  return `${match[1]}.${(match[2] ?? '').padEnd(3, '0')}Z`;
}

/** What supersedes another fact corrects it: the difference is a catch-up, whatever the deal looks like by then. */
function treatmentOf(facts: ReadonlyMap<string, Fact>, asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null) return {};
  return Object.fromEntries(
    Object.keys(asked).map((id) => [id, facts.get(id)?.supersedes === undefined ? null : 'CATCH_UP']),
  );
}
