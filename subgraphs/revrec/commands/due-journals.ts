import type { EntityManager } from 'typeorm';
import { readCommand } from '#kit/commands/command-door.ts';
import { account, asConnectorError, productsByObligation } from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import { postings, reversals } from '#revrec/engine/posting.ts';
import { entityBatch, inBatches, type KeptJournal } from '#revrec/journals/batch.ts';
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

/** One journal a month and currency, with the lines of all contracts. */
type Journals = Map<string, Omit<KeptJournal, 'kept'> & { readonly kept: KeptLine[] }>;

function gather(journals: Journals, due: readonly JournalDraft[], contractId: string): void {
  for (const { entity, currency, period, lines } of due) {
    const key = `${period} ${currency}`;
    const journal = journals.get(key) ?? { entity, currency, period, kept: [] };
    journal.kept.push(...lines.map((line) => ({ ...line, contractId })));
    journals.set(key, journal);
  }
}

async function draft(
  { log, clock }: CommandParts,
  em: EntityManager,
  { command, contracts }: { readonly command: DueJournals; readonly contracts: readonly RevenueContractRow[] },
): Promise<Result<null, ConnectorError>> {
  const { legalEntity, window } = command;
  const contractIds = contracts.map(({ contractId }) => contractId);
  const facts = await factsOf(em, contractIds);
  const taken = await takenLinesOf(em, contractIds);
  const journals: Journals = new Map();
  const products = new Map<string, string>();
  for (const contract of contracts) {
    const { contractId } = contract;
    const state = account(facts.get(contractId) ?? []);
    if (!state.ok && state.error.kind !== 'NO_CONTRACT') {
      // One contract that waits for a person must not keep the others out of the books.
      log.error({ contractId, error: state.error }, 'revenue is held');
      continue;
    }
    const due = dueOf(contract, state.ok ? state.value : null, { posted: taken.get(contractId) ?? [], window });
    if (!due.ok) return fail(asConnectorError(due.error));
    for (const [obligation, product] of productsByObligation(facts.get(contractId) ?? []))
      products.set(obligation, product);
    gather(journals, due.value, contractId);
  }
  for (const [, journal] of [...journals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = await batchCount(em, legalEntity, journal.period);
    const batches = inBatches(journal, command.linesMax ?? null).map((part, index) =>
      entityBatch(part, first + index, (obligation) => products.get(obligation) ?? null),
    );
    await keepDrafts(em, batches, clock.now());
  }
  return ok(null);
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
