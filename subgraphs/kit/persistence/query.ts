import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

type Queryable = Pick<EntityManager, 'query'>;
type Parameters = readonly unknown[];

/**
 * The rows of one statement, whatever its kind; an empty list for one that gives none. `T` is the caller's word for what
 * the statement selects: `bigint`, `numeric` and `date` as text, `timestamptz` as `Date`.
 */
export async function rows<T>(em: Queryable, sql: string, parameters: Parameters = []): Promise<T[]> {
  const answer: unknown = await em.query(sql, [...parameters]);
  if (!Array.isArray(answer)) throw new Error('One statement at a time: several give no rows to tell apart');
  // evidence: typeorm 1.1.1 PostgresQueryRunner.query: UPDATE and DELETE answer [rows, count], all others just rows.
  const isPair = Array.isArray(answer[0]) && typeof answer[1] === 'number';
  return isPair ? answer[0] : answer;
}

/** The first row, or `null` when there is none. */
export async function firstRow<T>(em: Queryable, sql: string, parameters: Parameters = []): Promise<T | null> {
  const [first] = await rows<T>(em, sql, parameters);
  return first ?? null;
}

/** How many rows an INSERT, UPDATE, DELETE or MERGE touched. */
export async function affectedCount(em: EntityManager, sql: string, parameters: Parameters = []): Promise<number> {
  return withRunner(em, async (runner) => {
    const { affected } = await runner.query(sql, [...parameters], true);
    if (affected === undefined || affected === null) throw new Error('This statement touches no rows');
    return affected;
  });
}

async function withRunner<T>(em: EntityManager, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  if (em.queryRunner !== undefined) return work(em.queryRunner);
  const dataSource: DataSource = em.dataSource;
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}
