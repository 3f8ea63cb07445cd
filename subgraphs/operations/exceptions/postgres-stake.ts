import type { EntityManager } from 'typeorm';
import { firstRow } from '#kit/persistence/query.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import { isStepBeforePivot, stepsOf } from '../engine/saga.ts';
import { sagaNamed } from '../sagas/registry.ts';

/** An exception as it stands under its lock, with what decides on the ways out of it. */
export interface ExceptionAtStake {
  readonly status: string;
  /** Its step waits for a person, or for something that a person may do without. */
  readonly awaitsDecision: boolean;
  /** A write of the step was sent and may have happened. */
  readonly isInDoubt: boolean;
  /** The operation is being taken back, and this step's undoing is what waits. */
  readonly isUndoing: boolean;
  readonly isBeforePivot: boolean;
  /** Members of the step's payload that a person may correct. */
  readonly correctable: readonly string[];
  /** Whether the saga can go on without the step. */
  readonly skippable: boolean;
  /** News of this subject are kept, to be looked at again. */
  readonly keptNews: string | null;
}

export interface StakeRow {
  readonly id: string;
  readonly status: string;
  readonly title: string;
  readonly assignee: string | null;
  readonly operation_id: string | null;
  readonly step: string | null;
  readonly saga: string | null;
  readonly step_status: string | null;
  readonly waiting_for: string | null;
  readonly waits_in: string | null;
  readonly awaits_prerequisite: boolean;
  readonly undoing: boolean;
  readonly impact_minor: string | null;
  readonly impact_currency: string | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly legal_entity: string;
  readonly payload: unknown;
  readonly kept_news: string | null;
}

/** What decides on the ways out of an exception `e`. */
export const STAKE = `select e.id, e.status, e.title, e.assignee, e.operation_id, e.step, o.saga,
    s.status as step_status, s.waiting_for, s.waits_in, e.impact_minor, e.impact_currency, e.customer_id, e.contract_id,
    e.legal_entity, e.payload,
    (select i.subject from operations.intake_item i
      where e.business_key = 'intake:' || i.subject and i.state = 'QUARANTINED' limit 1) as kept_news,
    exists (select 1 from operations.prerequisite p
      where p.operation_id = e.operation_id and p.step = e.step) as awaits_prerequisite,
    exists (select 1 from operations.step f where f.operation_id = e.operation_id and f.status = 'FAILED') as undoing
  from operations.exception e
    left join operations.operation o on o.id = e.operation_id
    left join operations.step s on s.operation_id = e.operation_id and s.name = e.step`;

/** Locks the exception until the transaction ends; null where these entities have none of this id. */
export function lockException(em: EntityManager, id: string, entities: readonly string[]): Promise<StakeRow | null> {
  return firstRow<StakeRow>(em, `${STAKE} where e.id = $1 and e.legal_entity = any($2) for update of e`, [
    id,
    entities,
  ]);
}

export function atStake(row: StakeRow): ExceptionAtStake {
  const saga = row.saga === null ? null : sagaNamed(row.saga);
  const step = saga === null ? undefined : stepsOf(saga).find(({ name }) => name === row.step);
  return {
    status: row.status,
    awaitsDecision: row.waits_in !== null && (row.waiting_for === 'decision' || row.awaits_prerequisite),
    isInDoubt: row.step_status === 'UNCERTAIN',
    isUndoing: row.undoing,
    isBeforePivot: saga !== null && step !== undefined && isStepBeforePivot(saga, step.name),
    correctable: step?.correctable ?? [],
    skippable: step?.skippable === true,
    keptNews: row.kept_news,
  };
}

/** What is at stake in money; null where nobody can say. */
export function impactOf(row: Pick<StakeRow, 'impact_minor' | 'impact_currency'>): MoneyWire | null {
  if (row.impact_minor === null || row.impact_currency === null) return null;
  return { minor: row.impact_minor, currency: row.impact_currency };
}
