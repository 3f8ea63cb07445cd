const SYSTEMS = ['crm', 'billing', 'erp', 'revrec', 'operations'];

/** What every system subgraph keeps beside its own tables. */
function groundOf(schema: string): readonly string[] {
  return [
    `create schema ${schema}`,
    `create table ${schema}.connection (
       name text primary key,
       vendor text not null,
       last_answer_at timestamptz,
       cursors jsonb not null default '{}'
     )`,
    `create table ${schema}.crosswalk (
       kind text not null,
       connection text not null,
       external_id text not null,
       id text not null,
       primary key (kind, connection, external_id)
     )`,
    `create index on ${schema}.crosswalk (id)`,
    `create table ${schema}.command_log (
       key text primary key,
       name text not null,
       payload_hash text not null,
       outcome jsonb,
       first_sent_at timestamptz not null,
       finished_at timestamptz
     )`,
    `create table ${schema}.inbox (
       connection text not null,
       event_id text not null,
       body text not null,
       received_at timestamptz not null,
       attempts integer not null default 0,
       due_at timestamptz not null,
       finished_at timestamptz,
       error text,
       primary key (connection, event_id)
     )`,
    `create index on ${schema}.inbox (due_at) where finished_at is null`,
  ];
}

export const up: readonly string[] = [
  ...SYSTEMS.flatMap(groundOf),
  'create schema event_log',
  `create table event_log.event (
     xid xid8 not null default pg_current_xact_id(),
     id bigint generated always as identity,
     type text not null,
     schema_version integer not null,
     origin text not null check (origin in ('SOURCE', 'DERIVED')),
     occurred_at timestamptz not null,
     legal_entity text,
     customer_id text,
     contract_id text,
     operation_id text,
     correlation_id text not null,
     causation_id text,
     data jsonb not null,
     primary key (xid, id)
   )`,
  'create index on event_log.event (operation_id, xid, id) where operation_id is not null',
  'create index on event_log.event (customer_id, xid, id) where customer_id is not null',
  'create index on event_log.event (contract_id, xid, id) where contract_id is not null',
  `create function event_log.refuse_change() returns trigger language plpgsql as
   $$ begin raise exception 'The event log is append-only'; end $$`,
  `create trigger append_only before update or delete on event_log.event
   for each row execute function event_log.refuse_change()`,
];
