import type { EntityManager } from 'typeorm';
import type { BookedVersion, Bookings } from '#crm/bookings.ts';
import type { HeldLine, WholeContract } from '#crm/contract-view.ts';
import type { WrittenLine } from '#crm/port.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ContractStatus } from '#schema/generated/crm.ts';

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
