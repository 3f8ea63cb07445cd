import { type EntityManager, In } from 'typeorm';
import { customers } from '#erp/entities/customer.ts';
import type { NewEvent } from '#kit/events/event.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { CanonicalEventOf } from '#schema/events/catalogue.ts';
import type { Changed } from './mirror-writer.ts';

/** Why the mirror is written: by a command of an operation, or because the vendor told us (all null). */
export interface Cause {
  readonly operationId: string | null;
  readonly causationId: string | null;
}

export const TOLD_BY_VENDOR: Cause = { operationId: null, causationId: null };

type About = Pick<NewEvent, 'legalEntity' | 'customerId' | 'contractId'>;
type ErpEvent = CanonicalEventOf<'posting.changed' | 'period.changed'>;
type Told = readonly [ErpEvent, About];

/** The canonical events of what changed. A document that stands for none of ours tells nothing. */
export async function changedEvents(
  em: EntityManager,
  connection: string,
  changed: Changed,
  { operationId, causationId }: Cause,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): Promise<readonly NewEvent[]> {
  const correlationId = operationId ?? ids.next('corr');
  const occurredAt = clock.now();
  const told = [...periodEvents(changed), ...(await postingEvents(em, connection, changed))];
  return told.map(([{ type, schemaVersion, data }, about]) => ({
    type,
    schemaVersion,
    data,
    ...about,
    origin: 'SOURCE',
    occurredAt,
    operationId,
    correlationId,
    causationId,
  }));
}

function periodEvents({ periods }: Changed): readonly Told[] {
  return periods.map(({ id, status, legalEntity }) => [
    { type: 'period.changed', schemaVersion: 1, data: { periodId: id, status } },
    { legalEntity, customerId: null, contractId: null },
  ]);
}

async function postingEvents(em: EntityManager, connection: string, { postings }: Changed): Promise<readonly Told[]> {
  const externalIds = postings.flatMap(({ customerExternalId }) => customerExternalId ?? []);
  if (externalIds.length === 0) return [];
  const known = await em.find(customers, { where: { connection, externalId: In(externalIds) } });
  const customerIds = new Map(known.map(({ externalId, customerId }) => [externalId, customerId]));
  return postings.flatMap(({ id, kind, status, previousStatus, documentId, ...posting }): readonly Told[] => {
    if (documentId === null) return [];
    const { legalEntity, contractId, customerExternalId } = posting;
    const customerId = customerIds.get(customerExternalId ?? '') ?? null;
    return [
      [
        {
          type: 'posting.changed',
          schemaVersion: 2,
          data: { postingId: id, documentId, kind, status, previousStatus },
        },
        { legalEntity, customerId, contractId },
      ],
    ];
  });
}
