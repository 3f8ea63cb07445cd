import type { EntityManager } from 'typeorm';
import { asConnectorError, RULES } from '#revrec/accounting.ts';
import { entityBatch } from '#revrec/journals/batch.ts';
import { dueOf } from '#revrec/journals/due-of.ts';
import { GatheredJournals } from '#revrec/journals/gathered.ts';
import { batchCount, keepDrafts } from '#revrec/store/journals.ts';
import { noteDrafted, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { CommandParts } from './parts.ts';

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
  const due = await dueOf(em, contracts, window);
  if (!due.ok) return fail(asConnectorError(due.error));
  const gathered = new GatheredJournals(linesMax);
  for (const { contractId, journals, products, held } of due.value) {
    // One contract that waits for a person must not keep the others out of the books.
    if (held !== null) log.error({ contractId, error: held }, 'revenue is held');
    gathered.add(contractId, journals, products);
  }
  const ordinals = new Map<string, number>();
  for (const journal of gathered.all()) {
    const { entity, period } = journal;
    const ordinal = ordinals.get(period) ?? (await batchCount(em, entity, period));
    await keepDrafts(em, [entityBatch(journal, ordinal)], clock.now());
    ordinals.set(period, ordinal + 1);
  }
  const settled = due.value.filter(({ held }) => held === null).map(({ contractId }) => contractId);
  await noteDrafted(em, settled, { through: window.through, under: RULES });
  return ok(null);
}
