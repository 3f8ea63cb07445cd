import type { DocumentLine, ExtendedLine, RecordedAnswers, RevenueEvent } from '#revrec/engine/events.ts';
import { fact } from '#revrec/facts/fact.ts';
import {
  EVENT_SHAPES,
  type EventType,
  type ReadAmendment,
  type ReadDocument,
  type ReadEvent,
} from './contract-shape.ts';
import {
  daysOf,
  type EventContext,
  minorOf,
  nextVersion,
  obligationOf,
  type Placed,
  told,
  wireOf,
} from './event-context.ts';
import { conceded, estimated, variableParts } from './price-events.ts';
import { promisedLines, termOf } from './promised-lines.ts';

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
    case 'estimate':
    case 'resolution':
      return estimated(event, placed);
    case 'price concession':
      return conceded(event, placed);
    case 'collectibility':
      return judged(event, placed);
  }
}

function judged(event: Extract<ReadEvent, { type: 'collectibility' }>, { key, context }: Placed): RevenueEvent {
  const source = ['FILE', event.type, `${context.contract.contract}/${key}`, '1'] as const;
  return fact(told('COLLECTIBILITY_CHANGED', event, context, source), { met: event.met, reasons: event.reasons });
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
    text === undefined ? null : wireOf(text, `${path}.${field}`, context);
  const penalty = given(event.penalty, 'penalty');
  const payload = {
    amendment: key,
    added: added.lines,
    removed,
    priceDelta: given(event.priceChange, 'priceChange'),
    concession: given(event.concession, 'concession'),
    answers: answersOf(event, path, context),
    documents: event.documents,
    ...(event.extended.length === 0 ? {} : { extended: extensions(event, path, context) }),
    ...(penalty === null ? {} : { penalty }),
    ...(event.variable.length === 0 ? {} : { variable: variableParts(event.variable, `${path}.variable`, context) }),
  };
  return fact(told('MODIFICATION_APPROVED', event, context, nextVersion(context)), payload);
}

/** A question that was not asked stays out, so that the rule answers it. */
function answersOf({ answers }: ReadAmendment, path: string, context: EventContext): RecordedAnswers {
  const { notDistinct, ...asked } = answers;
  const lines = notDistinct?.map((line, index) => obligationOf(line, `${path}.answers.notDistinct[${index}]`, context));
  return JSON.parse(JSON.stringify({ ...asked, notDistinct: lines }));
}

function extensions({ extended }: ReadAmendment, path: string, context: EventContext): readonly ExtendedLine[] {
  return extended.map(({ line, total, sspDelta, deliveredSsp }, index) => {
    const at = `${path}.extended[${index}]`;
    return {
      obligation: obligationOf(line, `${at}.line`, context),
      total,
      ...(sspDelta === undefined ? {} : { sspDelta: wireOf(sspDelta, `${at}.sspDelta`, context) }),
      ...(deliveredSsp === undefined ? {} : { deliveredSsp: wireOf(deliveredSsp, `${at}.deliveredSsp`, context) }),
    };
  });
}

function evidenced(event: Extract<ReadEvent, { type: 'progress' | 'milestone' }>, placed: Placed): RevenueEvent {
  const { path, key, context } = placed;
  const { line, evidence } = event;
  const obligation = obligationOf(line, `${path}.line`, context);
  const source = ['FILE', event.type, `${context.contract.contract}/${key}`, '1'] as const;
  if (event.type === 'milestone') return fact(told('MILESTONE_MET', event, context, source), { obligation, evidence });
  const { percent, doneToDate, total } = event;
  const isShare = percent !== undefined && doneToDate === undefined && total === undefined;
  const isCount = percent === undefined && doneToDate !== undefined && total !== undefined;
  if (!isShare && !isCount) {
    context.faults.add('WRONG_SHAPE', `${path}.percent`, 'give either percent, or doneToDate and total.');
  }
  const measured = isCount ? { doneToDate, total } : { percent: percent ?? '0' };
  return fact(told('PROGRESS_MEASURED', event, context, source), { obligation, ...measured, evidence });
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
