import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { ScratchTable } from './scratch.ts';

/** One table of a mirror against what the log says it holds. */
export interface TableComparison {
  readonly table: string;
  readonly liveCount: string;
  readonly rebuiltCount: string;
  readonly same: boolean;
  /** Keys of rows that differ or are on one side only, as JSON; twenty at most. */
  readonly differing: readonly string[];
}

const DIFFERING_MAX = 20;

/** Compares by count and checksum, and looks for the rows only where those differ. */
export async function compareTable(em: EntityManager, table: ScratchTable): Promise<TableComparison> {
  const [live, rebuilt] = [
    await checksumOf(em, table.live, table.notCompared ?? []),
    await checksumOf(em, table.rebuilt, table.notCompared ?? []),
  ];
  const same = live.count === rebuilt.count && live.checksum === rebuilt.checksum;
  return {
    table: table.table,
    liveCount: live.count,
    rebuiltCount: rebuilt.count,
    same,
    differing: same ? [] : await differingKeys(em, table),
  };
}

/** The sum of the rows' digests: the same for the same rows in whatever order. */
async function checksumOf(em: EntityManager, table: string, notCompared: readonly string[]) {
  const [found] = await rows<{ count: string; checksum: string }>(
    em,
    `select count(*)::text as count,
       coalesce(sum(('x' || left(md5((to_jsonb(t) - $1::text[])::text), 15))::bit(60)::bigint::numeric), 0)::text as checksum
     from ${table} t`,
    [notCompared],
  );
  if (found === undefined) throw new Error(`No checksum of ${table}`);
  return found;
}

async function differingKeys(em: EntityManager, { live, rebuilt, key, notCompared = [] }: ScratchTable) {
  const side = (table: string) => `
    select jsonb_build_array(${key.map((column) => `t.${column}`).join(', ')})::text as key,
      md5((to_jsonb(t) - $1::text[])::text) as digest from ${table} t`;
  const found = await rows<{ key: string }>(
    em,
    `select key from (${side(live)}) l full join (${side(rebuilt)}) r using (key)
     where l.digest is distinct from r.digest order by key limit ${DIFFERING_MAX}`,
    [notCompared],
  );
  return found.map((row) => row.key);
}
