import { type EntityManager, In } from 'typeorm';
import { type AccountRow, accounts } from '#erp/entities/account.ts';
import { type DimensionRow, dimensions } from '#erp/entities/dimension.ts';
import { type ItemRow, items } from '#erp/entities/item.ts';
import type { JournalDraft } from '#schema/commands/erp.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { ANY, type Mappings, mappingsOf } from './mappings.ts';
import { type Books, type CommandParts, rejected } from './parts.ts';

/** A part of the books: those that drafts name, and those of money and tax, which only documents touch. */
type Role = JournalDraft['lines'][number]['role'] | 'CASH' | 'REFUND' | 'TAX';

/** Which items, accounts and dimensions an entity's books are kept with on one day. */
export interface Chart {
  /** By product code. */
  readonly items: ReadonlyMap<string, ItemRow>;
  /** By the vendor's id. */
  readonly accounts: ReadonlyMap<string, AccountRow>;
  readonly dimensions: readonly DimensionRow[];
  readonly mappings: Mappings;
  readonly legalEntity: string;
}

/** As the mirror has it; a product that the ledger has no item for is not among `items`. */
export async function chartFor(
  parts: CommandParts,
  { connector: { connection }, entity }: Books,
  { codes, on }: { readonly codes: readonly string[]; readonly on: string },
): Promise<Chart> {
  const { manager } = parts.dataSource;
  const mappings = await mappingsOf(parts, entity.code, on);
  const all = await manager.find(accounts, { where: { connection } });
  return {
    items: await itemsOf(manager, connection, new Map(codes.map((code) => [code, itemCodeOf(mappings, code)]))),
    accounts: new Map(all.map((account) => [account.externalId, account])),
    dimensions: await manager.find(dimensions, { where: { connection, active: true } }),
    mappings,
    legalEntity: entity.code,
  };
}

/** A product that nobody mapped goes by its own code. */
function itemCodeOf(mappings: Mappings, productCode: string): string {
  return mappings.targetOf('ITEM', productCode) ?? productCode;
}

async function itemsOf(em: EntityManager, connection: string, codes: ReadonlyMap<string, string>) {
  const where = { connection, code: In([...codes.values()]), active: true };
  const found = await em.find(items, { where, order: { externalId: 'ASC' } });
  const byCode = new Map(found.map((item) => [item.code, item]));
  return new Map(
    [...codes].flatMap(([product, code]) => {
      const item = byCode.get(code);
      return item === undefined ? [] : [[product, item] as const];
    }),
  );
}

/** The item of a product; `ITEM_UNMAPPED` with the product and the item that it stands for when the ledger has none. */
export function itemOf(chart: Chart, productCode: string): Result<ItemRow, ConnectorError> {
  const item = chart.items.get(productCode);
  if (item !== undefined) return ok(item);
  const itemCode = itemCodeOf(chart.mappings, productCode);
  return rejected('ITEM_UNMAPPED', 'lines', `The ledger has no item ${itemCode} for the product ${productCode}`);
}

/**
 * The account of a role: the mapping of the product, then the item's own account, then the mapping of the role. A
 * product without an item is refused, as every document of it would be.
 */
export function accountOf(chart: Chart, role: Role, productCode: string | null): Result<AccountRow, ConnectorError> {
  const { mappings } = chart;
  const own = productCode === null ? null : mappings.targetOf('ACCOUNT', `${role}/${productCode}`);
  if (productCode !== null) {
    const item = itemOf(chart, productCode);
    if (!item.ok) return item;
    const ofItem = own === null ? ownAccount(chart, role, item.value) : null;
    if (ofItem !== null) return ok(ofItem);
  }
  const number = own ?? mappings.targetOf('ACCOUNT', role);
  const account = [...chart.accounts.values()].find((one) => one.number === number);
  if (account !== undefined) return ok(account);
  return rejected('ACCOUNT_UNMAPPED', 'lines', `The books of ${chart.legalEntity} have no account for ${role}`);
}

function ownAccount({ accounts: all }: Chart, role: Role, item: ItemRow): AccountRow | null {
  if (role === 'REVENUE') return all.get(item.incomeAccountExternalId ?? '') ?? null;
  if (role === 'CONTRACT_LIABILITY') return all.get(item.deferredAccountExternalId ?? '') ?? null;
  return null;
}

/** Where the ledger puts a billed line by itself: on the item's deferred account, else on its income account. */
export function billedAccount(chart: Chart, productCode: string): Result<AccountRow, ConnectorError> {
  const item = itemOf(chart, productCode);
  if (!item.ok) return item;
  const account = chart.accounts.get(item.value.deferredAccountExternalId ?? item.value.incomeAccountExternalId ?? '');
  if (account !== undefined) return ok(account);
  return rejected('ACCOUNT_UNMAPPED', 'lines', `The item of ${productCode} has no account`);
}

/** What a billed line is sorted by in the ledger, each by the vendor's id. */
export interface LineDimensions {
  readonly itemExternalId: string;
  readonly departmentExternalId: string;
  readonly revenueAccountExternalId: string;
  readonly deferralExternalId: string;
  readonly taxCodeExternalId: string;
}

/** Everything that a line of this product and billing tax code needs, or what of it is not mapped. */
export function dimensionsOf(
  chart: Chart,
  productCode: string,
  taxCode: string | null,
): Result<LineDimensions, ConnectorError> {
  const item = itemOf(chart, productCode);
  if (!item.ok) return item;
  const revenue = accountOf(chart, 'REVENUE', productCode);
  if (!revenue.ok) return revenue;
  const department = dimensionOf(chart, 'DEPARTMENT', [productCode, ANY]);
  if (!department.ok) return department;
  const deferral = deferralOf(chart, productCode, item.value);
  if (!deferral.ok) return deferral;
  const tax = dimensionOf(chart, 'TAX_CODE', [taxCode ?? 'NONE']);
  if (!tax.ok) return tax;
  return ok({
    itemExternalId: item.value.externalId,
    departmentExternalId: department.value,
    revenueAccountExternalId: revenue.value.externalId,
    deferralExternalId: deferral.value,
    taxCodeExternalId: tax.value,
  });
}

function deferralOf(chart: Chart, productCode: string, item: ItemRow): Result<string, ConnectorError> {
  if (chart.mappings.targetOf('DEFERRAL', productCode) === null && item.deferralExternalId !== null) {
    return ok(item.deferralExternalId);
  }
  const general = item.deferredAccountExternalId === null ? 'IMMEDIATE' : 'DEFERRED';
  return dimensionOf(chart, 'DEFERRAL', [productCode, general]);
}

/** The vendor's id of what the first mapped key stands for. `*_UNMAPPED` when none is, or the ledger has no such name. */
function dimensionOf(
  { mappings, dimensions: known, legalEntity }: Chart,
  kind: 'DEPARTMENT' | 'DEFERRAL' | 'TAX_CODE',
  keys: readonly string[],
): Result<string, ConnectorError> {
  const name = mappings.targetOf(kind, ...keys);
  const found = known.find((one) => one.kind === kind && one.name === name);
  if (found !== undefined) return ok(found.externalId);
  const detail =
    name === null
      ? `The books of ${legalEntity} have no ${kind} for ${keys[0] ?? ''}`
      : `The ledger has no ${kind} called ${name}, to which ${keys[0] ?? ''} is mapped in ${legalEntity}`;
  return rejected(`${kind}_UNMAPPED`, 'lines', detail);
}
