import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';

/** A table of a mirror, as a rebuild sees it. */
export interface MirrorTable {
  /** With its schema, such as `billing.invoice`. */
  readonly table: string;
  readonly key: readonly string[];
  /** Columns that change without an event, such as `as_of`: they are rebuilt, and not compared. */
  readonly notCompared?: readonly string[];
}

/** Where a mirror is made again beside the live one. */
export interface Scratch {
  readonly schema: string;
  readonly tables: readonly ScratchTable[];
  readonly contractId: string | null;
}

export interface ScratchTable extends MirrorTable {
  /** The copy that is filled from the log. */
  readonly rebuilt: string;
  /** What it is compared with and would replace: the live table or, for one contract, a copy of its rows. */
  readonly live: string;
  /** All but generated ones, which nobody may write. */
  readonly columns: readonly string[];
}

/**
 * Makes the scratch schema, or goes on with the one that a rebuild of the same scope left when it broke off. Another
 * scope, or a live table that looks otherwise by now, begins anew.
 */
export async function openScratch(
  em: EntityManager,
  mirror: string,
  tables: readonly MirrorTable[],
  contractId: string | null,
): Promise<Scratch> {
  const schema = `${mirror}_rebuild`;
  const described: ScratchTable[] = [];
  for (const one of tables) {
    const name = one.table.replace(/^.*\./, '');
    const live = contractId === null ? one.table : `${schema}.${name}_live`;
    described.push({ ...one, rebuilt: `${schema}.${name}`, live, columns: await columnsOf(em, one.table) });
  }
  const scope = createHash('sha256').update(canonicalJson({ described, contractId })).digest('hex');
  const scratch: Scratch = { schema, tables: described, contractId };
  if (await isOfScope(em, schema, scope)) return scratch;
  for (const sql of statementsOf(scratch)) await rows(em, sql);
  await rows(em, `insert into ${schema}.progress (scope, contract_id) values ($1, $2)`, [scope, contractId]);
  for (const { table, rebuilt, live, key } of described) {
    await rows(em, `insert into ${schema}.mirror_table (name, rebuilt, live, key) values ($1, $2, $3, $4)`, [
      table,
      rebuilt,
      live,
      key,
    ]);
  }
  return scratch;
}

async function columnsOf(em: EntityManager, table: string): Promise<readonly string[]> {
  const found = await rows<{ name: string }>(
    em,
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  return found.map(({ name }) => name);
}

async function isOfScope(em: EntityManager, schema: string, scope: string): Promise<boolean> {
  const there = await firstRow<{ there: boolean }>(em, 'select to_regclass($1) is not null as there', [
    `${schema}.progress`,
  ]);
  if (there?.there !== true) return false;
  const found = await firstRow<{ scope: string }>(em, `select scope from ${schema}.progress`);
  return found?.scope === scope;
}

function statementsOf({ schema, tables, contractId }: Scratch): readonly string[] {
  return [
    `drop schema if exists ${schema} cascade`,
    `create schema ${schema}`,
    `create table ${schema}.progress (
       scope text not null,
       contract_id text,
       xid xid8 not null default '0',
       id bigint not null default 0,
       event_count bigint not null default 0
     )`,
    `create table ${schema}.mirror_table (name text primary key, rebuilt text not null, live text not null, key text[] not null)`,
    `create table ${schema}.gone (name text not null, row jsonb not null, unique (name, row))`,
    ...tables.flatMap(({ table, rebuilt, live, key }) => [
      ...copyOf(table, rebuilt, key, 'including defaults including generated'),
      // What is copied from the live table brings its generated columns along.
      ...(contractId === null ? [] : copyOf(table, live, key, 'including defaults')),
    ]),
    whereFunction(schema),
    takeFunction(schema),
    replayFunction(schema),
    fetchFunction(schema),
  ];
}

function copyOf(table: string, copy: string, key: readonly string[], including: string): readonly string[] {
  return [`create table ${copy} (like ${table} ${including})`, `create unique index on ${copy} (${key.join(', ')})`];
}

/** The condition that a row of the table has these values; $1 is the JSON. Refuses a column that there is none of. */
const whereFunction = (schema: string) => `
  create function ${schema}.condition_of(target text, given jsonb) returns text language plpgsql as
  $$
  declare
    unknown text;
  begin
    select string_agg(key, ', ') into unknown from jsonb_object_keys(given) key
    where not exists (select from pg_attribute
      where attrelid = target::regclass and attname = key and attnum > 0 and not attisdropped);
    if unknown is not null or given = '{}' then
      raise exception 'What is gone from % cannot be told by %', target, coalesce(unknown, 'nothing');
    end if;
    return (select string_agg(format('t.%1$I = (jsonb_populate_record(null::%2$s, $1)).%1$I', key, target), ' and ')
      from jsonb_object_keys(given) key);
  end
  $$`;

/** Applies one entry of a record. Columns that the table no longer has are left out; new ones get their default. */
const takeFunction = (schema: string) => `
  create function ${schema}.take(entry jsonb, note_gone boolean) returns void language plpgsql as
  $$
  declare
    target ${schema}.mirror_table%rowtype;
    columns text;
    assignments text;
  begin
    select * into target from ${schema}.mirror_table where name = entry ->> 'table';
    if not found then return; end if;
    if entry ? 'gone' then
      execute format('delete from %s t where %s', target.rebuilt,
        ${schema}.condition_of(target.rebuilt, entry -> 'row')) using entry -> 'row';
      if note_gone then
        insert into ${schema}.gone (name, row) values (target.name, entry -> 'row') on conflict do nothing;
      end if;
      return;
    end if;
    select string_agg(format('%I', key), ', '), string_agg(format('%1$I = excluded.%1$I', key), ', ')
    into columns, assignments
    from jsonb_object_keys(entry -> 'row') key
    where exists (select from pg_attribute where attrelid = target.rebuilt::regclass and attname = key
      and attnum > 0 and not attisdropped and attgenerated = '');
    execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1)
      on conflict (%3$s) do update set %4$s', target.rebuilt, columns,
      (select string_agg(format('%I', part), ', ') from unnest(target.key) part), assignments)
    using entry -> 'row';
  end
  $$`;

/**
 * Takes the next events of the log, and answers how many there were. Without the horizon it sees all that is committed:
 * only for the end, when no writer of the mirror can be under way.
 */
const replayFunction = (schema: string) => `
  create function ${schema}.replay(events_max integer, up_to_horizon boolean) returns integer language plpgsql as
  $$
  declare
    place ${schema}.progress%rowtype;
    told record;
    entry jsonb;
    taken integer := 0;
  begin
    select * into strict place from ${schema}.progress for update;
    for told in
      select e.xid, e.id, e.record from event_log.event e
      where (e.xid, e.id) > (place.xid, place.id) and e.record is not null
        and (place.contract_id is null or e.contract_id = place.contract_id)
        and (not up_to_horizon or e.xid < pg_snapshot_xmin(pg_current_snapshot()))
      order by e.xid, e.id limit events_max
    loop
      for entry in select value from jsonb_array_elements(told.record) with ordinality order by ordinality loop
        perform ${schema}.take(entry, place.contract_id is not null);
      end loop;
      place.xid := told.xid;
      place.id := told.id;
      taken := taken + 1;
    end loop;
    update ${schema}.progress set xid = place.xid, id = place.id, event_count = event_count + taken;
    return taken;
  end
  $$`;

/** Copies the live rows that the events of one contract were about, whether they should still be there or not. */
const fetchFunction = (schema: string) => `
  create function ${schema}.fetch_live(table_name text) returns void language plpgsql as
  $$
  declare
    target ${schema}.mirror_table%rowtype;
    gone_row jsonb;
    key_columns text;
  begin
    select * into strict target from ${schema}.mirror_table where name = table_name;
    select string_agg(format('%I', part), ', ') into key_columns from unnest(target.key) part;
    execute format('truncate %s', target.live);
    execute format('insert into %1$s select t.* from %2$s t join %3$s using (%4$s)',
      target.live, target.name, target.rebuilt, key_columns);
    for gone_row in select row from ${schema}.gone where name = table_name loop
      execute format('insert into %1$s select t.* from %2$s t where %3$s on conflict do nothing',
        target.live, target.name, ${schema}.condition_of(target.name, gone_row)) using gone_row;
    end loop;
  end
  $$`;
