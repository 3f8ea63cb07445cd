import type { EntityManager } from 'typeorm';
import type { WholeContract } from '#crm/contract-view.ts';
import type { ContractVersionRow } from '#crm/entities/contract-version.ts';
import type { RecordedRow } from '#kit/events/event.ts';
import { recordOf } from '#kit/events/record-of.ts';

/** The rows of the mirror that an event brings, for its rebuild from the log. */
type Records = ReadonlyMap<string, readonly RecordedRow[]>;

export function recordsOf(
  em: EntityManager,
  { table, connection }: { readonly table: string; readonly connection: string },
  externalIds: readonly string[],
): Promise<Records> {
  return recordOf(em, { table, column: 'external_id', connection }, externalIds);
}

export function goneRecord(table: string, connection: string, externalId: string, column = 'external_id'): RecordedRow {
  return { table, row: { connection, [column]: externalId }, gone: true };
}

/** Of each contract its row, its versions and their lines, and the products that these name; versions that left too. */
export async function contractRecords(
  em: EntityManager,
  connection: string,
  wholes: readonly WholeContract[],
  left: readonly ContractVersionRow[],
): Promise<Records> {
  const ids = wholes.map(({ contract }) => contract.externalId);
  const heads = await recordsOf(em, { table: 'crm.contract', connection }, ids);
  const versions = await recordOf(
    em,
    { table: 'crm.contract_version', column: 'contract_external_id', connection },
    ids,
  );
  const lines = await recordOf(
    em,
    { table: 'crm.contract_change', column: 'version_external_id', connection },
    [...wholes.flatMap((whole) => whole.versions), ...left].map(({ externalId }) => externalId),
  );
  const products = await recordsOf(
    em,
    { table: 'crm.product', connection },
    wholes.flatMap(({ changes }) => changes.map(({ productExternalId }) => productExternalId)),
  );
  return new Map(
    wholes.map((whole) => {
      const { externalId } = whole.contract;
      const own = [...whole.versions, ...left.filter((version) => version.contractExternalId === externalId)];
      return [
        externalId,
        [
          ...new Set(whole.changes.flatMap(({ productExternalId }) => products.get(productExternalId) ?? [])),
          ...(heads.get(externalId) ?? []),
          ...(versions.get(externalId) ?? []),
          ...own.flatMap((version) => lines.get(version.externalId) ?? []),
        ],
      ];
    }),
  );
}
