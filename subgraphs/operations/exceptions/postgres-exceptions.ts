import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { StepFacts } from '../engine/ports.ts';
import type { OperationRow } from '../progress/rows.ts';
import { explain } from './explain.ts';

/** How long the owner has: a business day. */
const DUE_AFTER_MS = 24 * 60 * 60 * 1000;

/** Opens work for a person about a step, or answers the one that is open for it already. */
export async function openException(
  em: EntityManager,
  operation: OperationRow,
  step: StepFacts,
  error: ConnectorError,
  ids: Ids,
  now: Date,
): Promise<string> {
  const open = await firstRow<{ id: string }>(
    em,
    'select id from operations.exception where operation_id = $1 and step = $2 and closed_at is null',
    [operation.id, step.name],
  );
  if (open !== null) return open.id;
  const id = ids.next('exc');
  const said = explain(step.system, step.name, error);
  await rows(
    em,
    `insert into operations.exception (id, operation_id, step, cause, status, title, explanation, next_action,
       owner_team, opened_at, due_at, customer_id, contract_id, legal_entity, payload)
     values ($1, $2, $3, $4, 'OPEN', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      operation.id,
      step.name,
      said.cause,
      said.title,
      said.explanation,
      said.nextAction,
      said.ownerTeam,
      now,
      new Date(now.getTime() + DUE_AFTER_MS),
      operation.customer_id,
      operation.contract_id,
      operation.legal_entity,
      JSON.stringify(error),
    ],
  );
  await noteOnException(em, id, now, 'revgraph', 'opened', null);
  return id;
}

/** Closes what was open about a step: somebody decided, and it went on. */
export async function resolveExceptionsOf(em: EntityManager, operationId: string, step: string, now: Date) {
  const closed = await rows<{ id: string }>(
    em,
    `update operations.exception set status = 'RESOLVED', closed_at = $3
     where operation_id = $1 and step = $2 and closed_at is null returning id`,
    [operationId, step, now],
  );
  for (const { id } of closed) await noteOnException(em, id, now, 'revgraph', 'resolved', null);
}

export async function noteOnException(
  em: EntityManager,
  id: string,
  at: Date,
  by: string,
  what: string,
  note: string | null,
): Promise<void> {
  await rows(
    em,
    'insert into operations.exception_event (exception_id, at, by, what, note) values ($1, $2, $3, $4, $5)',
    [id, at, by, what, note],
  );
}
