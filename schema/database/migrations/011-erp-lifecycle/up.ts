export const up: readonly string[] = [
  `create table erp.mapping (
     kind text not null,
     key text not null,
     legal_entity text not null,
     effective_from date not null,
     version integer not null check (version > 0),
     target text not null,
     author text not null,
     at timestamptz not null,
     command_key text unique,
     primary key (kind, key, legal_entity, version)
   )`,
  `insert into erp.mapping (kind, key, legal_entity, effective_from, version, target, author, at)
   select 'ACCOUNT', case product_code when '*' then role else role || '/' || product_code end, legal_entity,
     '2000-01-01', 1, account_number, 'revgraph', now()
   from erp.account_policy`,
  'drop table erp.account_policy',
  `insert into erp.mapping (kind, key, legal_entity, effective_from, version, target, author, at) values
     ('ACCOUNT', 'CASH', '*', '2000-01-01', 1, '1000', 'revgraph', now()),
     ('ACCOUNT', 'REFUND', '*', '2000-01-01', 1, '1010', 'revgraph', now()),
     ('ACCOUNT', 'TAX', '*', '2000-01-01', 1, '2200', 'revgraph', now()),
     ('DEPARTMENT', '*', '*', '2000-01-01', 1, 'Sales', 'revgraph', now()),
     ('TAX_CODE', 'NONE', '*', '2000-01-01', 1, 'Not Taxable', 'revgraph', now()),
     ('DEFERRAL', 'DEFERRED', '*', '2000-01-01', 1, 'Straight-line, exact days', 'revgraph', now()),
     ('DEFERRAL', 'IMMEDIATE', '*', '2000-01-01', 1, 'Point in time', 'revgraph', now())`,
  `create table erp.dimension (
     kind text not null,
     name text not null,
     active boolean not null,
     connection text not null references erp.connection (name),
     external_id text not null,
     version timestamptz not null,
     as_of timestamptz not null,
     raw jsonb not null,
     primary key (connection, external_id)
   )`,
  'create index on erp.dimension (connection, kind, name)',
  'alter table erp.item add column deferral_external_id text',
  'alter table erp.customer add column parent_external_id text',
  `create table erp.stated_customer (
     connection text not null references erp.connection (name),
     customer_id text not null,
     name text not null,
     primary key (connection, customer_id)
   )`,
];
