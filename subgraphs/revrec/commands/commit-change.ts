import type { EntityManager } from 'typeorm';
import { appendEvents } from '#kit/events/event-log.ts';
import { RULES } from '#revrec/accounting.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { appendFacts, factsOf } from '#revrec/store/facts.ts';
import { keepDrafts, takenLinesOf } from '#revrec/store/journals.ts';
import { keepObligations } from '#revrec/store/obligations.ts';
import { keepOutcome } from '#revrec/store/outcomes.ts';
import { advanceContract, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { keptObligations } from '#revrec/view/kept-obligations.ts';
import type { PostingWindow, ProrationCheck, RevenueOutcome } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import { type CommandParts, recordingTime, standing } from './parts.ts';
import { outcomeOf, reckon } from './reckon.ts';

/** What a change is told on: the facts that stand, and the time at which it is recorded. */
export interface Known {
  readonly held: readonly RevenueEvent[];
  readonly recordedAt: string;
}

/** A change to be written: its facts are made once the recording time is known, under the contract's lock. */
export interface ContractChange {
  /** As it is after the change. */
  readonly contract: RevenueContractRow;
  readonly tell: (known: Known) => Result<readonly RevenueEvent[], ConnectorError>;
  readonly key: string;
  readonly operationId: string;
  /** Names the change where it is one of the deal: what its treatment is found by. */
  readonly amendment: string;
  readonly window: PostingWindow | undefined;
  readonly prorationCheck: ProrationCheck | null;
}

/**
 * Writes a change of a locked contract: facts, drafts of its journals, outcome and canonical event, in the caller's
 * transaction. An error leaves what was written to the caller to take back.
 */
export async function commitChange(
  { clock }: CommandParts,
  em: EntityManager,
  change: ContractChange,
): Promise<Result<RevenueOutcome, ConnectorError>> {
  const { contract, key, operationId, window } = change;
  const { contractId } = contract;
  const held = (await factsOf(em, [contractId])).get(contractId) ?? [];
  const taken = (await takenLinesOf(em, [contractId])).get(contractId) ?? [];
  const told = change.tell({ held: standing(held), recordedAt: recordingTime(clock, held) });
  if (!told.ok) return told;
  const reckoned = reckon({ contract, held, told: told.value, taken, operationId, window });
  if (!reckoned.ok) return reckoned;

  const { state, fresh, drafts } = reckoned.value;
  await appendFacts(em, fresh, operationId);
  await advanceContract(em, contract, window === undefined ? null : { through: window.through, under: RULES });
  await keepObligations(em, contractId, keptObligations(state));
  await keepDrafts(em, drafts, clock.now());
  const outcome = outcomeOf(reckoned.value, contract, change);
  await keepOutcome(em, { key, operationId }, outcome);
  await appendEvents(em, [recalculated(contract, operationId, clock.now())]);
  return ok(outcome);
}

/** Told whenever a contract's figures may have changed. */
export function recalculated(contract: RevenueContractRow, operationId: string, occurredAt: Date) {
  const { id, contractId, customerId, legalEntity, version } = contract;
  const event: CanonicalEvent = {
    type: 'revenue.recalculated',
    schemaVersion: 1,
    data: { revenueContractId: id, version },
  };
  const about = { legalEntity, customerId, contractId, operationId };
  const trace = { correlationId: operationId, causationId: operationId };
  return { ...event, ...about, ...trace, origin: 'DERIVED' as const, occurredAt };
}
