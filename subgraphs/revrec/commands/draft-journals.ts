import { readCommand } from '#kit/commands/command-door.ts';
import { RULES } from '#revrec/accounting.ts';
import { dueContractCount, lockDueContracts } from '#revrec/store/revenue-contract.ts';
import { type DraftJournalsAnswer, draftJournals as payload } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { keepJournalsOf } from './keep-journals.ts';
import { allOrNothing, type CommandParts } from './parts.ts';

/**
 * `draftJournals`: the next portion of a month's run, in one transaction. A run that breaks off goes on where it was, and
 * one that is repeated finds what it did: a contract whose month is in journals is not looked at until its facts change.
 */
export const draftJournals = (parts: CommandParts) =>
  readCommand(
    payload,
    ({
      legalEntity,
      linesMax,
      window,
      after,
      limit,
      left: known,
    }): Promise<Result<DraftJournalsAnswer, ConnectorError>> =>
      allOrNothing(parts, async (em): Promise<Result<DraftJournalsAnswer, ConnectorError>> => {
        const due = { legalEntity, through: window.through, under: RULES };
        const contracts = await lockDueContracts(em, due, { after: after ?? '', limit });
        const kept = await keepJournalsOf(parts, em, { contracts, window, linesMax: linesMax ?? null });
        if (!kept.ok) return kept;
        const last = contracts.at(-1)?.id ?? null;
        if (last === null || contracts.length < limit) return ok({ looked: contracts.length, left: 0, after: null });
        const left =
          known === undefined ? await dueContractCount(em, due, last) : Math.max(0, known - contracts.length);
        return ok({ looked: contracts.length, left, after: last });
      }),
  );
