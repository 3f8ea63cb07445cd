/** What every mirrored record has: whose it is, which state of it this is, and how the vendor put it. */
const ORIGIN = `
  connection text not null references erp.connection (name),
  external_id text not null,
  version timestamptz not null,
  as_of timestamptz not null,
  raw jsonb not null`;

const BY_RECORD = 'primary key (connection, external_id)';

export const up: readonly string[] = [
  `create table erp.legal_entity (
     id text not null unique,
     code text not null,
     name text not null,
     currency char(3) not null,
     ${ORIGIN},
     ${BY_RECORD}
   )`,
  'create unique index on erp.legal_entity (code)',
  `create table erp.account (
     number text not null,
     name text not null,
     active boolean not null,
     ${ORIGIN},
     ${BY_RECORD}
   )`,
  'create index on erp.account (connection, number)',
  `create table erp.item (
     code text,
     name text not null,
     active boolean not null,
     income_account_external_id text,
     deferred_account_external_id text,
     ${ORIGIN},
     ${BY_RECORD}
   )`,
  'create index on erp.item (connection, code) where code is not null',
  `create table erp.accounting_period (
     id text not null unique,
     legal_entity text not null,
     key text not null,
     name text not null,
     starts_on date not null,
     ends_on date not null,
     status text not null,
     ${ORIGIN},
     primary key (connection, external_id, legal_entity)
   )`,
  'create index on erp.accounting_period (legal_entity, starts_on)',
  `create table erp.customer (
     customer_id text,
     name text not null,
     legal_entity text not null,
     ${ORIGIN},
     ${BY_RECORD}
   )`,
  'create index on erp.customer (customer_id) where customer_id is not null',
  `create table erp.posting (
     id text not null unique,
     kind text not null,
     document_id text,
     number text not null,
     status text not null,
     legal_entity text not null,
     customer_external_id text,
     contract_id text,
     period text,
     currency char(3) not null,
     total_minor bigint not null,
     open_minor bigint not null,
     variance_minor bigint,
     issued_on date not null,
     due_on date,
     posted_at timestamptz not null,
     ${ORIGIN},
     ${BY_RECORD}
   )`,
  'create index on erp.posting (document_id) where document_id is not null',
  'create index on erp.posting (contract_id) where contract_id is not null',
  'create index on erp.posting (connection, customer_external_id) where open_minor <> 0',
  `create table erp.journal_entry (
     id text not null unique,
     kind text not null,
     number text not null,
     legal_entity text not null,
     posted_on date not null,
     period text not null,
     currency char(3) not null,
     source_document_id text,
     contract_id text,
     memo text,
     ${ORIGIN},
     ${BY_RECORD}
   )`,
  'create index on erp.journal_entry (source_document_id) where source_document_id is not null',
  `create table erp.journal_line (
     connection text not null,
     entry_external_id text not null,
     position integer not null,
     account_external_id text not null,
     debit_minor bigint not null check (debit_minor >= 0),
     credit_minor bigint not null check (credit_minor >= 0),
     contract_id text,
     obligation_id text,
     primary key (connection, entry_external_id, position),
     foreign key (connection, entry_external_id) references erp.journal_entry (connection, external_id)
       on delete cascade,
     check ((debit_minor = 0) <> (credit_minor = 0))
   )`,
  `create table erp.billed_document (
     document_id text primary key,
     total_minor bigint not null,
     currency char(3) not null
   )`,
  `create table erp.product_code (
     product_id text primary key,
     code text not null
   )`,
  `create table erp.account_policy (
     legal_entity text not null,
     role text not null,
     product_code text not null,
     account_number text not null,
     primary key (legal_entity, role, product_code)
   )`,
  `insert into erp.account_policy (legal_entity, role, product_code, account_number) values
     ('*', 'AR', '*', '1100'),
     ('*', 'UNBILLED_AR', '*', '1150'),
     ('*', 'CONTRACT_ASSET', '*', '1150'),
     ('*', 'CONTRACT_LIABILITY', '*', '2500'),
     ('*', 'REVENUE', '*', '4000'),
     ('*', 'REFUND_LIABILITY', '*', '2450')`,
];
