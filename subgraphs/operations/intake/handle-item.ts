import type { EntityManager } from 'typeorm';
import { appendEvents } from '#kit/events/event-log.ts';
import type { Logger } from '#kit/observability/log.ts';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { unreachable } from '#schema/errors/result.ts';
import { CANONICAL_EVENTS } from '#schema/events/catalogue.ts';
import { refuseNonOwner } from '../ownership/postgres-ownership.ts';
import { causeInMasterData } from '../requests/ledger-readiness.ts';
import { liveBooking } from '../requests/postgres-accept.ts';
import type { Refusal } from '../requests/refusal.ts';
import type { RequestParts } from '../requests/request.ts';
import { SystemUnavailable } from '../requests/systems.ts';
import { type Case, covered, type Decision, type Start } from './decision.ts';
import { askAPerson, closeProblems } from './postgres-exceptions.ts';
import { decide, NotAnswered } from './postgres-facts.ts';
import {
  eventName,
  forgetReached,
  type Item,
  intentOf,
  noteIntent,
  noteReached,
  reachedOf,
  settleItem,
  stir,
} from './postgres-items.ts';
import { takeNews } from './postgres-news.ts';
import { contestedWrite, misread, notStarted, unanswered, unreadable } from './problems.ts';
import { type Begun, begunUnder, keyOfStart, startOperation } from './start-operation.ts';
import { readSubject } from './subject.ts';

export interface HandleParts {
  readonly parts: RequestParts;
  readonly log: Logger;
}

/** Without news an item that waits is looked at again after this time. */
const POLL_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 1_000;
/** A read that fails is tried again by itself so often; then a person is told, and it goes on all the same. */
const FAILURES_MAX = 8;

/** Looks at an item and does what its subject's present state calls for. Never throws for what the item is about. */
export async function handleItem({ parts, log }: HandleParts, item: Item): Promise<void> {
  try {
    await handle(parts, item);
  } catch (error) {
    log.warn({ subject: item.subject, err: error }, 'news was not dealt with');
    await afterFailure(parts, item, error);
  }
}

async function handle(parts: RequestParts, item: Item): Promise<void> {
  const { kind } = readSubject(item.subject);
  if (kind === 'contested') return handleContested(parts, item);
  if (kind === 'event') return handleEvent(parts, item);
  const { dataSource, clock } = parts;
  const entities = item.legal_entity === null ? [] : [item.legal_entity];
  const participants = parts.participantsFor(item.correlation_id, entities);
  await adoptStarted(parts, item);
  const looking = { em: dataSource.manager, participants, now: clock.now(), today: clock.today() };
  await carryDecision(parts, item, await decide(looking, item));
}

async function carryDecision(parts: RequestParts, item: Item, decision: Decision): Promise<void> {
  const now = parts.clock.now();
  switch (decision.kind) {
    case 'START':
      return start(parts, item, decision);
    case 'NOTHING':
    case 'COVERED':
      return inTransaction(parts.dataSource, (em) => end(em, now, item, decision));
    case 'WAIT': {
      const dueAt = decision.until ?? new Date(now.getTime() + POLL_MS);
      const standing = { state: 'WAITING', reason: decision.waitsFor, dueAt } as const;
      await inTransaction(parts.dataSource, (em) => settleItem(em, now, item, standing));
      return;
    }
    case 'ASK_A_PERSON':
      return quarantine(parts, item, decision.problem, null);
    default:
      return unreachable(decision);
  }
}

async function end(
  em: EntityManager,
  now: Date,
  item: Item,
  decision: Extract<Decision, { readonly kind: 'NOTHING' | 'COVERED' }>,
): Promise<void> {
  const { kind } = decision;
  const reason = decision.kind === 'NOTHING' ? decision.why : null;
  const operationId = decision.kind === 'COVERED' ? decision.operationId : null;
  if (decision.kind === 'NOTHING' && decision.forget === true) await forgetReached(em, item.subject);
  if (!(await settleItem(em, now, item, { state: 'DONE', disposition: kind, reason, operationId }))) return;
  await closeProblems(em, now, item.subject);
  if (kind === 'COVERED') await stir(em, now, { waitsFor: [item.subject] });
}

type Starting = Extract<Decision, { readonly kind: 'START' }>;

/** What a process had started when it died counts as started. */
async function adoptStarted(parts: RequestParts, item: Item): Promise<void> {
  const { dataSource, clock } = parts;
  const intent = await intentOf(dataSource.manager, item.subject);
  if (intent === null) return;
  const { intended: reached, intended_ordinal: ordinal } = intent;
  const begun = await begunUnder(parts, keyOfStart(item.subject, reached, ordinal));
  if (begun === null) return;
  await inTransaction(dataSource, (em) => noteBegun(em, clock.now(), item, { reached, ordinal, begun }));
}

async function start(parts: RequestParts, item: Item, { start: what, reached }: Starting): Promise<void> {
  const { dataSource } = parts;
  const { subject } = item;
  const ordinal = (await reachedOf(dataSource.manager, subject)).ordinal + 1;
  const key = keyOfStart(subject, reached, ordinal);
  await noteIntent(dataSource.manager, subject, { intended: reached, intended_ordinal: ordinal });
  const answer = await startOperation(parts, { item, start: what, key });
  const begun = answer.kind === 'ACCEPTED' ? await begunUnder(parts, key) : null;
  if (begun === null) return afterRefusal(parts, item, what, answer.kind === 'REFUSED' ? answer.refusals : []);
  const now = parts.clock.now();
  await inTransaction(dataSource, async (em) => {
    await noteBegun(em, now, item, { reached, ordinal, begun });
    const ended = { state: 'DONE', disposition: 'STARTED', reason: reached, operationId: begun.id } as const;
    await settleItem(em, now, item, ended);
    await closeProblems(em, now, subject);
    await stir(em, now, { waitsFor: [subject] });
  });
  parts.bell.ring();
}

/** What was begun, and for what: from now on it is what is known about the subject. */
async function noteBegun(
  em: EntityManager,
  now: Date,
  item: Item,
  { reached, ordinal, begun }: { readonly reached: string; readonly ordinal: number; readonly begun: Begun },
): Promise<void> {
  const { subject } = item;
  await noteReached(em, subject, { reached, ordinal, operationId: begun.id });
  if (begun.kind === 'POST_INVOICE') {
    // Whoever asks finds who takes care of the invoice.
    await rows(
      em,
      'insert into operations.document (document_id, operation_id) values ($1, $2) on conflict (document_id) do nothing',
      [readSubject(subject).id, begun.id],
    );
  }
  if (begun.kind === 'AMEND_CONTRACT') await tellApproved(em, now, item, begun);
}

async function tellApproved(
  em: EntityManager,
  now: Date,
  item: Item,
  { contract_id: contractId, legal_entity: legalEntity }: Begun,
): Promise<void> {
  const type = 'amendment.approved';
  const told = await rows(
    em,
    'insert into operations.business_event (type, subject) values ($1, $2) on conflict do nothing returning type',
    [type, item.subject],
  );
  if (told.length === 0) return;
  const data = { opportunityId: readSubject(item.subject).id, contractId };
  const { customer_id: customerId, correlation_id: correlationId } = item;
  const about = { legalEntity, customerId, contractId, operationId: null, correlationId };
  const schemaVersion = CANONICAL_EVENTS[type].version;
  const causationId = eventName(item);
  await appendEvents(em, [{ type, schemaVersion, data, ...about, causationId, origin: 'DERIVED', occurredAt: now }]);
}

/** Somebody was faster than us, or the request cannot be taken as it is. */
async function afterRefusal(parts: RequestParts, item: Item, what: Start, refusals: readonly Refusal[]): Promise<void> {
  const { dataSource, clock } = parts;
  const booking = what.act === 'BOOK' ? await liveBooking(dataSource.manager, what.opportunityId) : null;
  if (booking !== null) return carryDecision(parts, item, covered(booking));
  const isRace = refusals.some(({ code }) => code === 'STALE_VERSION');
  if (isRace && item.attempts < FAILURES_MAX) {
    const now = clock.now();
    const dueAt = new Date(now.getTime() + FIRST_PAUSE_MS);
    await settleItem(dataSource.manager, now, item, { state: 'WAITING', reason: 'version', dueAt, failed: true });
    return;
  }
  // What finance and RevOps set up is no news of the deal: it is looked at again by itself.
  const isMasterData = causeInMasterData(refusals) !== null;
  const dueAt = isMasterData ? new Date(parts.clock.now().getTime() + POLL_MS) : null;
  await quarantine(parts, item, notStarted(item, what, refusals), dueAt);
}

async function handleContested(parts: RequestParts, item: Item): Promise<void> {
  const now = parts.clock.now();
  const write = contestedWrite(item);
  await inTransaction(parts.dataSource, async (em) => {
    const refusal = await refuseNonOwner(em, { ids: parts.ids, now }, write);
    const disposition = refusal === null ? 'NOTHING' : 'REFUSED';
    await settleItem(em, now, item, {
      state: 'DONE',
      disposition,
      reason: refusal?.message ?? null,
      operationId: null,
    });
  });
}

/** An event that nobody could read when it came: perhaps this release can, or its writer was corrected. */
async function handleEvent(parts: RequestParts, item: Item): Promise<void> {
  const now = parts.clock.now();
  const event = misread(item);
  const failure = await inTransaction(parts.dataSource, async (em) => {
    const unread = await takeNews(em, now, event);
    if (unread !== null) return unread;
    await settleItem(em, now, item, { state: 'DONE', disposition: 'REPLAYED', reason: null, operationId: null });
    await closeProblems(em, now, item.subject);
    return null;
  });
  if (failure !== null) await quarantine(parts, item, unreadable(item, failure), null);
}

/** Keeps the item, as it came, for a person; the others go on. `dueAt`: when it is looked at again by itself. */
async function quarantine(parts: RequestParts, item: Item, problem: Case, dueAt: Date | null): Promise<void> {
  const { dataSource, clock, ids } = parts;
  const now = clock.now();
  await inTransaction(dataSource, async (em) => {
    const stands = await settleItem(em, now, item, { state: 'QUARANTINED', reason: problem.code, dueAt, failed: true });
    if (stands) await askAPerson(em, { ids, now }, item, problem);
  });
  parts.bell.ring();
}

async function afterFailure(parts: RequestParts, item: Item, error: unknown): Promise<void> {
  const now = parts.clock.now();
  if (error instanceof NotAnswered && !isPassing(error)) {
    // News of a link between two systems' records may never come: it is looked at again by itself.
    return quarantine(parts, item, unanswered(item, error), new Date(now.getTime() + POLL_MS));
  }
  const system = error instanceof NotAnswered || error instanceof SystemUnavailable ? error.system : null;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(item.attempts, 10), POLL_MS);
  const dueAt = new Date(now.getTime() + pause);
  if (system === null && item.attempts + 1 >= FAILURES_MAX) {
    return quarantine(parts, item, notStarted(item, null, []), null);
  }
  const reason = system === null ? 'failure' : `system:${system}`;
  await settleItem(parts.dataSource.manager, now, item, { state: 'WAITING', reason, dueAt, failed: true });
}

const PASSING: ReadonlySet<string> = new Set(['RateLimited', 'Unavailable', 'OutcomeUnknown', 'CredentialsExpired']);

function isPassing({ error }: NotAnswered): boolean {
  return PASSING.has(error.kind);
}
