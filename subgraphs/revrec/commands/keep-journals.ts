import type { EntityManager } from 'typeorm';
import { asConnectorError, RULES } from '#revrec/accounting.ts';
import { entityBatch, type Journal } from '#revrec/journals/batch.ts';
import { type DueOfContract, dueOf } from '#revrec/journals/due-of.ts';
import { GatheredJournals } from '#revrec/journals/gathered.ts';
import type { Due } from '#revrec/journals/reckoner.ts';
import { batchCount, keepDrafts } from '#revrec/store/journals.ts';
import { knownOf } from '#revrec/store/known.ts';
import { noteDrafted, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { CommandParts } from './parts.ts';

/** How many contracts are reckoned at a time, while others are read and the journals of those before them are written. */
const SLICE = 250;

/** Puts what these contracts, which are locked, earned into journals of at most `linesMax` lines (null = no bound). */
export async function keepJournalsOf(
  { clock, log, reckoner }: CommandParts,
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
  const take = (due: readonly DueOfContract[]) => {
    for (const { contractId, journals, products, held } of due) {
      // One contract that waits for a person must not keep the others out of the books.
      if (held !== null) log.error({ contractId, error: held }, 'revenue is held');
      else settled.push(contractId);
      gathered.add(contractId, journals, products);
    }
  };
  const reckon = contracts.length > SLICE ? reckoner.due : dueOf;
  const reckoning: Promise<Due>[] = [];
  for (let first = 0; first < contracts.length || reckoning.length > 0; first += SLICE) {
    if (first < contracts.length) {
      const known = await knownOf(em, contracts.slice(first, first + SLICE));
      reckoning.push(spared(reckon(known, window)));
      // The next slice is read while this one is reckoned.
      if (reckoning.length <= reckoner.threads) continue;
    }
    const due = await reckoning.shift();
    if (due?.ok === false) return fail(asConnectorError(due.error));
    take(due?.value ?? []);
    await writer.write(gathered.takeFull());
  }
  await writer.write(gathered.takeAll());
  await noteDrafted(em, settled, { through: window.through, under: RULES });
  return ok(null);
}

/** Who gives up early leaves the others alone: what becomes of them then is nobody's. */
function spared<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
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
