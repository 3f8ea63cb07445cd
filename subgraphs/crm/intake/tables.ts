import type { EntitySchema } from 'typeorm';
import { accounts } from '#crm/entities/account.ts';
import { contracts } from '#crm/entities/contract.ts';
import { contractChanges } from '#crm/entities/contract-change.ts';
import { contractVersions } from '#crm/entities/contract-version.ts';
import { opportunities } from '#crm/entities/opportunity.ts';
import { prices } from '#crm/entities/price.ts';
import { products } from '#crm/entities/product.ts';
import type { CrmKind } from '#crm/port.ts';

const TABLES: ReadonlyMap<CrmKind, EntitySchema> = new Map<CrmKind, EntitySchema>([
  ['account', accounts],
  ['product', products],
  ['price', prices],
  ['opportunity', opportunities],
  ['contract', contracts],
  ['version', contractVersions],
  ['change', contractChanges],
]);

/** The mirror's table of a kind of record. */
export function tableOf(kind: CrmKind): EntitySchema {
  const table = TABLES.get(kind);
  if (table === undefined) throw new Error(`No table for ${kind}`);
  return table;
}
