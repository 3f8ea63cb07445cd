import { type EntityManager, In } from 'typeorm';
import { accounts } from '#crm/entities/account.ts';
import { contracts } from '#crm/entities/contract.ts';
import { opportunities } from '#crm/entities/opportunity.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import type { NewEvent } from '#kit/events/event.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import type { Changed } from './mirror-writer.ts';

/** Why the mirror is written: by a command of an operation, or because the vendor told us (all null). */
export interface Cause {
  readonly operationId: string | null;
  /** What brought it about, such as the vendor's message. */
  readonly causationId: string | null;
}

export const TOLD_BY_VENDOR: Cause = { operationId: null, causationId: null };

type About = Pick<NewEvent, 'legalEntity' | 'customerId' | 'contractId'>;

/** The canonical events of what changed, read from the mirror as it stands now. A record that is gone tells nothing. */
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
    ...(await customerEvents(em, connection, [...changed.accounts])),
    ...(await opportunityEvents(em, connection, [...changed.opportunities])),
    ...(await contractEvents(em, connection, [...changed.contracts])),
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

type Told = readonly [CanonicalEvent, About];

async function customerEvents(em: EntityManager, connection: string, externalIds: readonly string[]): Promise<Told[]> {
  if (externalIds.length === 0) return [];
  const found = await em.find(accounts, { where: { connection, externalId: In([...externalIds]) } });
  return found.map(({ id, legalEntity }) => [
    { type: 'customer.changed', schemaVersion: 1, data: { customerId: id } },
    { legalEntity, customerId: id, contractId: null },
  ]);
}

async function opportunityEvents(
  em: EntityManager,
  connection: string,
  externalIds: readonly string[],
): Promise<Told[]> {
  if (externalIds.length === 0) return [];
  const found = await em.find(opportunities, { where: { connection, externalId: In([...externalIds]) } });
  const about = await whoseAre(em, connection, found);
  return found.map(({ id, stage, won }, index) => [
    { type: 'opportunity.changed', schemaVersion: 1, data: { opportunityId: id, stage, won } },
    { ...(about[index] ?? NOBODYS), contractId: null },
  ]);
}

async function contractEvents(em: EntityManager, connection: string, externalIds: readonly string[]): Promise<Told[]> {
  if (externalIds.length === 0) return [];
  const found = await em.find(contracts, { where: { connection, externalId: In([...externalIds]) } });
  const about = await whoseAre(em, connection, found);
  return found.map(({ id, currentVersion }, index) => [
    { type: 'contract.changed', schemaVersion: 1, data: { contractId: id, version: currentVersion } },
    { ...(about[index] ?? NOBODYS), contractId: id },
  ]);
}

const NOBODYS = { legalEntity: null, customerId: null };

/** Customer and legal entity of records below an account; the account's entity where a record names none. */
async function whoseAre(
  em: EntityManager,
  connection: string,
  found: readonly { readonly accountExternalId: string; readonly legalEntity: string | null }[],
): Promise<readonly { readonly legalEntity: string | null; readonly customerId: string | null }[]> {
  const externalIds = found.map(({ accountExternalId }) => accountExternalId);
  const keys = externalIds.map((externalId) => ({ kind: 'customer', connection, externalId }));
  const customerIds = await idsOf(em, 'crm', keys);
  const known = await em.find(accounts, { where: { connection, externalId: In(externalIds) } });
  const entities = new Map(known.map(({ externalId, legalEntity }) => [externalId, legalEntity]));
  return found.map(({ legalEntity, accountExternalId }, index) => ({
    legalEntity: legalEntity ?? entities.get(accountExternalId) ?? null,
    customerId: customerIds[index] ?? null,
  }));
}
