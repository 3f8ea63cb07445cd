import type { DocumentLine, RevenueEvent } from '#revrec/engine/events.ts';
import { fact, type Told } from '#revrec/facts/fact.ts';
import { parseAmount } from '#schema/canonical/money.ts';
import {
  EVENT_SHAPES,
  type EventType,
  type ReadAmendment,
  type ReadContract,
  type ReadDocument,
  type ReadEvent,
} from './contract-shape.ts';
import type { FaultList } from './fault-list.ts';
import { promisedLines, termOf } from './promised-lines.ts';

/** What is known of a contract while its events are read, in the order they were signed. */
export interface EventContext {
  readonly contract: ReadContract;
  /** Where it stands in the file. */
  readonly path: string;
  readonly faults: FaultList;
  /** Where things stand in the file, by the contract's key, a slash and the engine's name for them. */
  readonly places: Map<string, string>;
  /** Lines as an event may name them: `seats`, or `A-1/seats` for one that an amendment added. */
  readonly lines: Set<string>;
  readonly rateIds: Set<string>;
  /** Keys of events that were told, by type. */
  readonly told: Set<string>;
  /** Versions of the contract so far: the approval is the first. */
  version: number;
}

/** One event as a fact of the engine; `null` after its faults were told. */
export function readEvent(value: unknown, index: number, context: EventContext): RevenueEvent | null {
  const path = `${context.path}.events[${index}]`;
  const type = typeOf(value);
  if (type === null) {
    const known = Object.keys(EVENT_SHAPES).join(', ');
    context.faults.add('WRONG_SHAPE', `${path}.type`, `is no type of event; known: ${known}.`);
    return null;
  }
  const event: ReadEvent | null = context.faults.read(EVENT_SHAPES[type], value, path);
  if (event === null) return null;
  const key = event.key ?? `${event.type} ${index + 1}`;
  const name = `${event.type}:${key}`;
  if (context.told.has(name)) {
    context.faults.add('DUPLICATE_KEY', `${path}.key`, `another ${event.type} has the key ${key}.`);
    return null;
  }
  context.told.add(name);
  const { contract } = context.contract;
  context.places.set(`${contract}/${key}`, path);
  const made = toFact(event, { path, key, context });
  if (made !== null) context.places.set(`${contract}/${made.id}`, path);
  return made;
}

function typeOf(value: unknown): EventType | null {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : null;
  return typeof type === 'string' && Object.hasOwn(EVENT_SHAPES, type) ? (type as EventType) : null;
}

interface Placed {
  readonly path: string;
  readonly key: string;
  readonly context: EventContext;
}

function toFact(event: ReadEvent, placed: Placed): RevenueEvent | null {
  switch (event.type) {
    case 'amendment':
      return amended(event, placed);
    case 'progress':
    case 'milestone':
      return evidenced(event, placed);
    case 'usage':
      return used(event, placed);
    case 'invoice':
    case 'credit memo':
      return documented(event, placed);
    case 'cancellation':
      return cancelled(event, placed);
  }
}

function amended(event: ReadAmendment, { path, key, context }: Placed): RevenueEvent | null {
  const { contract, faults, rateIds, places, lines } = context;
  const { currency, rates } = contract;
  const owner = `${contract.contract}/${key}`;
  const added = promisedLines(event.added, `${path}.added`, { owner, currency, rates, faults });
  for (const [line, at] of added.places) {
    lines.add(`${key}/${line}`);
    places.set(`${owner}/${line}`, at);
  }
  for (const id of added.rateIds) rateIds.add(id);
  const removed = event.removed.map(({ product, quantity, credit, ...days }, index) => {
    const at = `${path}.removed[${index}]`;
    const minor = minorOf(credit, `${at}.credit`, context);
    return { product, quantity, credit: { minor: String(-minor), currency }, ...daysOf(days, at, faults) };
  });
  const given = (text: string | undefined, field: string) =>
    text === undefined ? null : { minor: String(minorOf(text, `${path}.${field}`, context)), currency };
  const payload = {
    amendment: key,
    added: added.lines,
    removed,
    priceDelta: given(event.priceChange, 'priceChange'),
    concession: given(event.concession, 'concession'),
    // A question that was not asked stays out, so that the rule answers it.
    answers: JSON.parse(JSON.stringify(event.answers)),
    documents: event.documents,
  };
  return fact(told('MODIFICATION_APPROVED', event, context, nextVersion(context)), payload);
}

function evidenced(event: Extract<ReadEvent, { type: 'progress' | 'milestone' }>, placed: Placed): RevenueEvent | null {
  const { path, key, context } = placed;
  const { line, evidence } = event;
  if (!context.lines.has(line)) {
    const known = [...context.lines].join(', ');
    context.faults.add('UNKNOWN_REFERENCE', `${path}.line`, `${line} is no line of the contract; known: ${known}.`);
    return null;
  }
  const obligation = `${context.contract.contract}/${line}`;
  const source = ['FILE', event.type, `${context.contract.contract}/${key}`, '1'] as const;
  return event.type === 'milestone'
    ? fact(told('MILESTONE_MET', event, context, source), { obligation, evidence })
    : fact(told('PROGRESS_MEASURED', event, context, source), { obligation, percent: event.percent, evidence });
}

/** Usage enters the books with the document that charges it. */
function used(event: Extract<ReadEvent, { type: 'usage' }>, { path, key, context }: Placed): RevenueEvent {
  const { contract, faults } = context;
  const { currency } = contract;
  termOf(event, path, faults);
  const minor = minorOf(event.amount, `${path}.amount`, context);
  const { product, from, to } = event;
  const lines = [{ key: '1', product, amount: { minor: String(minor), currency }, from, to }];
  const source = ['FILE', 'usage', `${contract.contract}/${key}`, '1'] as const;
  return fact(told('INVOICE_ISSUED', event, context, source), { document: key, amendment: null, lines, tax: null });
}

function documented(event: ReadDocument, { path, key, context }: Placed): RevenueEvent {
  const { currency } = context.contract;
  const lines = event.lines.map(({ product, amount, from, to }, index): DocumentLine => {
    const at = `${path}.lines[${index}]`;
    const days = daysOf({ from, to }, at, context.faults);
    const minor = minorOf(amount, `${at}.amount`, context);
    const wire = { minor: String(minor), currency };
    return { key: String(index + 1), product, amount: wire, from: days.from ?? null, to: days.to ?? null };
  });
  const tax = event.tax === undefined ? null : { minor: String(minorOf(event.tax, `${path}.tax`, context)), currency };
  const document = { document: key, amendment: event.amendment ?? null, lines, tax };
  const source = ['FILE', event.type, `${context.contract.contract}/${key}`, '1'] as const;
  if (event.type === 'invoice') return fact(told('INVOICE_ISSUED', event, context, source), document);
  const { invoice = null, correctsInvoice } = event;
  return fact(told('CREDIT_MEMO', event, context, source), {
    ...document,
    invoice,
    ...(correctsInvoice ? { correctsInvoice } : {}),
  });
}

function cancelled(event: Extract<ReadEvent, { type: 'cancellation' }>, { path, key, context }: Placed): RevenueEvent {
  const refundable = minorOf(event.refund, `${path}.refund`, context);
  if (refundable < 0n) context.faults.add('BAD_AMOUNT', `${path}.refund`, 'what is given back is zero or above.');
  return fact(told('CANCELLED', event, context, nextVersion(context)), {
    amendment: key,
    settledOn: event.settledOn ?? event.on,
    refundable: { minor: String(refundable), currency: context.contract.currency },
    documents: event.creditMemos,
  });
}

function nextVersion(context: EventContext): Told<string>['source'] {
  context.version += 1;
  return ['FILE', 'CONTRACT_VERSION', context.contract.contract, String(context.version)];
}

function told<Kind extends string>(
  kind: Kind,
  { on, recordedAt }: Pick<ReadEvent, 'on' | 'recordedAt'>,
  { contract }: EventContext,
  source: Told<Kind>['source'],
): Told<Kind> {
  const { entity, contract: contractKey } = contract;
  return { kind, entity, contractKey, effectiveAt: on, recordedAt: recordedAt ?? midnightOf(on), source };
}

/** Where a file does not say when something was recorded, it was known from its day on. */
export function midnightOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}

/** Both days or none. */
function daysOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  at: string,
  faults: FaultList,
): { readonly from?: string; readonly to?: string } {
  if (from === undefined && to === undefined) return {};
  if (from === undefined || to === undefined) {
    faults.add('WRONG_SHAPE', `${at}.${from === undefined ? 'from' : 'to'}`, 'is missing: give both days or none.');
    return {};
  }
  termOf({ from, to }, at, faults);
  return { from, to };
}

/** Minor units of the contract's currency; zero after the fault was told. */
function minorOf(text: string, path: string, { contract, faults }: EventContext): bigint {
  const amount = parseAmount(text, contract.currency);
  if (amount !== null) return amount.minor;
  faults.add('BAD_AMOUNT', path, `${text} has more digits than ${contract.currency} has.`);
  return 0n;
}
