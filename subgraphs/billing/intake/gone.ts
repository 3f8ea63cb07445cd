import type { EntityManager } from 'typeorm';
import type { BillingRecords } from '#billing/port.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Reading } from './mirror-writer.ts';

/** Marks what the vendor no longer shows and keeps it: a number that was once billed must stay explainable. */
export async function markGone(
  em: EntityManager,
  { connection, ticket, asOf }: Reading,
  gone: BillingRecords['gone'],
): Promise<{ readonly subscription: readonly string[]; readonly invoice: readonly string[] }> {
  const idsOf = (kind: 'subscription' | 'invoice') =>
    gone.filter((one) => one.kind === kind).map(({ externalId }) => externalId);
  const mark = async (sql: string, ids: readonly string[]) => {
    if (ids.length === 0) return [];
    const marked = await rows<{ external_id: string }>(em, sql, [connection, ids, ticket.toString(), asOf]);
    return marked.map((row) => row.external_id);
  };
  return {
    subscription: await mark(
      `update billing.subscription set status = 'CANCELLED', digest = '', version = $3, as_of = $4
       where connection = $1 and external_id = any($2) and version <= $3 and status <> 'CANCELLED'
       returning external_id`,
      idsOf('subscription'),
    ),
    invoice: await mark(
      `update billing.invoice set status = 'VOID', amount_due_minor = 0, digest = '', version = $3, as_of = $4
       where connection = $1 and external_id = any($2) and version <= $3 and status <> 'VOID'
       returning external_id`,
      idsOf('invoice'),
    ),
  };
}
