export const up: readonly string[] = [
  `create table operations.intake_cursor (
     one boolean primary key default true check (one),
     xid xid8 not null default '0',
     id bigint not null default 0,
     began_on date
   )`,
  'insert into operations.intake_cursor default values',
  `create table operations.intake_item (
     number bigint generated always as identity primary key,
     xid xid8 not null,
     id bigint not null,
     type text not null,
     schema_version integer not null,
     subject text not null,
     state text not null check (state in ('NEW', 'WAITING', 'QUARANTINED', 'DONE')),
     disposition text,
     reason text,
     attempts integer not null default 0,
     wakes integer not null default 0,
     since timestamptz not null,
     due_at timestamptz,
     lease_until timestamptz,
     finished_at timestamptz,
     fingerprint text not null,
     legal_entity text,
     customer_id text,
     contract_id text,
     correlation_id text not null,
     source_operation text,
     operation_id text,
     data jsonb not null,
     unique (xid, id, subject)
   )`,
  `create unique index one_pending_of_a_subject on operations.intake_item (subject) where state <> 'DONE'`,
  'create index on operations.intake_item (subject, number)',
  `create index on operations.intake_item (due_at, number) where state <> 'DONE'`,
  `create index on operations.intake_item (contract_id) where state <> 'DONE'`,
  `create table operations.intake_subject (
     subject text primary key,
     reached text,
     ordinal integer not null default 0,
     operation_id text,
     intended text,
     intended_ordinal integer
   )`,
  `create table operations.business_event (
     type text not null,
     subject text not null,
     primary key (type, subject)
   )`,
];
