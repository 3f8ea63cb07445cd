/** What every mirrored record has: whose it is, which read it comes from, and how the vendor put it. */
const ORIGIN = `
  connection text not null references billing.connection (name),
  external_id text not null,
  version bigint not null,
  as_of timestamptz not null,
  digest text not null,
  raw jsonb not null,
  primary key (connection, external_id)`;

export const up: readonly string[] = [
  'alter table billing.customer add column given_name text',
  `alter table billing.subscription
     add column ends_on date,
     add column frequency text,
     add column invoice_issuer text not null default 'BILLING',
     add column schedule_external_id text`,
  `alter table billing.payment
     add column attempts integer not null default 0,
     add column final boolean not null default false`,
  `alter table billing.credit_memo
     add column tax_minor bigint not null default 0,
     add column reduces_invoice_minor bigint not null default 0,
     add column on_account_minor bigint not null default 0,
     add column refunded_minor bigint not null default 0,
     add column change_key text,
     add column part integer`,
  `create table billing.credit_memo_line (
     connection text not null,
     external_id text not null,
     credit_memo_external_id text not null,
     position integer not null,
     description text not null,
     invoice_line_external_id text,
     amount_minor bigint not null,
     service_starts_on date,
     service_ends_on date,
     primary key (connection, credit_memo_external_id, external_id)
   )`,
  `create table billing.refund (
     id text not null unique,
     status text not null,
     payment_external_id text not null,
     invoice_external_id text,
     credit_memo_external_id text,
     customer_external_id text not null,
     currency char(3) not null,
     amount_minor bigint not null,
     reason text,
     refunded_on date not null,
     change_key text,
     part integer,
     ${ORIGIN}
   )`,
  'create index on billing.refund (connection, payment_external_id)',
  'create index on billing.refund (connection, credit_memo_external_id)',
  `create table billing.dispute (
     status text not null,
     payment_external_id text not null,
     customer_external_id text not null,
     currency char(3) not null,
     amount_minor bigint not null,
     reason text,
     opened_on date not null,
     ${ORIGIN}
   )`,
  'create index on billing.dispute (connection, payment_external_id)',
  'alter table billing.subscription_change drop constraint subscription_change_kind_check',
  `alter table billing.subscription_change
     add constraint subscription_change_kind_check
       check (kind in ('START', 'AMEND', 'RENEW', 'CANCEL', 'PAUSE', 'RESUME')),
     add column before jsonb`,
  `create table billing.credit_issue (
     key text primary key,
     connection text not null,
     invoice_external_ids jsonb not null
   )`,
];
