import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { AUDIT_TEXT, sha256Of } from './audit-text.ts';

/** Who did what to what. Written in the transaction of the change; never changed afterwards. */
export interface AuditRow {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly correlationId: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whose rows follow each other; the subject's where it is left out. */
  readonly chain?: string;
}

/**
 * Appends a row to its chain, behind the hash of the one before. Holds the chain's head until the transaction ends:
 * writers of one chain wait for each other, those of different chains never do.
 */
export async function appendAudit(em: EntityManager, row: AuditRow): Promise<void> {
  const chain = row.chain ?? row.subject;
  const head = await firstRow<{ position: number; hash: string }>(
    em,
    `insert into operations.audit_chain as c (chain, position, hash) values ($1, 1, '')
     on conflict (chain) do update set position = c.position + 1 returning position, hash`,
    [chain],
  );
  if (head === null) throw new Error(`The chain ${chain} gave no place`);
  await rows(
    em,
    `with r as (
       select $1::text as chain, $2::integer as position, $3::timestamptz as at, $4::text as actor, $5::text as action,
         $6::text as subject, $7::text as correlation_id, $8::jsonb as before, $9::jsonb as after,
         $10::text as previous_hash
     ), added as (
       insert into operations.audit
         (chain, position, at, actor, action, subject, correlation_id, before, after, previous_hash, hash)
       select r.chain, r.position, r.at, r.actor, r.action, r.subject, r.correlation_id, r.before, r.after,
         r.previous_hash, ${sha256Of(AUDIT_TEXT)}
       from r returning chain, hash
     )
     update operations.audit_chain c set hash = added.hash from added where c.chain = added.chain`,
    [
      chain,
      head.position,
      row.at,
      row.actor,
      row.action,
      row.subject,
      row.correlationId,
      row.before === null ? null : JSON.stringify(row.before),
      row.after === null ? null : JSON.stringify(row.after),
      head.hash,
    ],
  );
}
