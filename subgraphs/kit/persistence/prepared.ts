import type { EntityManager } from 'typeorm';
import { traced } from '#kit/observability/present-span.ts';
import { attributesOf, statementOf } from '#kit/observability/statement.ts';
import { rows } from './query.ts';

interface PgClient {
  query(statement: {
    readonly name: string;
    readonly text: string;
    readonly values: readonly unknown[];
  }): Promise<{ readonly rows: readonly unknown[] }>;
}

/** One for each text, the same on every connection of this process. */
const names = new Map<string, string>();

/**
 * Like `rows`, for a statement that runs all the time: inside a transaction the server parses it once a connection
 * instead of once a call. Only for texts that are written down as a whole, since each is kept as long as its
 * connection, and whose plan does not depend on the values.
 */
export async function preparedRows<T>(
  em: EntityManager,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<readonly T[]> {
  if (em.queryRunner === undefined) return rows<T>(em, sql, parameters);
  const client = (await em.queryRunner.connect()) as PgClient;
  const about = statementOf(sql);
  const answer = await traced(`sql ${about.operation}`, 'client', attributesOf(about), () =>
    client.query({ name: nameOf(sql), text: sql, values: parameters }),
  );
  // The caller's word for what the statement selects.
  return answer.rows as readonly T[];
}

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `revgraph_${names.size + 1}`;
  names.set(sql, name);
  return name;
}
