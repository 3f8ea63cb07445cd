import type { EntityManager } from 'typeorm';
import { firstRow } from '#kit/persistence/query.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import type { Tx } from '../engine/ports.ts';
import { managerOf } from '../engine/postgres-dbos-record.ts';
import type { DoneStep, ReplayEnd, ReplayProgress, ReplayStart } from '../engine/replay.ts';
import { type Explanation, explain, systemName } from '../exceptions/explain.ts';
import { openStandaloneException } from '../exceptions/postgres-standalone.ts';
import { isNextInLine, leaveLine } from './postgres-lines.ts';
import type { ProgressParts } from './postgres-progress.ts';
import type { OperationRow, Work } from './postgres-rows.ts';
import { effectOf, stepState } from './postgres-step-state.ts';
import { tellOf } from './postgres-tell.ts';

/** Writes a replay's course: events, an exception where a person has to look, and the audit row of its end. */
export class PostgresReplayProgress implements ReplayProgress {
  readonly #parts: ProgressParts;
  readonly #start: ReplayStart;

  constructor(parts: ProgressParts, start: ReplayStart) {
    this.#parts = parts;
    this.#start = start;
  }

  begin(tx: Tx): Promise<boolean> {
    return isNextInLine(managerOf(tx), this.#start);
  }

  async replayed(tx: Tx, step: DoneStep, outcomes: readonly unknown[]): Promise<boolean> {
    const work = await this.#work(tx);
    const state = await stepState(work.em, work.operation.id, step.name);
    const made = recordOf(state?.effect);
    const named = outcomes.length === 1 ? recordOf(effectOf(outcomes[0])) : null;
    if (made !== null && named !== null && made !== named) {
      await this.#ask(work, step, otherRecord(step, made, named), { made, named });
      return false;
    }
    await tellOf(work, 'step.replayed', state, null);
    return true;
  }

  async refused(tx: Tx, step: DoneStep, error: ConnectorError): Promise<void> {
    const said = explain(step.system, step.name, error);
    const title = `${said.title} when ${step.name} was asked again`;
    await this.#ask(await this.#work(tx), step, { ...said, title }, error);
  }

  async end(tx: Tx, end: ReplayEnd): Promise<void> {
    const { em, operation, now } = await this.#work(tx);
    await leaveLine(em, this.#start);
    await appendAudit(em, {
      at: now,
      actor: this.#start.requestedBy,
      action: 'operation.replay-ended',
      subject: operation.contract_id ?? operation.id,
      correlationId: operation.correlation_id,
      before: null,
      after: { operationId: operation.id, replayId: this.#start.replayId, end },
    });
  }

  async #ask({ em, operation, now }: Work, { name, system }: DoneStep, said: Explanation, payload: unknown) {
    await openStandaloneException(
      em,
      { ids: this.#parts.ids, now },
      {
        ...said,
        key: `replay:${operation.id}:${name}`,
        system,
        impact: null,
        legalEntity: operation.legal_entity,
        customerId: operation.customer_id,
        contractId: operation.contract_id,
        operationId: operation.id,
        payload,
      },
    );
  }

  async #work(tx: Tx): Promise<Work> {
    const em = managerOf(tx);
    return { em, operation: await operationOf(em, this.#start.operationId), now: this.#parts.clock.now() };
  }
}

async function operationOf(em: EntityManager, id: string): Promise<OperationRow> {
  const operation = await firstRow<OperationRow>(em, 'select * from operations.operation where id = $1', [id]);
  if (operation === null) throw new Error(`There is no operation ${id}`);
  return operation;
}

/** How the vendor names the record of an effect; null where there is none. */
function recordOf(effect: unknown): string | null {
  if (typeof effect !== 'object' || effect === null || !('externalId' in effect)) return null;
  return String(effect.externalId);
}

function otherRecord({ name, system }: DoneStep, made: string, named: string): Explanation {
  return {
    cause: 'RECONCILIATION_BREAK',
    title: `${systemName(system)} names another record for ${name}`,
    explanation: `${name} made ${made}; asked again under the same key it was answered with ${named}.`,
  };
}
