export const up: readonly string[] = [
  `create table operations.decision (
     client text not null,
     idempotency_key text not null,
     input_hash text not null,
     exception_id text not null references operations.exception (id),
     action text not null,
     at timestamptz not null,
     primary key (client, idempotency_key)
   )`,
  'create index on operations.decision (exception_id)',
  `create trigger append_only before update or delete on operations.decision
   for each row execute function event_log.refuse_change()`,
];
