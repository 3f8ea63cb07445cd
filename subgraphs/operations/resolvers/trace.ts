import { connectionOf, type PageArguments, pageBounds } from '#kit/mirror/paging.ts';
import type { OperationsContext } from '../context.ts';
import {
  type AuditEventRow,
  countAuditEvents,
  readAuditEvents,
  readTrace,
  type Traced,
} from '../trace/postgres-trace.ts';
import { typeOfId } from './node.ts';

/** Everything linked to any one identifier, of the entities that the asker may see. */
export async function trace(
  _root: unknown,
  { by }: { readonly by: string },
  { parts, principal }: OperationsContext,
): Promise<Traced | null> {
  const traced = await readTrace(parts.dataSource, by, principal.entities);
  return traced === null || typeOfId(traced.subjectId) === null ? null : traced;
}

export const traceResolvers = {
  subject: ({ subjectId }: Traced) => ({ __typename: typeOfId(subjectId), id: subjectId }),
  complete: ({ missing }: Traced) => missing.length === 0,
  events: async ({ ids }: Traced, page: PageArguments, { parts, principal }: OperationsContext) => {
    const bounds = pageBounds(page);
    const em = parts.dataSource.manager;
    const { entities } = principal;
    const found = await readAuditEvents(em, ids, entities, { after: bounds.after?.[0] ?? null, limit: bounds.limit });
    return connectionOf(
      found,
      bounds,
      (row) => [row.sequence],
      auditEventOf,
      () => countAuditEvents(em, ids, entities),
    );
  },
};

function auditEventOf(row: AuditEventRow) {
  return {
    id: `aud_${row.sequence}`,
    sequence: Number(row.sequence),
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    correlationId: row.correlation_id,
    before: row.before,
    after: row.after,
    hash: row.hash,
    previousHash: row.previous_hash,
  };
}
