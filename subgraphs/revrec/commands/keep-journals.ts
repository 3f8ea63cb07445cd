import type { EntityManager } from 'typeorm';
import { asConnectorError, RULES } from '#revrec/accounting.ts';
import { entityBatch, type Journal } from '#revrec/journals/batch.ts';
import { dueOf } from '#revrec/journals/due-of.ts';
import { GatheredJournals } from '#revrec/journals/gathered.ts';
import { batchCount, keepDrafts } from '#revrec/store/journals.ts';
import { knownOf } from '#revrec/store/known.ts';
import { noteDrafted, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { CommandParts } from './parts.ts';

/** How many contracts are reckoned while the journals of those before them are written. */
const SLICE = 250;

/** Puts what these contracts, which are locked, earned into journals of at most `linesMax` lines (null = no bound). */
export async function keepJournalsOf(
  { clock, log }: CommandParts,
  em: EntityManager,
  {
    contracts,
    window,
    linesMax,
  }: {
    readonly contracts: readonly RevenueContractRow[];
    readonly window: PostingWindow;
    readonly linesMax: number | null;
  },
): Promise<Result<null, ConnectorError>> {
  const gathered = new GatheredJournals(linesMax);
  const writer = journalWriter(em, clock.now());
  const settled: string[] = [];
  for (let first = 0; first < contracts.length; first += SLICE) {
    const known = await knownOf(em, contracts.slice(first, first + SLICE));
    // One statement at a time goes over a connection, so reading comes before writing, and reckoning beside it.
    const [due] = await Promise.all([dueOf(known, window), writer.write(gathered.takeFull())]);
    if (!due.ok) return fail(asConnectorError(due.error));
    for (const { contractId, journals, products, held } of due.value) {
      // One contract that waits for a person must not keep the others out of the books.
      if (held !== null) log.error({ contractId, error: held }, 'revenue is held');
      else settled.push(contractId);
      gathered.add(contractId, journals, products);
    }
  }
  await writer.write(gathered.takeAll());
  await noteDrafted(em, settled, { through: window.through, under: RULES });
  return ok(null);
}

/** Gives each journal its place among those of its entity and month, and keeps it. */
function journalWriter(em: EntityManager, draftedAt: Date) {
  const ordinals = new Map<string, number>();
  return {
    write: async (journals: readonly Journal[]): Promise<void> => {
      for (const journal of journals) {
        const { entity, period } = journal;
        const ordinal = ordinals.get(period) ?? (await batchCount(em, entity, period));
        ordinals.set(period, ordinal + 1);
        await keepDrafts(em, [entityBatch(journal, ordinal)], draftedAt);
      }
    },
  };
}
