import { type EntityManager, In } from 'typeorm';
import { isAsBooked } from '#crm/bookings.ts';
import type { WholeContract } from '#crm/contract-view.ts';
import { type AccountRow, accounts } from '#crm/entities/account.ts';
import { type ContractRow, contracts } from '#crm/entities/contract.ts';
import { type OpportunityRow, opportunities } from '#crm/entities/opportunity.ts';
import { openLoaders } from '#crm/loaders.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import type { NewEvent } from '#kit/events/event.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import { bookingsOf, isWithdrawn } from './booking-log.ts';
import { contractRecords, goneRecord, recordsOf } from './event-records.ts';
import type { Changed } from './mirror-writer.ts';

/** Why the mirror is written: by a command of an operation, or because the vendor told us (all null). */
export interface Cause {
  readonly operationId: string | null;
  /** What brought it about, such as the vendor's message. */
  readonly causationId: string | null;
}

export const TOLD_BY_VENDOR: Cause = { operationId: null, causationId: null };

/** What the events of a record that the vendor has no longer give as its stage or status. */
const DELETED = 'DELETED';

type About = Pick<NewEvent, 'legalEntity' | 'customerId' | 'contractId' | 'record'>;
type Told = readonly [CanonicalEvent, About];

/** The canonical events of what changed, read from the mirror as it stands now; one for each record. */
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
    ...(await customerEvents(em, connection, changed.accounts)),
    ...changed.gone.account.map(goneCustomer),
    ...(await opportunityEvents(em, connection, changed.opportunities)),
    ...(await goneOpportunities(em, connection, changed.gone.opportunity)),
    ...(await contractEvents(em, connection, changed)),
    ...(await goneContracts(em, connection, changed.gone)),
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

/** The public names of what a customer's event tells, by the mirror's. */
const CUSTOMER_FIELDS = {
  name: 'name',
  status: 'status',
  parentExternalId: 'parent',
  salesOwner: 'salesOwner',
  country: 'country',
  legalEntity: 'legalEntity',
  mergedIntoExternalId: 'mergedInto',
} as const satisfies Partial<Record<keyof AccountRow, string>>;

async function customerEvents(em: EntityManager, connection: string, changed: Changed['accounts']): Promise<Told[]> {
  const externalIds = [...changed.keys()];
  if (externalIds.length === 0) return [];
  const found = await em.find(accounts, { where: { connection, externalId: In(externalIds) } });
  const records = await recordsOf(em, { table: 'crm.account', connection }, externalIds);
  const merged = found.flatMap(({ mergedIntoExternalId }) => mergedIntoExternalId ?? []);
  const into = await idsOf(em, 'crm', merged.map(customerKey(connection)));
  const masters = new Map(merged.map((externalId, index) => [externalId, into[index] ?? null]));
  return found.map((row) => [
    {
      type: 'customer.changed',
      schemaVersion: 2,
      data: {
        customerId: row.id,
        fields: changedFields(changed.get(row.externalId) ?? null, row),
        mergedInto: row.mergedIntoExternalId === null ? null : (masters.get(row.mergedIntoExternalId) ?? null),
      },
    },
    { legalEntity: row.legalEntity, customerId: row.id, contractId: null, record: records.get(row.externalId) ?? [] },
  ]);
}

/** Of a customer that was not known: every field that says something. */
function changedFields(before: AccountRow | null, now: AccountRow): readonly string[] {
  return Object.entries(CUSTOMER_FIELDS)
    .filter(([field]) => {
      const name = field as keyof typeof CUSTOMER_FIELDS;
      return now[name] !== (before?.[name] ?? null);
    })
    .map(([, told]) => told);
}

function goneCustomer({ id, connection, externalId, legalEntity }: AccountRow): Told {
  const data = { customerId: id, fields: ['deleted'], mergedInto: null };
  const record = [goneRecord('crm.account', connection, externalId)];
  return [
    { type: 'customer.changed', schemaVersion: 2, data },
    { legalEntity, customerId: id, contractId: null, record },
  ];
}

async function opportunityEvents(
  em: EntityManager,
  connection: string,
  changed: Changed['opportunities'],
): Promise<Told[]> {
  const externalIds = [...changed.keys()];
  if (externalIds.length === 0) return [];
  const found = await em.find(opportunities, { where: { connection, externalId: In(externalIds) } });
  const records = await recordsOf(em, { table: 'crm.opportunity', connection }, externalIds);
  return tellOpportunities(em, connection, found, (row) => ({
    now: row,
    previousWon: changed.get(row.externalId)?.won ?? null,
    record: records.get(row.externalId) ?? [],
  }));
}

function goneOpportunities(em: EntityManager, connection: string, gone: readonly OpportunityRow[]): Promise<Told[]> {
  return tellOpportunities(em, connection, gone, (row) => ({
    now: { ...row, stage: DELETED, won: false },
    previousWon: row.won,
    record: [goneRecord('crm.opportunity', connection, row.externalId)],
  }));
}

async function tellOpportunities(
  em: EntityManager,
  connection: string,
  found: readonly OpportunityRow[],
  tell: (row: OpportunityRow) => {
    readonly now: Pick<OpportunityRow, 'stage' | 'won'>;
    readonly previousWon: boolean | null;
    readonly record: NonNullable<NewEvent['record']>;
  },
): Promise<Told[]> {
  const about = await whoseAre(em, connection, found);
  const changes = await idsOf(
    em,
    'crm',
    found.flatMap(({ changesContractExternalId }) => changesContractExternalId ?? []).map(contractKey(connection)),
  );
  const queue = [...changes];
  return found.map((row, index) => {
    const { now, previousWon, record } = tell(row);
    const changesContractId = row.changesContractExternalId === null ? null : (queue.shift() ?? null);
    const { stage, won } = now;
    const data = { opportunityId: row.id, stage, won, previousWon, kind: row.kind, changesContractId };
    return [
      { type: 'opportunity.changed', schemaVersion: 2, data },
      { ...(about[index] ?? NOBODYS), contractId: null, record },
    ];
  });
}

async function contractEvents(em: EntityManager, connection: string, { contracts: before, gone }: Changed) {
  const externalIds = [...before.keys()];
  if (externalIds.length === 0) return [];
  const found = await em.find(contracts, { where: { connection, externalId: In(externalIds) } });
  const about = await whoseAre(em, connection, found);
  const wholes = await wholesOf(em, found);
  const bookings = await bookingsOf(em, wholes);
  const records = await contractRecords(em, connection, wholes, gone.version);
  return wholes.map((whole, index): Told => {
    const { id, externalId, currentVersion: version, status } = whole.contract;
    const ours = isAsBooked(whole, bookings) && !isElsewhere(before.get(externalId) ?? null, whole.contract);
    return [
      { type: 'contract.changed', schemaVersion: 2, data: { contractId: id, version, status, ours } },
      { ...(about[index] ?? NOBODYS), contractId: id, record: records.get(externalId) ?? [] },
    ];
  });
}

/** Whether something changed that no command of ours ever changes. */
function isElsewhere(before: ContractRow | null, now: ContractRow): boolean {
  if (before === null) return false;
  const fields = [
    'number',
    'accountExternalId',
    'opportunityExternalId',
    'legalEntity',
    'startsOn',
    'currency',
  ] as const;
  return fields.some((field) => before[field] !== now[field]);
}

async function wholesOf(em: EntityManager, found: readonly ContractRow[]): Promise<readonly WholeContract[]> {
  const loaders = openLoaders(em);
  return Promise.all(found.map((contract) => loaders.wholeContract.load(contract)));
}

async function goneContracts(em: EntityManager, connection: string, left: Changed['gone']): Promise<Told[]> {
  const gone = left.contract;
  const about = await whoseAre(em, connection, gone);
  const told: Told[] = [];
  for (const [index, { id, externalId, key, currentVersion: version }] of gone.entries()) {
    const ours = await isWithdrawn(em, connection, key);
    const record = [
      goneRecord('crm.contract', connection, externalId),
      goneRecord('crm.contract_version', connection, externalId, 'contract_external_id'),
      ...left.version
        .filter(({ contractExternalId }) => contractExternalId === externalId)
        .map((version) => goneRecord('crm.contract_change', connection, version.externalId, 'version_external_id')),
    ];
    told.push([
      { type: 'contract.changed', schemaVersion: 2, data: { contractId: id, version, status: DELETED, ours } },
      { ...(about[index] ?? NOBODYS), contractId: id, record },
    ]);
  }
  return told;
}

const NOBODYS = { legalEntity: null, customerId: null };

const customerKey = (connection: string) => (externalId: string) => ({ kind: 'customer', connection, externalId });
const contractKey = (connection: string) => (externalId: string) => ({ kind: 'contract', connection, externalId });

/** Customer and legal entity of records below an account; the account's entity where a record names none. */
async function whoseAre(
  em: EntityManager,
  connection: string,
  found: readonly { readonly accountExternalId: string; readonly legalEntity: string | null }[],
): Promise<readonly { readonly legalEntity: string | null; readonly customerId: string | null }[]> {
  if (found.length === 0) return [];
  const externalIds = found.map(({ accountExternalId }) => accountExternalId);
  const customerIds = await idsOf(em, 'crm', externalIds.map(customerKey(connection)));
  const known = await em.find(accounts, { where: { connection, externalId: In(externalIds) } });
  const entities = new Map(known.map(({ externalId, legalEntity }) => [externalId, legalEntity]));
  return found.map(({ legalEntity, accountExternalId }, index) => ({
    legalEntity: legalEntity ?? entities.get(accountExternalId) ?? null,
    customerId: customerIds[index] ?? null,
  }));
}
