import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { StepFacts } from '../engine/ports.ts';
import { routeOf, severityOf } from '../policies/exception-routing.ts';
import { isMaterial } from '../policies/materiality.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import { type Explanation, explain } from './explain.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Opens work for a person about a step, or answers the one that is open for it already. */
export async function openException(
  em: EntityManager,
  operation: Pick<OperationRow, 'id' | 'customer_id' | 'contract_id' | 'legal_entity'>,
  step: Pick<StepFacts, 'name' | 'system' | 'impact'>,
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
  await insertException(em, now, {
    id,
    operationId: operation.id,
    step: step.name,
    system: step.system,
    said: explain(step.system, step.name, error),
    impact: step.impact,
    customerId: operation.customer_id,
    contractId: operation.contract_id,
    legalEntity: operation.legal_entity,
    businessKey: null,
    payload: error,
  });
  return id;
}

/** All that an exception is made of; owner, clock and gravity are added by the policies of the moment. */
export interface NewException {
  readonly id: string;
  readonly operationId: string | null;
  readonly step: string | null;
  readonly system: string;
  readonly said: Explanation;
  readonly impact: MoneyWire | null;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly legalEntity: string;
  /** At most one with this key is open. */
  readonly businessKey: string | null;
  readonly payload: unknown;
}

/** Writes it with its first line of history; false when one with its business key is open already. */
export async function insertException(em: EntityManager, now: Date, exception: NewException): Promise<boolean> {
  const { id, said, system, impact, legalEntity } = exception;
  const routing = (await policyAt(em, 'exception-routing', now)).document;
  const materiality = (await policyAt(em, 'materiality', now)).document;
  const route = routeOf(routing, said.cause, system);
  const material = impact !== null && isMaterial(materiality, { kind: 'CORRECTION', legalEntity, amount: impact });
  const inserted = await rows(
    em,
    `insert into operations.exception (id, operation_id, step, system, cause, status, title, explanation, next_action,
       impact_minor, impact_currency, severity, material, owner_team, opened_at, due_at, customer_id, contract_id,
       legal_entity, business_key, payload)
     values ($1, $2, $3, $4, $5, 'OPEN', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
     on conflict (business_key) where closed_at is null and business_key is not null do nothing returning id`,
    [
      id,
      exception.operationId,
      exception.step,
      system,
      said.cause,
      said.title,
      said.explanation,
      route.nextAction,
      impact?.minor ?? null,
      impact?.currency ?? null,
      severityOf(routing, impact),
      material,
      route.team,
      now,
      new Date(now.getTime() + route.dueHours * HOUR_MS),
      exception.customerId,
      exception.contractId,
      legalEntity,
      exception.businessKey,
      JSON.stringify(exception.payload),
    ],
  );
  if (inserted.length === 0) return false;
  await noteOnException(em, id, now, 'revgraph', 'opened', null);
  return true;
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
