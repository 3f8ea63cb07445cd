import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';

/** Who did what to what. Written in the transaction of the change; never changed afterwards. */
export interface AuditRow {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly correlationId: string;
  readonly before: unknown;
  readonly after: unknown;
}

export async function appendAudit(em: EntityManager, row: AuditRow): Promise<void> {
  await rows(
    em,
    `insert into operations.audit (at, actor, action, subject, correlation_id, before, after)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      row.at,
      row.actor,
      row.action,
      row.subject,
      row.correlationId,
      row.before === null ? null : JSON.stringify(row.before),
      row.after === null ? null : JSON.stringify(row.after),
    ],
  );
}
