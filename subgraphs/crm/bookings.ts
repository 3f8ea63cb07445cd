import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { decimalOf, type PricedLine, plain, priceKey, totalValue } from '#schema/canonical/contract.ts';
import { withinTerm } from '#schema/canonical/held-lines.ts';
import type { Money } from '#schema/canonical/money.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ContractStatus } from '#schema/generated/crm.ts';
import { changesUpTo, type HeldLine, type WholeContract } from './contract-view.ts';
import type { WrittenLine } from './port.ts';

/** What a command of ours was about to write as a version of a contract; noted under its key before it is sent. */
export interface BookedVersion {
  /** What the contract's head says under it. */
  readonly status: ContractStatus;
  readonly endsOn: string;
  readonly billingFrequency: BillingFrequency | null;
  readonly lines: readonly HeldLine[];
}

type Bookings = ReadonlyMap<string, BookedVersion>;

/** Notes what the key stands for. The same key again writes over it: a retry may start from another state. */
export async function noteBooking(
  em: EntityManager,
  { connection, key }: { readonly connection: string; readonly key: string },
  {
    status,
    endsOn,
    billingFrequency,
    lines,
  }: Omit<BookedVersion, 'lines'> & { readonly lines: readonly WrittenLine[] },
): Promise<void> {
  const booked = lines.map(({ productExternalId, quantity, unitPrice, startsOn, endsOn: last, chargeModel }) => ({
    productExternalId,
    productCode: productExternalId,
    quantity,
    unitPrice,
    startsOn,
    endsOn: last,
    chargeModel,
  }));
  await rows(
    em,
    `insert into crm.booked_version (connection, key, contract_status, ends_on, billing_frequency, lines)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (connection, key) do update set contract_status = excluded.contract_status,
       ends_on = excluded.ends_on, billing_frequency = excluded.billing_frequency, lines = excluded.lines`,
    [connection, key, status, endsOn, billingFrequency, JSON.stringify(booked)],
  );
}

/** Notes that the contract which `key` made is about to be taken back by another command. */
export async function noteWithdrawal(em: EntityManager, connection: string, key: string, by: string): Promise<void> {
  await rows(em, 'update crm.booked_version set withdrawn_by = $3 where connection = $1 and key = $2', [
    connection,
    key,
    by,
  ]);
}

export async function isWithdrawn(em: EntityManager, connection: string, key: string | null): Promise<boolean> {
  const sql = 'select withdrawn_by from crm.booked_version where connection = $1 and key = $2';
  const row = await firstRow<{ withdrawn_by: string | null }>(em, sql, [connection, key]);
  return row !== null && row.withdrawn_by !== null;
}

/** What our commands wrote of these contracts, by key. */
export async function bookingsOf(em: EntityManager, contracts: readonly WholeContract[]): Promise<Bookings> {
  const keys = contracts.flatMap(({ versions }) => versions.flatMap(({ key }) => key ?? []));
  if (keys.length === 0) return new Map();
  const found = await rows<{
    key: string;
    contract_status: ContractStatus;
    ends_on: string;
    billing_frequency: BillingFrequency | null;
    lines: readonly HeldLine[];
  }>(
    em,
    `select key, contract_status, ends_on::text, billing_frequency, lines from crm.booked_version
     where connection = any($1) and key = any($2)`,
    [[...new Set(contracts.map(({ contract }) => contract.connection))], keys],
  );
  return new Map(
    found.map(({ key, contract_status: status, ends_on: endsOn, billing_frequency: billingFrequency, lines }) => [
      key,
      { status, endsOn, billingFrequency, lines },
    ]),
  );
}

/** The versions as our commands wrote them, the first one first; null when somebody else wrote one of them. */
function bookedVersions({ contract, versions }: WholeContract, bookings: Bookings): readonly BookedVersion[] | null {
  const booked = versions
    .filter(({ number }) => number <= contract.currentVersion)
    .map(({ key }) => bookings.get(key ?? '') ?? null);
  return booked.length === contract.currentVersion && booked.every((version) => version !== null) ? booked : null;
}

/** Whether the contract says what our commands wrote: its head and every line of every version. */
export function isAsBooked(whole: WholeContract, bookings: Bookings): boolean {
  const booked = bookedVersions(whole, bookings);
  const head = booked?.at(-1);
  if (booked === null || head === undefined) return false;
  const { status, endsOn, billingFrequency, currentVersion } = whole.contract;
  const isHead = head.status === status && head.endsOn === endsOn && head.billingFrequency === billingFrequency;
  const lines = booked.flatMap((version) => version.lines);
  return isHead && sameLines(lines, changesUpTo(whole, currentVersion));
}

/** Price of the whole term by what our commands wrote; null when somebody else wrote a version of it. */
export function bookedValue(whole: WholeContract, bookings: Bookings): Money | null {
  const booked = bookedVersions(whole, bookings);
  const head = booked?.at(-1);
  if (booked === null || head === undefined) return null;
  const { startsOn, currency } = whole.contract;
  const lines = withinTerm(
    booked.flatMap((version) => version.lines),
    head.endsOn,
  );
  return totalValue(lines, startsOn, currency);
}

function sameLines(left: readonly PricedLine[], right: readonly PricedLine[]): boolean {
  const told = (lines: readonly PricedLine[]) =>
    lines
      .map((line) => `${priceKey(line)} ${plain(decimalOf(line.quantity))} ${line.startsOn} ${line.endsOn}`)
      .toSorted()
      .join();
  return told(left) === told(right);
}
