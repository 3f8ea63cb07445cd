import { readCommand } from '#kit/commands/command-door.ts';
import { RULES } from '#revrec/accounting.ts';
import { journalOf } from '#revrec/journals/batch.ts';
import { obligationId } from '#revrec/names.ts';
import { batchesOf, contractsInJournals, openJournalCount, openJournalsAfter } from '#revrec/store/journals.ts';
import { dueContractCount } from '#revrec/store/revenue-contract.ts';
import type { PostJournals } from '#schema/commands/erp.ts';
import {
  readDueCounts as countPayload,
  type DueCounts,
  type OpenJournalsAnswer,
  readOpenJournals as openPayload,
  readJournals as readPayload,
} from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type CommandParts, rejected } from './parts.ts';

/** `readOpenJournals`: which journals of an entity the ledger does not have, those of contract operations included. */
export const readOpenJournals = ({ dataSource }: CommandParts) =>
  readCommand(openPayload, async (asked): Promise<Result<OpenJournalsAnswer, ConnectorError>> => {
    const em = dataSource.manager;
    const places = await openJournalsAfter(em, asked);
    const last = places.at(-1) ?? null;
    const contents = await contractsInJournals(
      em,
      places.map(({ batchKey }) => batchKey),
    );
    const journals = places.map(({ period, batchKey }) => ({
      period,
      batchKey,
      contracts: (contents.get(batchKey) ?? []).map(({ contractId, obligations }) => ({
        contractId,
        obligations: obligations.map((key) => ({ obligationId: obligationId(key) })),
      })),
    }));
    return ok({ journals, left: last === null ? 0 : await openJournalCount(em, asked, last) });
  });

/** `readJournals`: what stands under these keys, as `postJournals` takes it. */
export const readJournals = ({ dataSource }: CommandParts) =>
  readCommand(readPayload, async ({ batchKeys }): Promise<Result<PostJournals, ConnectorError>> => {
    const batches = await batchesOf(dataSource.manager, batchKeys);
    const unknown = batchKeys.find((key) => !batches.some(({ batchKey }) => batchKey === key));
    if (unknown !== undefined) return rejected('UNKNOWN_BATCH', 'batchKeys', `No journal was drafted as ${unknown}`);
    return ok({ batches: batches.map(journalOf) });
  });

/** `readDueCounts`: what keeps a month of an entity open. */
export const readDueCounts = ({ dataSource }: CommandParts) =>
  readCommand(countPayload, async (asked): Promise<Result<DueCounts, ConnectorError>> => {
    const em = dataSource.manager;
    return ok({
      journals: await openJournalCount(em, asked, null),
      contracts: await dueContractCount(em, { ...asked, under: RULES }, ''),
    });
  });
