import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import { contractCancelled } from '#revrec/facts/contract-cancelled.ts';
import { creditMemoIssued } from '#revrec/facts/credit-memo-issued.ts';
import { terminateContract as payload, type TerminateContract } from '#schema/commands/revrec.ts';
import { ok } from '#schema/errors/result.ts';
import { changing, type PlannedChange, previewing } from './change-contract.ts';
import type { CommandParts } from './parts.ts';

/** `terminateContract`: nothing is promised from its day on; what was billed and is not credited is earned then. */
export const terminateContract = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => changing(parts, key, planOf(command)));

/** `previewTermination`: the schedule before and after. Writes nothing. */
export const previewTermination = (parts: CommandParts) =>
  readCommand(payload, (command) => previewing(parts, planOf(command)));

function planOf(command: TerminateContract): PlannedChange {
  const { contractId, operationId, version, credits, window } = command;
  return {
    contractId,
    operationId,
    window,
    after: (before) => ({ ...before, version: Math.max(before.version, version) }),
    tell: ({ contract, recordedAt }) => {
      const told = { entity: contract.legalEntity, recordedAt };
      const memos = credits.map((memo) => creditMemoIssued(memo, contractId, told));
      return ok([contractCancelled(command, contract, recordedAt), ...memos]);
    },
  };
}
