import { type Connection, connectionOf, type PageArguments, pageBounds } from '#kit/mirror/paging.ts';
import { rows } from '#kit/persistence/query.ts';
import type { CrmContext } from './context.ts';

/** A list of the mirror: `from` and `where` are SQL over `parameters`; `sort` is a text expression, `id` its tie-breaker. */
export interface ListQuery {
  readonly from: string;
  readonly where: string;
  readonly parameters: readonly unknown[];
  readonly sort: string;
  readonly id: string;
  readonly descending?: boolean;
}

interface Position {
  readonly id: string;
  readonly sort: string;
}

/** One page by keyset; the rows themselves come through `load`. The count is asked for only when it is selected. */
export async function listPage<Row>(
  { from, where, parameters, sort, id, descending = false }: ListQuery,
  page: PageArguments,
  { em }: CrmContext,
  load: (ids: readonly string[]) => Promise<readonly (Row | Error | null)[]>,
): Promise<Connection<Row>> {
  const bounds = pageBounds(page);
  const at = (offset: number) => `$${parameters.length + offset}`;
  const [compare, order] = descending ? ['<', 'desc'] : ['>', 'asc'];
  // Null means from the start; otherwise what comes behind this sort key and id.
  const behind = `(${at(1)}::text is null or (${sort}, ${id}) ${compare} (${at(1)}::text, ${at(2)}::text))`;
  const found = await rows<Position>(
    em,
    `select ${id} as id, ${sort} as sort from ${from} where ${where} and ${behind}
     order by ${sort} ${order}, ${id} ${order} limit ${at(3)}`,
    [...parameters, bounds.after?.[0] ?? null, bounds.after?.[1] ?? null, bounds.limit],
  );
  const loaded = await load(found.map((position) => position.id));
  const nodes = new Map(found.map((position, index) => [position.id, loaded[index]]));
  return connectionOf(
    found.filter((position) => isRow(nodes.get(position.id))),
    bounds,
    (position) => [position.sort, position.id],
    (position) => nodes.get(position.id) as Row,
    async () => {
      const [counted] = await rows<{ count: string }>(
        em,
        `select count(*) as count from ${from} where ${where}`,
        parameters,
      );
      return Number(counted?.count ?? 0);
    },
  );
}

function isRow(node: unknown): boolean {
  return node !== null && node !== undefined && !(node instanceof Error);
}

/** A text for `like`, found anywhere and taken by the letter. */
export function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
