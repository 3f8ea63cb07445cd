import type { ContractFacts } from '#schema/commands/crm.ts';
import type { Participants } from '../engine/ports.ts';
import { type LineState, lineOfBooking, lineOfContract, runningOperation } from './postgres-accept.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { RequestParts } from './request.ts';
import { readContract } from './systems.ts';

/** A contract as a change of it finds it. */
export interface ContractInLine {
  /** As the last accepted change leaves it; null where there is none. */
  readonly contract: ContractFacts | null;
  /** Where a further change has to wait. */
  readonly line: string;
  readonly state: LineState | null;
  /** The operation whose promise is not kept yet. */
  readonly running: string | null;
}

/** The contract as the last accepted change leaves it, and where a further one has to wait. */
export async function contractInLine(
  { dataSource: { manager } }: RequestParts,
  participants: Participants,
  id: string,
): Promise<ContractInLine> {
  const { line, state } = await lineOfContract(manager, id);
  const running = line === null ? null : await runningOperation(manager, line);
  // While nothing runs the CRM's own word counts: sales may have changed the contract there.
  const promised = running === null ? null : ((state?.content ?? null) as ContractFacts | null);
  const contract = promised ?? (await readContract(participants, id));
  if (line !== null) return { contract, line, state, running };
  // The CRM shows a contract before its booking has noted which one it made: the change waits for the booking's end.
  const booking = await lineOfBooking(manager, contract?.opportunityId ?? null);
  const bookedBy = booking === null ? null : await runningOperation(manager, booking);
  return { contract, line: booking ?? id, state, running: bookedBy };
}

/** Whether the line still stands as it did when the change was planned. */
export function isSame(current: LineState | null, seen: LineState | null): boolean {
  const version = (state: LineState | null) => (state?.content as ContractFacts | null | undefined)?.version ?? null;
  return version(current) === version(seen) && (current?.acceptedVersion ?? null) === (seen?.acceptedVersion ?? null);
}

export function refuseVersion(running: string | null, version: number, expectedVersion: number): readonly Refusal[] {
  if (expectedVersion === version) return [];
  const why =
    running === null
      ? `The contract is at version ${version}. Read it again and repeat the change.`
      : `Operation ${running} is changing the contract to version ${version}. Expect that version, or wait for its end.`;
  return refuse('STALE_VERSION', ['expectedVersion'], why);
}

export function refuseMoved(running: string | null, version: number | null): readonly Refusal[] {
  const to = version === null ? '' : ` to version ${version}`;
  const why =
    running === null
      ? `The contract has just changed${to}. Read it again and repeat the change.`
      : `Operation ${running} is changing the contract${to}. Expect that version, or wait for its end.`;
  return refuse('STALE_VERSION', ['expectedVersion'], why);
}
