import type { DataSource, EntityManager } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Logger } from '#kit/observability/log.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import type { Reckoner } from '#revrec/journals/reckoner.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, type Result } from '#schema/errors/result.ts';

/** What every command stands on. */
export interface CommandParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly bell: EventBell;
  readonly log: Logger;
  readonly reckoner: Reckoner;
}

/** Carries a refusal out of a transaction, which takes back what was written before it. */
class Refused extends Error {
  readonly reason: ConnectorError;
  constructor(reason: ConnectorError) {
    super(reason.kind);
    this.reason = reason;
  }
}

/** Commits what `work` did when it succeeds, and nothing of it when it answers an error. */
export async function allOrNothing<Value>(
  { dataSource }: CommandParts,
  work: (em: EntityManager) => Promise<Result<Value, ConnectorError>>,
): Promise<Result<Value, ConnectorError>> {
  try {
    return await inTransaction(dataSource, async (em) => {
      const done = await work(em);
      if (!done.ok) throw new Refused(done.error);
      return done;
    });
  } catch (error) {
    if (error instanceof Refused) return fail(error.reason);
    throw error;
  }
}

/** Now, and never before what is recorded already: a clock that was set back hides nothing from later readers. */
export function recordingTime(clock: Clock, held: readonly RevenueEvent[]): string {
  const instants = [clock.now().toISOString(), ...held.map(({ recordedAt }) => recordedAt)];
  return instants.toSorted().at(-1) ?? clock.now().toISOString();
}

/** The facts that count: none that was withdrawn, and no withdrawal. */
export function standing(held: readonly RevenueEvent[]): readonly RevenueEvent[] {
  return held.filter(({ supersededAt, payload }) => supersededAt === null && payload !== null);
}

export function rejected(code: string, field: string | null, detail: string): Result<never, ConnectorError> {
  return fail({ kind: 'Rejected', code, field, detail });
}

/** The contract was not taken up yet; whoever asks waits for it. */
export function unknownContract(contractId: string): Result<never, ConnectorError> {
  return fail({ kind: 'MissingPrerequisite', prerequisite: 'REVENUE_CONTRACT', id: contractId });
}
