import type { EntityManager } from 'typeorm';
import { openLoaders } from '#revrec/loaders.ts';

/** Answers every question with no rows and counts them. */
function aCountingDatabase() {
  const asked: string[] = [];
  const query = async (sql: string) => {
    asked.push(sql);
    return [];
  };
  return { asked, em: { query } as unknown as EntityManager };
}

describe('the loaders of revenue', () => {
  it('ask the database once for all contracts, facts and journals of many customers', async () => {
    const { asked, em } = aCountingDatabase();
    const loaders = openLoaders(em);
    const ids = Array.from({ length: 200 }, (_, index) => `id_${index}`);
    for (const loader of [loaders.contractsOfCustomer, loaders.facts, loaders.posted, loaders.entries]) {
      await Promise.all(ids.map((id) => loader.load(id)));
    }
    expect(asked).toHaveLength(4);
  });

  it('say null for what is not there', async () => {
    const loaders = openLoaders(aCountingDatabase().em);
    expect(await loaders.revenueContract.load('rc_1')).toBeNull();
    expect(await loaders.contract.load('ctr_1')).toBeNull();
    expect(await loaders.obligation.load('ob_1')).toBeNull();
  });
});
