/** The rooms that call vendors, and the one whose sagas ask it for its calls like the others. */
const SYSTEMS = ['crm', 'billing', 'erp', 'revrec'];

/** Out of so many slots, one is bulk's even when interactive calls would fill them all. */
const BULK_SHARE = 10;

function callsOf(schema: string): readonly string[] {
  return [
    `create table ${schema}.vendor_call (
       id bigint generated always as identity primary key,
       at timestamptz not null,
       connection text not null,
       method text not null,
       path text not null,
       command_key text collate "C",
       correlation_id text,
       status integer,
       duration_ms integer not null,
       request text,
       response text,
       truncated boolean not null,
       error text
     )`,
    `create index on ${schema}.vendor_call (command_key, id) where command_key is not null`,
    `create index on ${schema}.vendor_call (at)`,
    `create table ${schema}.vendor_pace (
       connection text primary key,
       tat timestamptz not null default '-infinity',
       bulk_due timestamptz not null default '-infinity',
       held_until timestamptz not null default '-infinity'
     ) with (fillfactor = 10)`,
    // The moment is looked up after the lock is held: a time that was read while waiting for it would be too early.
    `create function ${schema}.take_turn(
       calling text, lane text, interval_ms double precision, wait_max_ms double precision,
       moment timestamptz default null)
     returns table (outcome text, wait_ms double precision) language plpgsql as
     $$
     declare
       pace ${schema}.vendor_pace%rowtype;
       step interval := make_interval(secs => interval_ms / 1000);
       present timestamptz;
       slot timestamptz;
     begin
       select * into pace from ${schema}.vendor_pace p where p.connection = calling for update;
       if not found then
         insert into ${schema}.vendor_pace (connection) values (calling) on conflict do nothing;
         select * into strict pace from ${schema}.vendor_pace p where p.connection = calling for update;
       end if;
       present := coalesce(moment, clock_timestamp());
       slot := greatest(present, pace.tat);
       wait_ms := extract(epoch from slot - present) * 1000;
       if wait_ms > wait_max_ms then
         outcome := 'REFUSED';
       elsif lane = 'BULK' and slot > present and pace.bulk_due > present then
         outcome := 'ASK_AGAIN';
         wait_ms := extract(epoch from least(slot, pace.bulk_due) - present) * 1000;
       else
         outcome := 'GRANTED';
         update ${schema}.vendor_pace p set
           tat = slot + step,
           bulk_due = case when lane = 'BULK' then slot + step * ${BULK_SHARE} else p.bulk_due end
         where p.connection = calling;
       end if;
       return next;
     end
     $$`,
    `create function ${schema}.hold_back(calling text, retry_after_ms double precision, moment timestamptz default null)
     returns void language plpgsql as
     $$
     declare
       until timestamptz := coalesce(moment, clock_timestamp()) + make_interval(secs => retry_after_ms / 1000);
     begin
       insert into ${schema}.vendor_pace as p (connection, tat, held_until) values (calling, until, until)
       on conflict (connection) do update set
         tat = greatest(p.tat, until),
         held_until = greatest(p.held_until, until);
     end
     $$`,
  ];
}

export const up: readonly string[] = [
  ...SYSTEMS.flatMap(callsOf),
  'alter table event_log.event add column record jsonb',
];
