import type { EntityManager } from 'typeorm';
import type { BillingRecords } from '#billing/port-records.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Change, Changed, Reading } from './mirror-writer.ts';

/** Marks what the vendor no longer shows and keeps it: a number that was once billed must stay explainable. */
export async function markGone(
  em: EntityManager,
  { connection, ticket, asOf }: Reading,
  gone: BillingRecords['gone'],
): Promise<Pick<Changed, 'subscription' | 'invoice'>> {
  const idsOf = (kind: 'subscription' | 'invoice') =>
    gone.filter((one) => one.kind === kind).map(({ externalId }) => externalId);
  const mark = async (sql: string, ids: readonly string[]): Promise<readonly Change[]> => {
    if (ids.length === 0) return [];
    const parameters = [connection, ids, ticket.toString(), asOf];
    const marked = await rows<{ external_id: string; status: string }>(em, sql, parameters);
    return marked.map((row) => ({ externalId: row.external_id, previousStatus: row.status }));
  };
  return {
    subscription: await mark(
      `update billing.subscription x set status = 'CANCELLED', digest = '', version = $3, as_of = $4
       from billing.subscription before
       where before.connection = x.connection and before.external_id = x.external_id
         and x.connection = $1 and x.external_id = any($2) and x.version <= $3 and x.status <> 'CANCELLED'
       returning x.external_id, before.status`,
      idsOf('subscription'),
    ),
    invoice: await mark(
      `update billing.invoice x set status = 'VOID', amount_due_minor = 0, digest = '', version = $3, as_of = $4
       from billing.invoice before
       where before.connection = x.connection and before.external_id = x.external_id
         and x.connection = $1 and x.external_id = any($2) and x.version <= $3 and x.status <> 'VOID'
       returning x.external_id, before.status`,
      idsOf('invoice'),
    ),
  };
}
