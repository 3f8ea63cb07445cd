import { MoreThan } from 'typeorm';
import { type AccountingPeriodRow, accountingPeriods } from '#erp/entities/accounting-period.ts';
import { type LegalEntityRow, legalEntities } from '#erp/entities/legal-entity.ts';
import type { Cause } from '#erp/intake/changed-events.ts';
import { ERP_SCHEMA } from '#erp/intake/meaning.ts';
import { type MirrorParts, readIntoMirror } from '#erp/intake/mirror-writer.ts';
import { readReference } from '#erp/intake/poll.ts';
import { type ErpConnector, type ErpPeriod, type ErpRecords, NO_RECORDS } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { externalIdsOf } from '#kit/crosswalk/crosswalk.ts';
import { withAdvisoryLock } from '#kit/persistence/advisory-lock.ts';
import type { EffectRef } from '#schema/commands/values.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** What every command stands on. */
export interface CommandParts extends MirrorParts {
  readonly databaseUrl: string;
  readonly connectors: ReadonlyMap<string, ErpConnector>;
}

/** The ledger that keeps a legal entity's books. */
export interface Books {
  readonly connector: ErpConnector;
  readonly entity: LegalEntityRow;
}

/**
 * What the mirror holds, or after one look at every ledger what it holds then: what was set up a moment ago must not be
 * refused for want of a poll.
 */
export async function foundOrRefreshed<Found>(
  parts: CommandParts,
  find: () => Promise<Found | null>,
): Promise<Result<Found | null, ConnectorError>> {
  const found = await find();
  if (found !== null) return ok(found);
  const renewed = await renewReference(parts);
  return renewed.ok ? ok(await find()) : renewed;
}

/** One look at what every ledger is kept with: its entities, accounts, items and dimensions. */
export async function renewReference(parts: CommandParts): Reply<null> {
  for (const connector of parts.connectors.values()) {
    const read = await readReference(parts, connector);
    if (!read.ok) return read;
  }
  return ok(null);
}

/** The books of a legal entity by its code: routing between ledgers is data of theirs. */
export async function booksOf(parts: CommandParts, code: string): Reply<Books> {
  const entity = await foundOrRefreshed(parts, () =>
    parts.dataSource.manager.findOne(legalEntities, { where: { code } }),
  );
  if (!entity.ok) return entity;
  const connector = parts.connectors.get(entity.value?.connection ?? '');
  if (entity.value === null || connector === undefined) {
    return rejected('LEGAL_ENTITY_UNKNOWN', 'legalEntity', `No ledger keeps books of ${code}`);
  }
  return ok({ connector, entity: entity.value });
}

/**
 * The month of the entity's books, when it takes such a posting; else `ClosedPeriod`. A month that the mirror has as
 * closed is asked for once more: it may have been opened for this very posting.
 */
export async function periodToPost(
  parts: CommandParts,
  { entity, connector }: Books,
  key: string,
  refusing: ReadonlySet<ErpPeriod['status']>,
): Reply<AccountingPeriodRow> {
  const where = { connection: entity.connection, legalEntity: entity.code, key };
  const find = () => parts.dataSource.manager.findOne(accountingPeriods, { where });
  let period = await find();
  if (period === null || refusing.has(period.status)) {
    const renewed = await renewPeriods(parts, connector);
    if (!renewed.ok) return renewed;
    period = await find();
  }
  if (period === null) return rejected('PERIOD_UNKNOWN', 'period', `The books of ${entity.code} have no month ${key}`);
  return refusing.has(period.status) ? fail(await closedPeriod(parts, entity, key, refusing)) : ok(period);
}

/** `ClosedPeriod` of the month, with the first later one of the mirror that would take the posting. */
async function closedPeriod(
  { dataSource }: CommandParts,
  { connection, code }: LegalEntityRow,
  key: string,
  refusing: ReadonlySet<ErpPeriod['status']>,
): Promise<ConnectorError> {
  const later = await dataSource.manager.find(accountingPeriods, {
    where: { connection, legalEntity: code, key: MoreThan(key) },
    order: { key: 'ASC' },
  });
  const firstOpen = later.find(({ status }) => status === 'OPEN' || (status === 'AR_LOCKED' && !refusing.has(status)));
  return { kind: 'ClosedPeriod', period: key, firstOpen: firstOpen?.key ?? null };
}

/** What the ledger answered to a write; a month that it found closed is told with the first open one. */
export async function judged<Value>(
  parts: CommandParts,
  { entity }: Books,
  { answer, refusing }: { readonly answer: Reply<Value>; readonly refusing: ReadonlySet<ErpPeriod['status']> },
): Reply<Value> {
  const answered = await answer;
  if (answered.ok || answered.error.kind !== 'ClosedPeriod') return answered;
  return fail(await closedPeriod(parts, entity, answered.error.period, refusing));
}

/** Months that take no documents of receivables, and those that take no journals. */
export const TAKES_NO_RECEIVABLES: ReadonlySet<ErpPeriod['status']> = new Set(['CLOSED', 'AR_LOCKED']);
export const TAKES_NO_JOURNALS: ReadonlySet<ErpPeriod['status']> = new Set(['CLOSED']);

/**
 * Tries by what the mirror holds, and once more by what every ledger holds now when something was not mapped: what was
 * set up a moment ago must not be refused for want of a poll.
 */
export async function freshly<Value>(parts: CommandParts, attempt: () => Reply<Value>): Reply<Value> {
  const first = await attempt();
  if (first.ok || first.error.kind !== 'Rejected' || !first.error.code.endsWith('_UNMAPPED')) return first;
  const renewed = await renewReference(parts);
  return renewed.ok ? attempt() : renewed;
}

/** The ledger's id of our customer, or `MissingPrerequisite`: a document makes no customer. */
export async function customerOf(parts: CommandParts, { connector }: Books, customerId: string): Reply<string> {
  const found = await customerInLedger(parts, connector, customerId);
  if (!found.ok) return found;
  if (found.value !== null) return ok(found.value);
  return fail({ kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: customerId });
}

/** By our id, or by the link of one whose customer was merged into ours; null when the ledger has neither. */
export async function customerInLedger(
  { dataSource }: CommandParts,
  connector: ErpConnector,
  customerId: string,
): Reply<string | null> {
  const found = await connector.customerByKey(customerId);
  if (!found.ok || found.value !== null) return found;
  const { connection } = connector;
  const [linked = null] = await externalIdsOf(dataSource.manager, ERP_SCHEMA, 'customer', connection, [customerId]);
  return ok(linked);
}

export async function renewPeriods(parts: CommandParts, connector: ErpConnector): Reply<null> {
  const ask = async (): Reply<ErpRecords> => {
    const periods = await connector.periods();
    return periods.ok ? ok({ ...NO_RECORDS, periods: periods.value }) : periods;
  };
  const read = await readIntoMirror(parts, connector, ask, { operationId: null, causationId: null });
  return read.ok ? ok(null) : read;
}

/** One writer a business key at a time, in every process: between looking for it and writing it nobody comes. */
export function oneAtATime<Outcome>(
  parts: CommandParts,
  { connection }: ErpConnector,
  businessKey: string,
  work: () => Reply<Outcome>,
): Reply<Outcome> {
  return withAdvisoryLock({ url: parts.databaseUrl, name: `erp ${connection} ${businessKey}` }, work);
}

/** The operation in a command's key, `operation:step`. */
export function causeOf(key: string): Cause {
  const [operationId = key] = key.split(':');
  return { operationId, causationId: operationId };
}

export function effectOf(
  { vendor, connection, words }: ErpConnector,
  kind: keyof ErpConnector['words'],
  externalId: string,
): EffectRef {
  return { system: 'ERP', vendor, connection, type: words[kind], externalId };
}

export function rejected(code: string, field: string | null, detail: string): Result<never, ConnectorError> {
  return fail({ kind: 'Rejected', code, field, detail });
}
