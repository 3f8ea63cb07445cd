import { type EntityManager, In } from 'typeorm';
import { type AccountRow, accounts } from '#erp/entities/account.ts';
import { type ItemRow, items } from '#erp/entities/item.ts';
import { rows } from '#kit/persistence/query.ts';
import type { JournalDraft } from '#schema/commands/erp.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type Books, type CommandParts, foundOrRefreshed, rejected } from './parts.ts';

type Role = JournalDraft['lines'][number]['role'];

interface PolicyRow {
  readonly legal_entity: string;
  readonly role: string;
  readonly product_code: string;
  readonly account_number: string;
}

/** Which account each part of an entity's books is kept on. */
export interface Chart {
  readonly items: ReadonlyMap<string, ItemRow>;
  /** By the vendor's id. */
  readonly accounts: ReadonlyMap<string, AccountRow>;
  readonly policy: readonly PolicyRow[];
  readonly legalEntity: string;
}

const ANY = '*';

/**
 * What is needed to find the accounts of these products; refuses with `ITEM_UNMAPPED` and the product's code when the
 * ledger has no item for one.
 */
export async function chartFor(
  parts: CommandParts,
  { connector, entity }: Books,
  codes: readonly string[],
): Promise<Result<Chart, ConnectorError>> {
  const { connection } = connector;
  const { manager } = parts.dataSource;
  const wanted = [...new Set(codes)];
  const read = () => itemsOf(manager, connection, wanted);
  const complete = await foundOrRefreshed(parts, async () => {
    const known = await read();
    return known.size === wanted.length ? known : null;
  });
  if (!complete.ok) return complete;
  const found = complete.value ?? (await read());
  const missing = wanted.find((code) => !found.has(code));
  if (missing !== undefined) {
    return rejected('ITEM_UNMAPPED', 'lines', `The ledger has no item for the product ${missing}`);
  }
  const all = await manager.find(accounts, { where: { connection } });
  const policy = await rows<PolicyRow>(
    manager,
    'select legal_entity, role, product_code, account_number from erp.account_policy where legal_entity = any($1)',
    [[entity.code, ANY]],
  );
  return ok({
    items: found,
    accounts: new Map(all.map((account) => [account.externalId, account])),
    policy,
    legalEntity: entity.code,
  });
}

async function itemsOf(em: EntityManager, connection: string, codes: readonly string[]) {
  const found = await em.find(items, { where: { connection, code: In([...codes]) }, order: { externalId: 'ASC' } });
  return new Map(found.map((item) => [item.code ?? '', item]));
}

/**
 * The account of a role: the policy's row for the product, then the item's own account, then the policy's row for the
 * entity, then that for every entity.
 */
export function accountOf(chart: Chart, role: Role, productCode: string | null): Result<AccountRow, ConnectorError> {
  const own = productCode === null ? null : numberFor(chart, role, productCode);
  const ofItem = own === null ? ownAccount(chart, role, productCode) : null;
  if (ofItem !== null) return ok(ofItem);
  const number = own ?? numberFor(chart, role, ANY);
  const account = [...chart.accounts.values()].find((one) => one.number === number);
  if (account !== undefined) return ok(account);
  return rejected('ACCOUNT_UNMAPPED', 'lines', `The books of ${chart.legalEntity} have no account for ${role}`);
}

function numberFor({ policy, legalEntity }: Chart, role: Role, productCode: string): string | null {
  const fitting = policy.filter((row) => row.role === role && row.product_code === productCode);
  const row =
    fitting.find((one) => one.legal_entity === legalEntity) ?? fitting.find((one) => one.legal_entity === ANY);
  return row?.account_number ?? null;
}

function ownAccount({ items: found, accounts: all }: Chart, role: Role, productCode: string | null): AccountRow | null {
  const item = found.get(productCode ?? '');
  if (role === 'REVENUE') return all.get(item?.incomeAccountExternalId ?? '') ?? null;
  if (role === 'CONTRACT_LIABILITY') return all.get(item?.deferredAccountExternalId ?? '') ?? null;
  return null;
}

/** Where the ledger puts a billed line by itself: on the item's deferred account, else on its income account. */
export function billedAccount(chart: Chart, productCode: string): Result<AccountRow, ConnectorError> {
  const item = chart.items.get(productCode);
  const id = item?.deferredAccountExternalId ?? item?.incomeAccountExternalId ?? '';
  const account = chart.accounts.get(id);
  if (account !== undefined) return ok(account);
  return rejected('ACCOUNT_UNMAPPED', 'lines', `The item of ${productCode} has no account`);
}
