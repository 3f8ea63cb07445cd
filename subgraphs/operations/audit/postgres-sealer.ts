import type { DataSource, EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Repeating, Timers } from '#kit/runtime/timers.ts';
import { SEAL_TEXT, sha256Of } from './audit-text.ts';

/** A link of the one chain over all chains. Kept outside of the database, its hash proves everything up to it. */
export interface Seal {
  readonly number: number;
  readonly hash: string;
  /** How many chains it holds the heads of. */
  readonly chainCount: number;
}

const HEADS_MAX = 1000;
const EVERY_MS = 60_000;

/**
 * Seals the heads that moved since they were sealed last, at most 1000 of them; null when none did. A head that a
 * running transaction holds is left for the next seal, so that nobody waits for a sealer.
 */
export async function sealAudit(em: EntityManager, now: Date): Promise<Seal | null> {
  await rows(em, 'lock table operations.audit_seal in share row exclusive mode');
  const heads = await rows<{ chain: string; position: number; hash: string }>(
    em,
    `select chain, position, hash from operations.audit_chain where position > sealed_position
     order by chain limit ${HEADS_MAX} for update skip locked`,
  );
  if (heads.length === 0) return null;
  const last = await firstRow<{ number: number; hash: string }>(
    em,
    'select number, hash from operations.audit_seal order by number desc limit 1',
  );
  const sealed = await firstRow<{ number: number; hash: string }>(
    em,
    `with r as (
       select $1::integer as number, $2::timestamptz as at, $3::jsonb as heads, $4::text as previous_hash
     )
     insert into operations.audit_seal (number, at, heads, previous_hash, hash)
     select r.number, r.at, r.heads, r.previous_hash, ${sha256Of(SEAL_TEXT)} from r returning number, hash`,
    [(last?.number ?? 0) + 1, now, JSON.stringify(heads), last?.hash ?? ''],
  );
  if (sealed === null) throw new Error('A seal was not written');
  await rows(
    em,
    'update operations.audit_chain set sealed_position = position where chain = any($1) and position > sealed_position',
    [heads.map(({ chain }) => chain)],
  );
  return { ...sealed, chainCount: heads.length };
}

export interface SealerParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Hears of each seal, so that its hash leaves the database: in the log at least. */
  readonly onSeal: (seal: Seal) => void;
  readonly onError: (error: unknown) => void;
}

/** Seals once a minute, until it is stopped. Any number of processes may do so at once. */
export function startSealer({ dataSource, clock, timers, onSeal, onError }: SealerParts): Repeating {
  const sealAll = async () => {
    for (;;) {
      const seal = await inTransaction(dataSource, (em) => sealAudit(em, clock.now()));
      if (seal === null) return;
      onSeal(seal);
      if (seal.chainCount < HEADS_MAX) return;
    }
  };
  return timers.every(EVERY_MS, sealAll, onError);
}
