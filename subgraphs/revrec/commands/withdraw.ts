import type { EntityManager } from 'typeorm';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { account } from '#revrec/accounting.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { withdrawn } from '#revrec/facts/withdrawn.ts';
import { appendFacts, factIdsOf, factsOf, supersedeFacts } from '#revrec/store/facts.ts';
import { keepObligations } from '#revrec/store/obligations.ts';
import { keepOutcome, keptOutcome } from '#revrec/store/outcomes.ts';
import { lockContract, noteChanged, setVersion } from '#revrec/store/revenue-contract.ts';
import { keptObligations } from '#revrec/view/kept-obligations.ts';
import { withdraw as payload, type Withdraw } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { recalculated } from './commit-change.ts';
import { allOrNothing, type CommandParts, recordingTime, standing } from './parts.ts';

type Nothing = Readonly<Record<string, never>>;

/**
 * `withdraw`: what an operation told of the contract counts no more. Nothing is deleted: a withdrawal is a fact, and what
 * was journalled of it is reversed by the journals that are due next.
 */
export const withdraw = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<Nothing> => {
      const done = await allOrNothing(parts, (em) => take(parts, em, { command, key }));
      if (done.ok) parts.bell.ring();
      return done;
    },
    lookUp: async (): Reply<Nothing | null> => ok(await keptOutcome(parts.dataSource.manager, key)),
  }));

async function take(
  { clock }: CommandParts,
  em: EntityManager,
  { command, key }: { readonly command: Withdraw; readonly key: string },
): Promise<Result<Nothing, ConnectorError>> {
  const { contractId, operationId } = command;
  const contract = await lockContract(em, contractId);
  // Nothing was ever told of it, so there is nothing to take back.
  if (contract === null || (await keptOutcome(em, key)) !== null) return ok({});
  const held = (await factsOf(em, [contractId])).get(contractId) ?? [];
  const ids = new Set(await factIdsOf(em, contractId, operationId));
  const own = standing(held).filter(({ id }) => ids.has(id));
  const others = standing(held).filter(({ id }) => !ids.has(id));
  const recordedAt = recordingTime(clock, held);
  const voids = own.map((event) => withdrawn(event, recordedAt));
  if (isBuiltOn(own, others)) return fail({ kind: 'VersionConflict', externalId: contractId });

  const version = Math.max(contractVersion(others), 0);
  await appendFacts(em, voids, operationId);
  await supersedeFacts(
    em,
    own.map(({ id }) => id),
    recordedAt,
  );
  await noteChanged(em, contractId);
  const left = account(others);
  await keepObligations(em, contractId, left.ok ? keptObligations(left.value) : []);
  if (own.some(isDeal) && version > 0) await setVersion(em, contractId, version);
  await keepOutcome(em, { key, operationId }, {});
  if (own.length > 0) await appendEvents(em, [recalculated({ ...contract, version }, operationId, clock.now())]);
  return ok({});
}

/** Whether what is left has no ground without it: a later version of the contract, or facts that make no sense alone. */
function isBuiltOn(own: readonly RevenueEvent[], others: readonly RevenueEvent[]): boolean {
  if (own.length === 0 || others.length === 0) return false;
  const deals = own.filter(isDeal);
  if (deals.length > 0 && contractVersion(others) > contractVersion(deals)) return true;
  return account([...own, ...others]).ok && !account(others).ok;
}

function isDeal({ source }: RevenueEvent): boolean {
  return source.objectType === 'CONTRACT_VERSION';
}

function contractVersion(events: readonly RevenueEvent[]): number {
  return Math.max(0, ...events.filter(isDeal).map(({ source }) => Number(source.objectVersion.split('.')[0])));
}
