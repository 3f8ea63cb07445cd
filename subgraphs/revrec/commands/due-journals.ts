import type { EntityManager } from 'typeorm';
import { readCommand } from '#kit/commands/command-door.ts';
import { account, asConnectorError, productsByObligation } from '#revrec/accounting.ts';
import { postings } from '#revrec/engine/posting.ts';
import { entityBatch, type KeptJournal } from '#revrec/journals/batch.ts';
import { postingScope } from '#revrec/journals/posting-scope.ts';
import { factsOf } from '#revrec/store/facts.ts';
import { batchCount, type KeptLine, keepDrafts, openDrafts, takenLinesOf } from '#revrec/store/journals.ts';
import { lockContractsOf, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
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

async function draft(
  { log, clock }: CommandParts,
  em: EntityManager,
  { command, contracts }: { readonly command: DueJournals; readonly contracts: readonly RevenueContractRow[] },
): Promise<Result<null, ConnectorError>> {
  const { legalEntity, window } = command;
  const contractIds = contracts.map(({ contractId }) => contractId);
  const facts = await factsOf(em, contractIds);
  const taken = await takenLinesOf(em, contractIds);
  const journals = new Map<string, Omit<KeptJournal, 'kept'> & { readonly kept: KeptLine[] }>();
  const products = new Map<string, string>();
  for (const { contractId } of contracts) {
    const state = account(facts.get(contractId) ?? []);
    if (!state.ok) {
      // One contract that waits for a person must not keep the others out of the books.
      log.error({ contractId, error: state.error }, 'revenue is held');
      continue;
    }
    const due = postings(state.value, taken.get(contractId) ?? [], postingScope(state.value, window));
    if (!due.ok) return fail(asConnectorError(due.error));
    for (const [obligation, product] of productsByObligation(state.value)) products.set(obligation, product);
    for (const { entity, currency, period, lines } of due.value) {
      const key = `${period} ${currency}`;
      const journal = journals.get(key) ?? { entity, currency, period, kept: [] };
      journal.kept.push(...lines.map((line) => ({ ...line, contractId })));
      journals.set(key, journal);
    }
  }
  for (const [, journal] of [...journals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ordinal = await batchCount(em, legalEntity, journal.period);
    const batch = entityBatch(journal, ordinal, (obligation) => products.get(obligation) ?? null);
    await keepDrafts(em, [batch], clock.now());
  }
  return ok(null);
}
