import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';

/** One authorised vendor account and when it last answered. */
export interface ConnectionState {
  readonly name: string;
  readonly vendor: string;
  /** Null until it has answered once. */
  readonly lastAnswerAt: Date | null;
}

/** How long a connection may be silent before what the mirror says counts as stale. */
export const STALE_AFTER_MS = 30_000;

/** Names the connection once, so that reads and cursors have a row to stand on. */
export async function registerConnection(em: EntityManager, schema: string, name: string, vendor: string) {
  await rows(em, `insert into ${schema}.connection (name, vendor) values ($1, $2) on conflict do nothing`, [
    name,
    vendor,
  ]);
}

/** Noted no oftener than this: a busy connection answers many times a second, and stale is a matter of half a minute. */
const NOTED_EVERY_MS = 5000;

/** Notes that the vendor has answered: what the mirror holds was confirmed by then, give or take five seconds. */
export async function noteAnswer(em: EntityManager, schema: string, name: string, clock: Clock): Promise<void> {
  await rows(
    em,
    `update ${schema}.connection set last_answer_at = $2
     where name = $1 and (last_answer_at is null or last_answer_at <= $2::timestamptz - make_interval(secs => $3))`,
    [name, clock.now(), NOTED_EVERY_MS / 1000],
  );
}

export async function connectionStates(em: EntityManager, schema: string): Promise<readonly ConnectionState[]> {
  const found = await rows<{ name: string; vendor: string; last_answer_at: Date | null }>(
    em,
    `select name, vendor, last_answer_at from ${schema}.connection order by name`,
  );
  return found.map((row) => ({ name: row.name, vendor: row.vendor, lastAnswerAt: row.last_answer_at }));
}

/** The read position that a poll or a stream left under this name; null before the first. */
export async function readCursor(em: EntityManager, schema: string, name: string, cursor: string) {
  const [row] = await rows<{ position: string | null }>(
    em,
    `select cursors ->> $2 as position from ${schema}.connection where name = $1`,
    [name, cursor],
  );
  return row?.position ?? null;
}

export async function writeCursor(em: EntityManager, schema: string, name: string, cursor: string, position: string) {
  await rows(
    em,
    `update ${schema}.connection set cursors = cursors || jsonb_build_object($2::text, $3::text) where name = $1`,
    [name, cursor, position],
  );
}
