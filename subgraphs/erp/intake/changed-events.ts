import { type EntityManager, In } from 'typeorm';
import { customers } from '#erp/entities/customer.ts';
import type { NewEvent } from '#kit/events/event.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { CanonicalEventOf } from '#schema/events/catalogue.ts';
import { documentRecords, periodRecords, rowRecords } from './event-records.ts';
import type { Changed } from './mirror-writer.ts';

/** Why the mirror is written: by a command of an operation, or because the vendor told us (all null). */
export interface Cause {
  readonly operationId: string | null;
  readonly causationId: string | null;
}

export const TOLD_BY_VENDOR: Cause = { operationId: null, causationId: null };

type About = Pick<NewEvent, 'legalEntity' | 'customerId' | 'contractId' | 'record'>;
type Told = readonly [CanonicalEventOf<'posting.changed' | 'period.changed' | 'ownership.contested'>, About];

/** The canonical events of what changed. A document or journal that stands for nothing of ours tells nothing. */
export async function changedEvents(
  em: EntityManager,
  connection: string,
  changed: Changed,
  { operationId, causationId }: Cause,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): Promise<readonly NewEvent[]> {
  const correlationId = operationId ?? ids.next('corr');
  const occurredAt = clock.now();
  const told = [
    ...(await periodEvents(em, changed)),
    // What a command wrote is ours, also while it is only half done.
    ...(causationId === null ? await contestedEvents(em, connection, changed) : []),
    ...(await postingEvents(em, connection, changed)),
    ...(await journalEvents(em, connection, changed)),
  ];
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

async function periodEvents(em: EntityManager, { periods }: Changed): Promise<readonly Told[]> {
  const records = await periodRecords(
    em,
    periods.map(({ id }) => id),
  );
  return periods.map(({ id, status, legalEntity }) => [
    { type: 'period.changed', schemaVersion: 1, data: { periodId: id, status } },
    { legalEntity, customerId: null, contractId: null, record: records.get(id) ?? [] },
  ]);
}

/** Customers are named by the CRM: another name than the one that we gave is told, and not taken over. */
async function contestedEvents(em: EntityManager, connection: string, changed: Changed): Promise<readonly Told[]> {
  const ours = changed.customers.filter(({ customerId }) => customerId !== null);
  const stated = await rows<{ customer_id: string; name: string }>(
    em,
    'select customer_id, name from erp.stated_customer where connection = $1 and customer_id = any($2::text[])',
    [connection, ours.map(({ customerId }) => customerId)],
  );
  const names = new Map(stated.map((row) => [row.customer_id, row.name]));
  const foreign = ours.filter(({ customerId, name }) => (names.get(customerId ?? '') ?? name) !== name);
  const records = await rowRecords(
    em,
    { table: 'erp.customer', connection },
    foreign.map(({ externalId }) => externalId),
  );
  return foreign.map(({ customerId, name, legalEntity, externalId }) => [
    {
      type: 'ownership.contested',
      schemaVersion: 1,
      data: { entity: 'Customer', id: customerId ?? '', field: 'name', system: 'ERP', value: name },
    },
    { legalEntity, customerId, contractId: null, record: records.get(externalId) ?? [] },
  ]);
}

async function postingEvents(em: EntityManager, connection: string, { postings }: Changed): Promise<readonly Told[]> {
  const ours = postings.filter(({ documentId }) => documentId !== null);
  if (ours.length === 0) return [];
  const externalIds = ours.flatMap(({ customerExternalId }) => customerExternalId ?? []);
  const known = await em.find(customers, { where: { connection, externalId: In(externalIds) } });
  const customerIds = new Map(known.map(({ externalId, customerId }) => [externalId, customerId]));
  const records = await documentRecords(
    em,
    connection,
    ours.map(({ externalId }) => externalId),
  );
  const ofCustomers = await rowRecords(em, { table: 'erp.customer', connection }, externalIds);
  return ours.map(({ id, kind, status, previousStatus, documentId, ...posting }) => {
    const { legalEntity, contractId, customerExternalId, externalId } = posting;
    const data = { postingId: id, documentId: documentId ?? '', kind, status, previousStatus };
    const customerId = customerIds.get(customerExternalId ?? '') ?? null;
    const record = [...(ofCustomers.get(customerExternalId ?? '') ?? []), ...(records.get(externalId) ?? [])];
    return [
      { type: 'posting.changed', schemaVersion: 2, data },
      { legalEntity, customerId, contractId, record },
    ];
  });
}

/** A journal stands for itself: its document is the entry. One that moves nothing any more was voided in the ledger. */
async function journalEvents(em: EntityManager, connection: string, { entries }: Changed): Promise<readonly Told[]> {
  const ours = entries.filter(
    ({ entry: { kind, sourceDocumentId, lines, contractId }, previousLineCount }) =>
      kind === 'JOURNAL' &&
      (sourceDocumentId !== null ||
        contractId !== null ||
        lines.some((line) => line.contractId !== null) ||
        (lines.length === 0 && previousLineCount !== null)),
  );
  const records = await documentRecords(
    em,
    connection,
    ours.map(({ entry }) => entry.externalId),
  );
  return ours.map(({ entry: { id, externalId, lines, legalEntity, contractId }, previousLineCount }) => {
    const status = standing(lines.length);
    const previousStatus = previousLineCount === null ? null : standing(previousLineCount);
    const data = { postingId: id, documentId: id, kind: 'JOURNAL', status, previousStatus } as const;
    return [
      { type: 'posting.changed', schemaVersion: 2, data },
      { legalEntity, customerId: null, contractId, record: records.get(externalId) ?? [] },
    ];
  });
}

function standing(lineCount: number): 'POSTED' | 'REVERSED' {
  return lineCount > 0 ? 'POSTED' : 'REVERSED';
}
