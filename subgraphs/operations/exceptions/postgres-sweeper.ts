import type { DataSource, EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Prerequisite } from '#schema/errors/connector-error.ts';
import { expireApprovals } from '../approvals/postgres-decide.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import { deadlineMsOf, prerequisiteMsOf } from '../policies/retry.ts';
import type { ExceptionRow, OperationRow } from '../progress/postgres-rows.ts';
import { noteOnException, openException } from './postgres-exceptions.ts';
import { closeStandalone, openStandaloneException, tellOfException } from './postgres-standalone.ts';

export interface SweepParts {
  readonly ids: Ids;
  readonly now: Date;
}

type Sweep = (em: EntityManager, parts: SweepParts) => Promise<unknown>;

/** Taken in one transaction; what is left comes with the next sweep. */
const BATCH = 100;
const MINUTE_MS = 60_000;

/**
 * Looks once for everything that time alone brings about, so that nothing stands still unnoticed: operations beyond
 * their deadline or without a worker, prerequisites that do not come, exceptions that are overdue or that nobody takes,
 * approvals that expired. Told once each; what is over is closed. Any number of processes may sweep at once.
 */
export async function sweep(dataSource: DataSource, parts: SweepParts): Promise<void> {
  const sweeps: readonly Sweep[] = [
    tellDeadlines,
    tellSilence,
    closeWhatIsOver,
    tellPrerequisites,
    tellOverdue,
    escalate,
    (em, { now }) => expireApprovals(em, now, BATCH),
  ];
  for (const one of sweeps) await inTransaction(dataSource, (em) => one(em, parts));
}

/** One that is held back waits for a person already, and so does one with an open exception. */
const NOBODY_LOOKS = `o.held is null and not exists (
    select 1 from operations.exception e where e.operation_id = o.id and e.closed_at is null)`;

async function tellDeadlines(em: EntityManager, { ids, now }: SweepParts): Promise<void> {
  const policy = (await policyAt(em, 'retry', now)).document;
  const shortestMs = Math.min(...policy.deadlines.map(({ minutes }) => minutes)) * MINUTE_MS;
  if (policy.deadlines.length === 0) return;
  const late = await rows<OperationRow>(
    em,
    `select o.* from operations.operation o
     where o.finished_at is null and o.requested_at < $1 and ${NOBODY_LOOKS}
       and not exists (select 1 from operations.exception e where e.business_key = 'deadline:' || o.id)
     order by o.requested_at limit ${BATCH}`,
    [new Date(now.getTime() - shortestMs)],
  );
  for (const operation of late) {
    const deadlineMs = deadlineMsOf(policy, operation.kind);
    if (deadlineMs === null || operation.requested_at.getTime() + deadlineMs > now.getTime()) continue;
    const minutes = Math.floor((now.getTime() - operation.requested_at.getTime()) / MINUTE_MS);
    await openStandaloneException(
      em,
      { ids, now },
      {
        ...aboutOperation(operation, 'deadline'),
        cause: 'UNCERTAIN_OUTCOME',
        title: `${operation.kind} is not finished after ${minutes} minutes`,
        explanation: `It is ${operation.status} and goes on by itself; it should have ended after ${deadlineMs / MINUTE_MS} minutes.`,
      },
    );
  }
}

async function tellSilence(em: EntityManager, { ids, now }: SweepParts): Promise<void> {
  const { silenceMinutes } = (await policyAt(em, 'retry', now)).document;
  const silent = await rows<OperationRow>(
    em,
    `select o.* from operations.operation o
     where o.status = 'RUNNING' and o.updated_at < $1 and ${NOBODY_LOOKS} order by o.updated_at limit ${BATCH}`,
    [new Date(now.getTime() - silenceMinutes * MINUTE_MS)],
  );
  for (const operation of silent) {
    await openStandaloneException(
      em,
      { ids, now },
      {
        ...aboutOperation(operation, 'silent'),
        cause: 'UNCERTAIN_OUTCOME',
        title: `${operation.kind} has said nothing since ${operation.updated_at.toISOString()}`,
        explanation: `It counts as running, but nothing was heard of it for ${silenceMinutes} minutes.`,
      },
    );
  }
}

function aboutOperation(operation: OperationRow, what: string) {
  return {
    key: `${what}:${operation.id}`,
    system: 'OPERATIONS',
    impact: null,
    legalEntity: operation.legal_entity,
    customerId: operation.customer_id,
    contractId: operation.contract_id,
    operationId: operation.id,
    payload: { status: operation.status, requestedAt: operation.requested_at, updatedAt: operation.updated_at },
  };
}

/** Deadlines of what has ended since, and silences that were broken. */
async function closeWhatIsOver(em: EntityManager, { now }: SweepParts): Promise<void> {
  const over = await rows<{ business_key: string }>(
    em,
    `select e.business_key from operations.exception e join operations.operation o on o.id = e.operation_id
     where e.closed_at is null and (
       (e.business_key = 'deadline:' || o.id and o.finished_at is not null)
       or (e.business_key = 'silent:' || o.id and (o.status <> 'RUNNING' or o.updated_at > e.opened_at)))
     limit ${BATCH}`,
  );
  for (const { business_key } of over) await closeStandalone(em, business_key, now);
}

interface AwaitedRow extends OperationRow {
  readonly step: string;
  readonly system: string;
  readonly prerequisite: Prerequisite;
  readonly subject: string;
  readonly since: Date;
}

async function tellPrerequisites(em: EntityManager, { ids, now }: SweepParts): Promise<void> {
  const policy = (await policyAt(em, 'retry', now)).document;
  const awaited = await rows<AwaitedRow>(
    em,
    `select o.*, p.step, s.system, p.kind as prerequisite, p.subject, p.since
     from operations.prerequisite p
       join operations.operation o on o.id = p.operation_id
       join operations.step s on s.operation_id = p.operation_id and s.name = p.step
     where not exists (select 1 from operations.exception e
       where e.operation_id = p.operation_id and e.step = p.step and e.closed_at is null)
     order by p.since limit ${BATCH}`,
  );
  for (const row of awaited) {
    const patienceMs = prerequisiteMsOf(policy, row.prerequisite);
    if (patienceMs === null || row.since.getTime() + patienceMs > now.getTime()) continue;
    const step = { name: row.step, system: row.system, impact: null };
    const error = { kind: 'MissingPrerequisite', prerequisite: row.prerequisite, id: row.subject } as const;
    const id = await openException(em, row, step, error, ids, now);
    await tellOfException(em, now, 'exception.opened', id);
  }
}

async function tellOverdue(em: EntityManager, { now }: SweepParts): Promise<void> {
  const overdue = await rows<{ id: string }>(
    em,
    `update operations.exception set alerted_at = $1 where id in (
       select id from operations.exception where closed_at is null and due_at < $1 and alerted_at is null
       order by due_at limit ${BATCH} for update skip locked) returning id`,
    [now],
  );
  for (const { id } of overdue) {
    await noteOnException(em, id, now, 'revgraph', 'overdue', null);
    await tellOfException(em, now, 'exception.overdue', id);
  }
}

/** One that nobody took in time goes to the next team, once for each rule. */
async function escalate(em: EntityManager, { now }: SweepParts): Promise<void> {
  const { escalations } = (await policyAt(em, 'exception-routing', now)).document;
  for (const { severity, afterMinutes, team } of escalations) {
    const untaken = await rows<ExceptionRow>(
      em,
      `select * from operations.exception
       where closed_at is null and status = 'OPEN' and assignee is null and severity = $1 and owner_team <> $2
         and opened_at <= $3 order by opened_at limit ${BATCH} for update skip locked`,
      [severity, team, new Date(now.getTime() - afterMinutes * MINUTE_MS)],
    );
    for (const exception of untaken) await escalateOne(em, now, exception, team);
  }
}

async function escalateOne(
  em: EntityManager,
  now: Date,
  { id, owner_team }: ExceptionRow,
  team: string,
): Promise<void> {
  await rows(em, 'update operations.exception set owner_team = $2 where id = $1', [id, team]);
  await noteOnException(em, id, now, 'revgraph', `escalated to ${team}`, null);
  await appendAudit(em, {
    at: now,
    actor: 'revgraph',
    action: 'exception.escalated',
    subject: id,
    correlationId: id,
    before: { ownerTeam: owner_team },
    after: { ownerTeam: team },
  });
  await tellOfException(em, now, 'exception.escalated', id);
}
