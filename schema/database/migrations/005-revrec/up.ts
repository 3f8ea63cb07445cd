export const up: readonly string[] = [
  `create table revrec.contract (
     id text primary key,
     contract_id text not null unique,
     number text not null,
     customer_id text not null,
     legal_entity text not null,
     currency char(3) not null,
     starts_on date not null,
     ends_on date not null,
     version integer not null,
     products jsonb not null
   )`,
  'create index on revrec.contract (customer_id)',
  'create index on revrec.contract (legal_entity, id)',
  `create table revrec.event (
     id text primary key,
     contract_id text not null references revrec.contract (contract_id),
     kind text not null,
     legal_entity text not null,
     effective_at date not null,
     recorded_at timestamptz not null,
     superseded_at timestamptz,
     supersedes text references revrec.event (id),
     source_system text not null,
     source_type text not null,
     source_id text not null,
     source_version text not null,
     payload_hash text not null,
     payload jsonb,
     operation_id text not null,
     unique (source_system, source_type, source_id, source_version)
   )`,
  'create index on revrec.event (contract_id)',
  `create function revrec.refuse_change() returns trigger language plpgsql as
   $$ begin
     if tg_op = 'UPDATE' and old.superseded_at is null
       and to_jsonb(new) - 'superseded_at' = to_jsonb(old) - 'superseded_at' then return new; end if;
     raise exception 'Facts are append-only: send a correction that supersedes';
   end $$`,
  `create trigger append_only before update or delete on revrec.event
   for each row execute function revrec.refuse_change()`,
  `create table revrec.obligation (
     id text primary key,
     contract_id text not null references revrec.contract (contract_id),
     key text not null
   )`,
  `create table revrec.outcome (
     key text primary key,
     operation_id text not null,
     outcome jsonb not null
   )`,
  'create index on revrec.outcome (operation_id)',
  `create table revrec.journal_batch (
     batch_key text primary key,
     legal_entity text not null,
     period char(7) not null,
     journal jsonb not null,
     drafted_at timestamptz not null,
     journal_entry_id text,
     document_number text,
     posted_period char(7),
     recorded_at timestamptz
   )`,
  'create index on revrec.journal_batch (legal_entity, period)',
  'create index on revrec.journal_batch (legal_entity) where journal_entry_id is null',
  `create table revrec.journal_line (
     batch_key text not null references revrec.journal_batch (batch_key),
     position integer not null,
     contract_id text not null references revrec.contract (contract_id),
     accounting_contract text not null,
     obligation text,
     role text not null,
     layer text not null,
     cause text not null,
     origin_period char(7) not null,
     debit_minor bigint not null check (debit_minor >= 0),
     credit_minor bigint not null check (credit_minor >= 0),
     primary key (batch_key, position)
   )`,
  'create index on revrec.journal_line (contract_id)',
];
