/** What every mirrored record has: whose it is, which state of it this is, and how the vendor put it. */
const ORIGIN = `
  connection text not null references crm.connection (name),
  external_id text not null,
  version timestamptz not null,
  as_of timestamptz not null,
  raw jsonb not null,
  primary key (connection, external_id)`;

export const up: readonly string[] = [
  `create table crm.account (
     id text not null unique,
     name text not null,
     status text not null,
     parent_external_id text,
     sales_owner text,
     country text,
     legal_entity text,
     ${ORIGIN}
   )`,
  'create index on crm.account (connection, parent_external_id) where parent_external_id is not null',
  'create index on crm.account (name, id)',
  `create table crm.product (
     id text not null unique,
     code text not null,
     name text not null,
     active boolean not null,
     ${ORIGIN}
   )`,
  'create index on crm.product (code)',
  `create table crm.price (
     product_external_id text not null,
     price_book_external_id text not null,
     standard boolean not null,
     active boolean not null,
     unit_price numeric not null,
     currency char(3) not null,
     ${ORIGIN}
   )`,
  'create index on crm.price (connection, product_external_id, currency) where standard and active',
  `create table crm.opportunity (
     id text not null unique,
     name text not null,
     stage text not null,
     won boolean not null,
     amount_minor bigint,
     currency char(3) not null,
     closed_on date,
     account_external_id text not null,
     contract_external_id text,
     legal_entity text,
     ${ORIGIN}
   )`,
  'create index on crm.opportunity (connection, account_external_id)',
  `create table crm.contract (
     id text not null unique,
     number text not null,
     current_version integer not null,
     status text not null,
     account_external_id text not null,
     opportunity_external_id text,
     legal_entity text,
     starts_on date not null,
     ends_on date not null,
     currency char(3) not null,
     key text,
     ${ORIGIN}
   )`,
  'create index on crm.contract (connection, account_external_id)',
  'create index on crm.contract (number, id)',
  `create table crm.contract_version (
     contract_external_id text not null,
     number integer not null,
     effective_on date not null,
     ends_on date,
     recorded_at timestamptz not null,
     kind text,
     reason text,
     requested_by text,
     key text,
     ${ORIGIN}
   )`,
  'create index on crm.contract_version (connection, contract_external_id)',
  `create table crm.contract_change (
     version_external_id text not null,
     product_external_id text not null,
     quantity numeric not null,
     unit_price numeric not null,
     starts_on date,
     ends_on date,
     ${ORIGIN}
   )`,
  'create index on crm.contract_change (connection, version_external_id)',
];
