import { readCommand } from '#kit/commands/command-door.ts';
import { journalOf } from '#revrec/journals/batch.ts';
import { openJournalsOf } from '#revrec/store/journals.ts';
import { lockContract } from '#revrec/store/revenue-contract.ts';
import { type DueJournalsAnswer, dueJournals as payload } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { keepJournalsOf } from './keep-journals.ts';
import { allOrNothing, type CommandParts, unknownContract } from './parts.ts';

/**
 * `dueJournals`: the journals of a contract that are not recorded as posted, those of its operations included. What is not
 * in one yet is drafted here, and is the same for whoever asks next: the same batch key, until it is recorded. What a
 * month's run has drafted together with other contracts is the run's to post.
 */
export const dueJournals = (parts: CommandParts) =>
  readCommand(
    payload,
    ({ legalEntity, contractId, window }): Promise<Result<DueJournalsAnswer, ConnectorError>> =>
      allOrNothing(parts, async (em) => {
        const contract = await lockContract(em, contractId);
        if (contract === null || contract.legalEntity !== legalEntity) return unknownContract(contractId);
        const kept = await keepJournalsOf(parts, em, { contracts: [contract], window, linesMax: null });
        if (!kept.ok) return kept;
        const open = await openJournalsOf(em, { legalEntity, contractId, through: window.through });
        return ok({ journals: open.map(journalOf) });
      }),
  );
