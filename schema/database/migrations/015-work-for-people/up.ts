/** The row as the hash sees it. An instant in UTC with microseconds, JSON as Postgres writes it: always the same text. */
const AUDIT_TEXT = `jsonb_build_array(r.chain, r.position, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  r.actor, r.action, r.subject, r.correlation_id, r.before, r.after, r.previous_hash)::text`;

const refuseChangesOf = (table: string): readonly string[] => [
  `create trigger append_only before update or delete on operations.${table}
   for each row execute function event_log.refuse_change()`,
  `create trigger never_emptied before truncate on operations.${table}
   for each statement execute function event_log.refuse_change()`,
];

/** Refuses what is not among the allowed pairs, `FROM>TO`. */
function guardStatusOf(table: string, what: string, starts: readonly string[], allowed: readonly string[]) {
  const list = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ');
  return [
    `create function operations.guard_${table}_status() returns trigger language plpgsql as $$ begin
       if tg_op = 'INSERT' then
         if new.status <> all(array[${list(starts)}]) then
           raise exception '${what} does not begin as %', new.status using errcode = 'check_violation';
         end if;
       elsif new.status <> old.status and (old.status || '>' || new.status) <> all(array[${list(allowed)}]) then
         raise exception '${what} does not go from % to %', old.status, new.status using errcode = 'check_violation';
       end if;
       return new;
     end $$`,
    `create trigger legal_status before insert or update of status on operations.${table}
     for each row execute function operations.guard_${table}_status()`,
  ];
}

const pairs = (from: string, ...to: readonly string[]) => to.map((status) => `${from}>${status}`);

// Branches run side by side: one may still finish a step after another one has had the operation taken back.
const OPERATION_PAIRS = [
  ...pairs('QUEUED', 'RUNNING', 'WAITING', 'PARKED', 'FAILED', 'CANCELLED'),
  ...pairs('RUNNING', 'WAITING', 'PARKED', 'COMPENSATING', 'SUCCEEDED', 'COMPENSATED', 'FAILED', 'CANCELLED'),
  ...pairs('WAITING', 'QUEUED', 'RUNNING', 'PARKED', 'COMPENSATING', 'FAILED', 'CANCELLED'),
  ...pairs('PARKED', 'RUNNING', 'WAITING', 'COMPENSATING', 'FAILED', 'CANCELLED'),
  ...pairs('COMPENSATING', 'RUNNING', 'PARKED', 'WAITING', 'COMPENSATED', 'FAILED'),
];

// A step is told as started before anything else is told of it. From DONE there is only the way back; what waits on that
// way is WAITING or UNCERTAIN like any other write.
const STEP_PAIRS = [
  ...pairs('PENDING', 'RUNNING'),
  ...pairs('RUNNING', 'WAITING', 'UNCERTAIN', 'DONE', 'SKIPPED', 'FAILED'),
  ...pairs('WAITING', 'RUNNING', 'UNCERTAIN', 'DONE', 'SKIPPED', 'FAILED', 'COMPENSATING', 'COMPENSATED'),
  ...pairs('UNCERTAIN', 'RUNNING', 'WAITING', 'DONE', 'SKIPPED', 'FAILED', 'COMPENSATING', 'COMPENSATED'),
  ...pairs('DONE', 'WAITING', 'UNCERTAIN', 'COMPENSATING', 'COMPENSATED'),
  ...pairs('COMPENSATING', 'WAITING', 'UNCERTAIN', 'COMPENSATED'),
];

const audit = [
  `alter table operations.audit
     add column chain text, add column position integer, add column previous_hash text, add column hash text`,
  `create table operations.audit_chain (
     chain text primary key,
     position integer not null,
     hash text not null,
     sealed_position integer not null default 0
   )`,
  'create index on operations.audit_chain (chain) where position > sealed_position',
  'alter table operations.audit disable trigger append_only',
  `do $$
   declare
     r operations.audit;
     head operations.audit_chain;
   begin
     for r in select * from operations.audit order by sequence loop
       insert into operations.audit_chain as c (chain, position, hash) values (r.subject, 1, '')
         on conflict (chain) do update set position = c.position + 1 returning * into head;
       r.chain := r.subject;
       r.position := head.position;
       r.previous_hash := head.hash;
       r.hash := encode(sha256(convert_to(${AUDIT_TEXT}, 'UTF8')), 'hex');
       update operations.audit set chain = r.chain, position = r.position, previous_hash = r.previous_hash, hash = r.hash
         where sequence = r.sequence;
       update operations.audit_chain set hash = r.hash where chain = r.chain;
     end loop;
   end $$`,
  'alter table operations.audit enable trigger append_only',
  `alter table operations.audit
     alter column chain set not null, alter column position set not null,
     alter column previous_hash set not null, alter column hash set not null`,
  'create unique index on operations.audit (chain, position)',
  'create index on operations.audit (correlation_id, sequence)',
  `create trigger never_emptied before truncate on operations.audit
   for each statement execute function event_log.refuse_change()`,
  `create trigger never_removed before delete on operations.audit_chain
   for each row execute function event_log.refuse_change()`,
  `create table operations.audit_seal (
     number integer primary key,
     at timestamptz not null,
     heads jsonb not null,
     previous_hash text not null,
     hash text not null
   )`,
  ...refuseChangesOf('audit_seal'),
];

const policies = [
  `create table operations.policy (
     name text not null,
     version integer not null check (version > 0),
     effective_at timestamptz not null,
     published_at timestamptz not null,
     author text not null,
     approved_by text,
     note text not null,
     document jsonb not null,
     primary key (name, version)
   )`,
  ...refuseChangesOf('policy'),
];

const exceptions = [
  `alter table operations.exception
     add column system text, add column severity text not null default 'P3',
     add column material boolean not null default false, add column business_key text,
     add column alerted_at timestamptz`,
  `create unique index one_open_of_a_key on operations.exception (business_key)
   where closed_at is null and business_key is not null`,
  'create index on operations.exception (due_at) where closed_at is null',
  `create table operations.bulk_decision (
     client text not null,
     idempotency_key text not null,
     input_hash text not null,
     at timestamptz not null,
     primary key (client, idempotency_key)
   )`,
  `create table operations.bulk_decision_item (
     client text not null,
     idempotency_key text not null,
     exception_id text not null references operations.exception (id),
     decided boolean,
     code text,
     reason text,
     primary key (client, idempotency_key, exception_id),
     foreign key (client, idempotency_key) references operations.bulk_decision (client, idempotency_key)
   )`,
];

const approvals = [
  `create table operations.approval (
     id text primary key,
     status text not null check (status in ('PENDING', 'APPROVED', 'REJECTED', 'EXPIRED')),
     rule text not null,
     reason text not null,
     payload jsonb not null,
     payload_hash text not null,
     requested_by text not null,
     requested_at timestamptz not null,
     expires_at timestamptz not null,
     decided_by text,
     decided_at timestamptz,
     note text,
     operation_id text references operations.operation (id),
     exception_id text references operations.exception (id),
     customer_id text,
     contract_id text,
     legal_entity text not null,
     correlation_id text not null,
     decision_key text,
     decision_hash text
   )`,
  `create unique index on operations.approval (exception_id) where status = 'PENDING' and exception_id is not null`,
  `create unique index on operations.approval (decided_by, decision_key) where decision_key is not null`,
  'create index on operations.approval (operation_id)',
  'create index on operations.approval (requested_at, id)',
  `create index on operations.approval (expires_at) where status = 'PENDING'`,
  `create function operations.guard_approval() returns trigger language plpgsql as $$ begin
     if tg_op = 'DELETE' then raise exception 'An approval is never removed' using errcode = 'check_violation'; end if;
     if old.status <> 'PENDING' or (new.payload, new.payload_hash, new.requested_by, new.reason, new.rule)
         is distinct from (old.payload, old.payload_hash, old.requested_by, old.reason, old.rule) then
       raise exception 'An approval is decided once, about what was shown' using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  `create trigger decided_once before update or delete on operations.approval
   for each row execute function operations.guard_approval()`,
];

const replays = [
  `create table operations.replay (
     id text primary key,
     operation_id text not null references operations.operation (id),
     from_step text not null,
     reason text not null,
     client text not null,
     idempotency_key text not null,
     input_hash text not null,
     requested_at timestamptz not null,
     unique (client, idempotency_key)
   )`,
  'create index on operations.replay (operation_id)',
  ...refuseChangesOf('replay'),
];

const traces = [
  `create table operations.trace_name (
     name text not null,
     id text not null,
     legal_entity text not null,
     primary key (name, id)
   )`,
  `create table operations.trace_link (
     from_id text not null,
     to_id text not null,
     relation text not null,
     legal_entity text not null,
     ref jsonb,
     operation_id text,
     primary key (from_id, to_id, relation)
   )`,
  'create index on operations.trace_link (to_id)',
  'create index on operations.trace_name (id)',
  `create table operations.trace_cursor (
     one boolean primary key default true check (one),
     xid xid8 not null default '0',
     id bigint not null default 0
   )`,
  'insert into operations.trace_cursor default values',
];

export const up: readonly string[] = [
  ...audit,
  ...policies,
  ...exceptions,
  ...approvals,
  ...replays,
  ...traces,
  ...guardStatusOf('operation', 'An operation', ['QUEUED', 'WAITING'], OPERATION_PAIRS),
  ...guardStatusOf('step', 'A step', ['PENDING'], STEP_PAIRS),
];
