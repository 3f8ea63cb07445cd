import type { EntityManager } from 'typeorm';
import { readCommand } from '#kit/commands/command-door.ts';
import { account, asConnectorError, productsByObligation } from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import { postings, reversals } from '#revrec/engine/posting.ts';
import { entityBatch } from '#revrec/journals/batch.ts';
import { type GatheredJournal, GatheredJournals } from '#revrec/journals/gathered.ts';
import { postedScope, postingScope } from '#revrec/journals/posting-scope.ts';
import { factsOf } from '#revrec/store/facts.ts';
import { batchCount, type KeptLine, keepDrafts, openDrafts, takenLinesOf } from '#revrec/store/journals.ts';
import { lockContractsOf, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { JournalDraft } from '#schema/canonical/revenue.ts';
import { type DueJournals, type DueJournalsAnswer, dueJournals as payload } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { allOrNothing, type CommandParts, unknownContract } from './parts.ts';

/**
 * `dueJournals`: every journal of the entity that is not recorded as posted, those of contract operations included. What
 * is not in one yet is drafted here, and is the same for whoever asks next: the same batch key, until it is recorded.
 * Of one contract: the journals that hold nothing of another one; what a month's run has drafted is the run's to post.
 */
export const dueJournals = (parts: CommandParts) =>
  readCommand(
    payload,
    (command): Promise<Result<DueJournalsAnswer, ConnectorError>> =>
      allOrNothing(parts, async (em) => {
        const { legalEntity, contractId = null, window } = command;
        const contracts = await lockContractsOf(em, legalEntity, contractId);
        if (contractId !== null && contracts.length === 0) return unknownContract(contractId);
        const due = await draft(parts, em, { command, contracts });
        if (!due.ok) return due;
        return ok({ journals: await openDrafts(em, { legalEntity, contractId, through: window.through }) });
      }),
  );

/** How many contracts are read at once: an entity may have many, and only so many of them are held. */
const PORTION = 500;

async function draft(
  parts: CommandParts,
  em: EntityManager,
  { command, contracts }: { readonly command: DueJournals; readonly contracts: readonly RevenueContractRow[] },
): Promise<Result<null, ConnectorError>> {
  const gathered = new GatheredJournals(command.linesMax ?? null);
  for (let first = 0; first < contracts.length; first += PORTION) {
    const found = await dueOfPortion(parts, em, contracts.slice(first, first + PORTION), command);
    if (!found.ok) return found;
    for (const { contractId, journals, productOf } of found.value) gathered.add(contractId, journals, productOf);
    await keep(parts, em, gathered.takeFull());
  }
  await keep(parts, em, gathered.takeAll());
  return ok(null);
}

interface DueOfContract {
  readonly contractId: string;
  readonly journals: readonly JournalDraft[];
  readonly productOf: ReadonlyMap<string, string>;
}

async function dueOfPortion(
  { log }: CommandParts,
  em: EntityManager,
  contracts: readonly RevenueContractRow[],
  { window }: DueJournals,
): Promise<Result<readonly DueOfContract[], ConnectorError>> {
  const contractIds = contracts.map(({ contractId }) => contractId);
  const facts = await factsOf(em, contractIds);
  const taken = await takenLinesOf(em, contractIds);
  const found: DueOfContract[] = [];
  for (const contract of contracts) {
    const { contractId } = contract;
    const own = facts.get(contractId) ?? [];
    const state = account(own);
    if (!state.ok && state.error.kind !== 'NO_CONTRACT') {
      // One contract that waits for a person must not keep the others out of the books.
      log.error({ contractId, error: state.error }, 'revenue is held');
      continue;
    }
    const due = dueOf(contract, state.ok ? state.value : null, { posted: taken.get(contractId) ?? [], window });
    if (!due.ok) return fail(asConnectorError(due.error));
    found.push({ contractId, journals: due.value, productOf: productsByObligation(own) });
  }
  return ok(found);
}

async function keep({ clock }: CommandParts, em: EntityManager, gathered: readonly GatheredJournal[]): Promise<void> {
  for (const { journal, productOf } of gathered) {
    const ordinal = await batchCount(em, journal.entity, journal.period);
    await keepDrafts(
      em,
      [entityBatch(journal, ordinal, (obligation) => productOf.get(obligation) ?? null)],
      clock.now(),
    );
  }
}

/** What is left to post of a contract; of one whose approval was withdrawn, what is left to take back. */
function dueOf(
  { legalEntity, currency }: RevenueContractRow,
  state: ContractState | null,
  { posted, window }: { readonly posted: readonly KeptLine[]; readonly window: DueJournals['window'] },
) {
  return state === null
    ? reversals(posted, postedScope(posted, window), { entity: legalEntity, currency })
    : postings(state, posted, postingScope(state, window));
}
