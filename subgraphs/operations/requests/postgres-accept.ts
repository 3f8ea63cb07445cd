import type { DataSource, EntityManager } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { currentSpan } from '#kit/observability/present-span.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { isUniqueViolation } from '#kit/persistence/sql-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { type Enqueued, enqueue } from '../engine/dbos-engine.ts';
import { firstStageOf, STAGES, type Stage, stepsOf } from '../engine/saga.ts';
import { operationEvent } from '../progress/events.ts';
import { booksLineOf, lockLine, takePlace } from '../progress/postgres-lines.ts';
import type { Acceptance, Answer, ContractBasis, RequestKey } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The contract's line as it stands under the lock of the accepting transaction. */
export interface LineState {
  /** The version that the last accepted change will produce; null when only the CRM can say. */
  readonly acceptedVersion: number | null;
  /** What the contract will then say. */
  readonly content: unknown;
}

/** Looked at under the line's lock: either a reason not to take the request, or what the line is from now on. */
export type Judge = (em: EntityManager, state: LineState | null) => Promise<readonly Refusal[] | LineState | null>;

interface Parts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly bell: EventBell;
}

/** Thrown to leave the transaction without a trace; never leaves this file. */
class NotTaken extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('not taken');
    this.answer = answer;
  }
}

/** The answer that this key got before: the operation, or a conflict when the input was another one. Null when new. */
export async function answerOfKey(em: EntityManager, key: RequestKey): Promise<Answer | null> {
  const known = await firstRow<{ id: string; input_hash: string }>(
    em,
    'select id, input_hash from operations.operation where client = $1 and kind = $2 and idempotency_key = $3',
    [key.client, key.kind, key.idempotencyKey],
  );
  if (known === null) return null;
  if (known.input_hash === key.inputHash) return { kind: 'ACCEPTED', operationId: known.id, replayed: true };
  const message = 'This key was used with other input. Use a new key for a new request.';
  return { kind: 'REFUSED', refusals: refuse('IDEMPOTENCY_CONFLICT', ['idempotencyKey'], message) };
}

/** Writes, in the accepting transaction, what an operation is held back for. */
export type Hold = (em: EntityManager) => Promise<void>;

/**
 * Takes a request: request, audit row, event and queued saga are written in one transaction or not at all. Of several
 * with one key at the same instant exactly one is taken and the others get its operation. One that is held back is
 * queued by `release`.
 */
export async function accept(
  parts: Parts,
  acceptance: Acceptance,
  judge: Judge,
  hold: Hold | null = null,
): Promise<Answer> {
  try {
    await inTransaction(parts.dataSource, (em) => write(em, parts.clock.now(), { acceptance, judge, hold }));
  } catch (error) {
    if (error instanceof NotTaken) return error.answer;
    // The same key in another line at the same instant: no lock is common to the two, but the key is.
    const known = isUniqueViolation(error) ? await answerOfKey(parts.dataSource.manager, acceptance) : null;
    if (known === null) throw error;
    return known;
  }
  parts.bell.ring();
  return { kind: 'ACCEPTED', operationId: acceptance.operationId, replayed: false };
}

async function write(
  em: EntityManager,
  now: Date,
  { acceptance, judge, hold }: { readonly acceptance: Acceptance; readonly judge: Judge; readonly hold: Hold | null },
): Promise<void> {
  const { saga, operationId } = acceptance;
  const stage = firstStageOf(saga);
  const line = stage === 'commitment' ? acceptance.line : booksLineOf(acceptance.line);
  await lockLine(em, line);
  const known = await answerOfKey(em, acceptance);
  if (known !== null) throw new NotTaken(known);
  const state = await readContractLine(em, acceptance.contractId);
  const judged = await judge(em, state);
  if (Array.isArray(judged)) throw new NotTaken({ kind: 'REFUSED', refusals: judged });
  const change = changeOf(acceptance, judged as LineState | null);
  // What is held back promises nothing yet: until it is released the contract is what it is without it.
  if (change !== null && hold === null) await writeContractLine(em, change.contractId, acceptance.line, change.promise);
  const held: Held = {
    saga: saga.name,
    stage,
    operationId,
    line,
    start: { input: acceptance.sagaInput, outcomes: {}, done: [] },
    change,
  };
  await insertOperation(em, now, acceptance, hold === null ? null : held);
  await tell(em, now, acceptance, hold === null ? 'QUEUED' : 'WAITING');
  if (hold === null) await queue(em, held);
  else await hold(em);
}

/** What a change makes of its contract's line. */
export interface HeldChange {
  readonly contractId: string;
  readonly promise: LineState;
  /** Null where the promise depends on nothing. */
  readonly basis: ContractBasis | null;
}

function changeOf({ contractId, basis }: Acceptance, promise: LineState | null): HeldChange | null {
  return promise === null || contractId === null ? null : { contractId, promise, basis: basis ?? null };
}

/** A run that has no place in its line yet. */
export interface Held extends Omit<Enqueued, 'sequence'> {
  readonly change: HeldChange | null;
}

/** Gives the run its place in the line, in the caller's transaction. */
export async function queue(em: EntityManager, { change: _told, ...run }: Held): Promise<void> {
  const sequence = await takePlace(em, run.line);
  const place = run.stage === 'commitment' ? 'sequence = $2' : 'books_line = $3, books_sequence = $2';
  const values = run.stage === 'commitment' ? [run.operationId, sequence] : [run.operationId, sequence, run.line];
  await rows(em, `update operations.operation set ${place} where id = $1`, values);
  await enqueue(em, { ...run, sequence });
}

async function readContractLine(em: EntityManager, contractId: string | null): Promise<LineState | null> {
  if (contractId === null) return null;
  const row = await firstRow<{ accepted_version: number | null; content: unknown }>(
    em,
    'select accepted_version, content from operations.contract_line where contract_id = $1',
    [contractId],
  );
  return row === null ? null : { acceptedVersion: row.accepted_version, content: row.content };
}

/** What the contract's line is from now on; under the line's lock. */
export async function writeContractLine(em: EntityManager, contractId: string, line: string, state: LineState) {
  await rows(
    em,
    `insert into operations.contract_line (contract_id, line, accepted_version, content) values ($1, $2, $3, $4)
     on conflict (contract_id) do update
     set accepted_version = excluded.accepted_version, content = excluded.content`,
    [contractId, line, state.acceptedVersion, JSON.stringify(state.content)],
  );
}

async function insertOperation(em: EntityManager, now: Date, acceptance: Acceptance, held: Held | null) {
  const { saga } = acceptance;
  const promises = (stage: Stage) => (saga[stage].length === 0 ? 'NOT_APPLICABLE' : 'PENDING');
  await rows(
    em,
    `insert into operations.operation (id, kind, saga, status, commitment, finalization, client, idempotency_key,
       input_hash, requested_by, requested_at, updated_at, correlation_id, customer_id, contract_id, legal_entity, line,
       input, held, saga_version, traceparent)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7, $10, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      acceptance.operationId,
      acceptance.kind,
      saga.name,
      held === null ? 'QUEUED' : 'WAITING',
      promises('commitment'),
      promises('finalization'),
      acceptance.client,
      acceptance.idempotencyKey,
      acceptance.inputHash,
      now,
      acceptance.correlationId,
      acceptance.customerId,
      acceptance.contractId,
      acceptance.legalEntity,
      acceptance.line,
      JSON.stringify(acceptance.input),
      held === null ? null : JSON.stringify(held),
      saga.version ?? 1,
      currentSpan().headers()['traceparent'] ?? null,
    ],
  );
  const steps = stepsOf(saga);
  await rows(
    em,
    `insert into operations.step (operation_id, position, name, system, status)
     select $1, ordinality, name, system, 'PENDING'
     from unnest($2::text[], $3::text[]) with ordinality as t(name, system, ordinality)`,
    [acceptance.operationId, steps.map(({ name }) => name), steps.map(({ system }) => system)],
  );
}

async function tell(em: EntityManager, now: Date, acceptance: Acceptance, status: string): Promise<void> {
  const [commitment, finalization] = STAGES.map((stage) =>
    acceptance.saga[stage].length === 0 ? 'NOT_APPLICABLE' : 'PENDING',
  );
  const states = { status, commitment: commitment ?? '', finalization: finalization ?? '' };
  const event = operationEvent('operation.accepted', acceptance, now, {
    operation: states,
    step: null,
    exceptionId: null,
  });
  await appendEvents(em, [event]);
  await appendAudit(em, {
    at: now,
    actor: acceptance.client,
    action: 'operation.accepted',
    subject: acceptance.contractId ?? acceptance.operationId,
    correlationId: acceptance.correlationId,
    before: null,
    after: { operationId: acceptance.operationId, kind: acceptance.kind, input: acceptance.input },
  });
}

/** The operation whose promise a contract's line waits for at present, the last one accepted. */
export async function runningOperation(em: EntityManager, line: string): Promise<string | null> {
  const row = await firstRow<{ id: string }>(
    em,
    `select id from operations.operation
     where line = $1 and sequence is not null and commitment = 'PENDING' and finished_at is null
     order by sequence desc limit 1`,
    [line],
  );
  return row?.id ?? null;
}

/** Whether a cancellation that gives money back has not ended yet. */
export async function isBeingCancelled(em: EntityManager, contractId: string | null): Promise<boolean> {
  const row = await firstRow(
    em,
    `select id from operations.operation
     where contract_id = $1 and kind = 'CANCEL_CONTRACT' and finished_at is null and input ->> 'refund' <> 'NONE' limit 1`,
    [contractId],
  );
  return row !== null;
}

/** The line of the booking that is making a deal's contract just now; null when none is. */
export async function lineOfBooking(em: EntityManager, opportunityId: string | null): Promise<string | null> {
  const row = await firstRow<{ line: string }>(
    em,
    `select line from operations.operation
     where line = $1 and kind = 'BOOK_OPPORTUNITY' and commitment = 'PENDING' and finished_at is null limit 1`,
    [opportunityId],
  );
  return row?.line ?? null;
}

/** The operation that books this deal or has booked it; null when there is none, or only ones that were taken back. */
export async function liveBooking(em: EntityManager, opportunityId: string): Promise<string | null> {
  const row = await firstRow<{ id: string }>(
    em,
    `select id from operations.operation
     where line = $1 and kind = 'BOOK_OPPORTUNITY' and status not in ('COMPENSATED', 'FAILED', 'CANCELLED') limit 1`,
    [opportunityId],
  );
  return row?.id ?? null;
}

/** The line that a contract stands in: that of its booking; null where the contract has never been seen here. */
export async function lineOfContract(
  em: EntityManager,
  contractId: string,
): Promise<{ line: string | null; state: LineState | null }> {
  const row = await firstRow<{ line: string; accepted_version: number | null; content: unknown }>(
    em,
    'select line, accepted_version, content from operations.contract_line where contract_id = $1',
    [contractId],
  );
  if (row === null) return { line: null, state: null };
  return { line: row.line, state: { acceptedVersion: row.accepted_version, content: row.content } };
}

/** The line in which a document of a contract, or of a customer without one, waits its turn. */
export async function lineOfDocument(
  em: EntityManager,
  contractId: string | null,
  customerId: string,
): Promise<string> {
  if (contractId === null) return `customer:${customerId}`;
  return (await lineOfContract(em, contractId)).line ?? contractId;
}
