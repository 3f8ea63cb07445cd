import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';
import type { PageBounds } from '#kit/mirror/paging.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Money } from '#schema/canonical/money.ts';

export type CustomerList = 'subscriptions' | 'invoices' | 'creditMemos' | 'payments';

/** Which page of a customer's list; `status` for invoices only. */
export interface CustomerPage {
  readonly list: CustomerList;
  readonly bounds: PageBounds;
  readonly status: string | null;
}

export interface Position {
  readonly id: string;
  readonly sort: string;
}

/** The lists of any number of customers: one SQL query a list and page, however many customers ask for it. */
export interface CustomerLists {
  page(customerId: string, page: CustomerPage): Promise<readonly Position[]>;
  count(customerId: string, page: CustomerPage): Promise<number>;
  /** Billed and not paid yet, one amount a currency. */
  openBalance(customerId: string): Promise<readonly Money[]>;
}

interface Source {
  readonly table: string;
  /** Text that sorts like the day or instant it shows. */
  readonly sort: string;
  readonly legalEntity: string;
  readonly where: string;
}

const OF_INVOICE = `left join billing.invoice i on i.connection = x.connection and i.external_id = x.invoice_external_id`;

const SOURCES: Readonly<Record<CustomerList, Source>> = {
  subscriptions: {
    table: 'billing.subscription x',
    sort: `to_char(x.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`,
    legalEntity: 'coalesce(x.legal_entity, c.legal_entity)',
    where: 'true',
  },
  invoices: {
    table: 'billing.invoice x',
    sort: 'x.issued_on::text',
    legalEntity: 'coalesce(x.legal_entity, c.legal_entity)',
    where: 'true',
  },
  creditMemos: {
    table: `billing.credit_memo x ${OF_INVOICE}`,
    sort: 'x.issued_on::text',
    legalEntity: 'coalesce(i.legal_entity, c.legal_entity)',
    where: `x.status <> 'VOID'`,
  },
  payments: {
    table: `billing.payment x ${OF_INVOICE}`,
    sort: `to_char(x.received_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`,
    legalEntity: 'coalesce(i.legal_entity, c.legal_entity)',
    where: 'true',
  },
};

const BATCH_MAX = 1000;

export function openCustomerLists(em: EntityManager, entities: readonly string[]): CustomerLists {
  const pages = new Map<string, DataLoader<string, readonly Position[]>>();
  const counts = new Map<string, DataLoader<string, number>>();
  const balances = new DataLoader<string, readonly Money[]>((ids) => openBalances(em, ids, entities), {
    maxBatchSize: BATCH_MAX,
  });
  return {
    page: (customerId, page) =>
      one(
        pages,
        page,
        () => new DataLoader((ids) => pagesOf(em, page, ids, entities), { maxBatchSize: BATCH_MAX }),
      ).load(customerId),
    count: (customerId, page) =>
      one(
        counts,
        page,
        () => new DataLoader((ids) => countsOf(em, page, ids, entities), { maxBatchSize: BATCH_MAX }),
      ).load(customerId),
    openBalance: (customerId) => balances.load(customerId),
  };
}

/** Customers that ask for the same page share a batch. */
function one<Loader>(loaders: Map<string, Loader>, page: CustomerPage, open: () => Loader): Loader {
  const key = JSON.stringify(page);
  const known = loaders.get(key);
  if (known !== undefined) return known;
  const opened = open();
  loaders.set(key, opened);
  return opened;
}

/** $1 customers, $2 legal entities, $3 status. */
function fromWhere({ list }: CustomerPage): string {
  const { table, legalEntity, where } = SOURCES[list];
  const status = list === 'invoices' ? 'and ($3::text is null or x.status = $3)' : 'and $3::text is null';
  return `from ${table}
    join billing.customer c on c.connection = x.connection and c.external_id = x.customer_external_id
    where c.id = any($1::text[]) and ${legalEntity} = any($2::text[]) and ${where} ${status}`;
}

async function pagesOf(
  em: EntityManager,
  page: CustomerPage,
  ids: readonly string[],
  entities: readonly string[],
): Promise<readonly (readonly Position[])[]> {
  const { sort } = SOURCES[page.list];
  const { after, limit } = page.bounds;
  const found = await rows<Position & { readonly customer_id: string }>(
    em,
    `select customer_id, id, sort from (
       select c.id as customer_id, x.id, ${sort} as sort,
         row_number() over (partition by c.id order by ${sort} desc, x.id desc) as place
       ${fromWhere(page)} and ($4::text is null or (${sort}, x.id) < ($4::text, $5::text))
     ) as placed where place <= $6 order by customer_id, place`,
    [ids, entities, page.status, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  const own = Map.groupBy(found, (row) => row.customer_id);
  return ids.map((id) => own.get(id) ?? []);
}

async function countsOf(
  em: EntityManager,
  page: CustomerPage,
  ids: readonly string[],
  entities: readonly string[],
): Promise<readonly number[]> {
  const found = await rows<{ readonly customer_id: string; readonly count: string }>(
    em,
    `select c.id as customer_id, count(*) as count ${fromWhere(page)} group by c.id`,
    [ids, entities, page.status],
  );
  const counts = new Map(found.map((row) => [row.customer_id, Number(row.count)]));
  return ids.map((id) => counts.get(id) ?? 0);
}

async function openBalances(
  em: EntityManager,
  ids: readonly string[],
  entities: readonly string[],
): Promise<readonly (readonly Money[])[]> {
  const found = await rows<{ readonly customer_id: string; readonly currency: string; readonly minor: string }>(
    em,
    `select c.id as customer_id, x.currency, sum(x.amount_due_minor) as minor
     from billing.invoice x
     join billing.customer c on c.connection = x.connection and c.external_id = x.customer_external_id
     where c.id = any($1::text[]) and coalesce(x.legal_entity, c.legal_entity) = any($2::text[]) and x.status = 'OPEN'
     group by c.id, x.currency order by c.id, x.currency`,
    [ids, entities],
  );
  const own = Map.groupBy(found, (row) => row.customer_id);
  return ids.map((id) => (own.get(id) ?? []).map(({ minor, currency }) => ({ minor: BigInt(minor), currency })));
}
