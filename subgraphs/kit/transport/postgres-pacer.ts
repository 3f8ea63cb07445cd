import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Turn } from './gcra.ts';
import type { Turns } from './pacer.ts';

/**
 * The turns of one connection in its row of `<schema>.vendor_pace`, by the database's clock only. Each is a statement and
 * a commit of its own, outside the caller's transaction: `em` must be a manager that is in none.
 */
export function postgresTurns(em: EntityManager, schema: string, connection: string): Turns {
  return {
    take: async ({ lane, intervalMs, waitMaxMs }) => {
      const taken = await firstRow<{ outcome: Turn['outcome']; wait_ms: number }>(
        em,
        `select outcome, wait_ms from ${schema}.take_turn($1, $2, $3, $4)`,
        [connection, lane, intervalMs, waitMaxMs],
      );
      if (taken === null) throw new Error(`No turn for ${connection}`);
      return { outcome: taken.outcome, waitMs: taken.wait_ms };
    },
    heldMs: async () => {
      const held = await firstRow<{ held_ms: number }>(
        em,
        `select (extract(epoch from held_until - clock_timestamp()) * 1000)::double precision as held_ms
         from ${schema}.vendor_pace where connection = $1 and held_until > clock_timestamp()`,
        [connection],
      );
      return held?.held_ms ?? 0;
    },
    holdBack: async (retryAfterMs) => {
      await rows(em, `select ${schema}.hold_back($1, $2)`, [connection, retryAfterMs]);
    },
  };
}
