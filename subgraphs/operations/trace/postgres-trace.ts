import type { DataSource, EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { missingLinks, thingOf, withoutBatches } from './expected.ts';
import { type Link, THINGS } from './links.ts';
import { catchUpTraces } from './postgres-links.ts';

/** Everything that hangs together with one identifier. */
export interface Traced {
  /** What was meant: of a type that the graph has a node for. */
  readonly subjectId: string;
  readonly ids: readonly string[];
  readonly links: readonly Link[];
  readonly missing: readonly string[];
}

/** More than this hangs together for no deal; what lies beyond is not shown. */
const IDS_MAX = 2000;

/**
 * Finds what is known under any identifier and all that is linked to it, of these entities. A customer belongs to every
 * one of its deals, so it is only gone through when it is what was asked for; and a journal of a month to very many
 * contracts, so whoever comes down to it does not go up again. Null when nothing is known under it.
 */
export async function readTrace(
  dataSource: DataSource,
  by: string,
  entities: readonly string[],
): Promise<Traced | null> {
  await catchUpTraces(dataSource);
  const em = dataSource.manager;
  const start = await findStart(em, by, entities);
  if (start === null) return null;
  const ids = await reach(em, start, entities);
  const all = await linksAmong(em, ids, entities);
  return {
    subjectId: nodeFor(start, all),
    ids,
    links: withoutBatches(all).toSorted(byBusiness),
    missing: missingLinks(ids, all),
  };
}

async function findStart(em: EntityManager, by: string, entities: readonly string[]): Promise<string | null> {
  const named = await rows<{ id: string }>(
    em,
    `select id from operations.trace_name where name = $1 and legal_entity = any($2)
     union select $1 from operations.trace_link
       where (from_id = $1 or to_id = $1) and legal_entity = any($2)`,
    [by, entities],
  );
  const [first] = named.map(({ id }) => id).toSorted(byThing);
  if (first !== undefined) return first;
  const operation = await firstRow<{ id: string | null }>(
    em,
    `select coalesce(contract_id, customer_id) as id from operations.operation where id = $1 and legal_entity = any($2)`,
    [by, entities],
  );
  return operation?.id ?? null;
}

async function reach(em: EntityManager, start: string, entities: readonly string[]): Promise<readonly string[]> {
  const found = await rows<{ id: string }>(
    em,
    `with recursive reach(id, climbs) as (
       select $1::text, true
       union
       select next.id, next.climbs from reach r cross join lateral (
         select to_id as id, r.climbs and to_id not like 'rev:%' as climbs
         from operations.trace_link where from_id = r.id and legal_entity = any($2)
         union all
         select from_id, true from operations.trace_link where r.climbs and to_id = r.id and legal_entity = any($2)
       ) next
       where r.id = $1 or r.id not like 'cust\\_%'
     )
     select distinct id from reach limit ${IDS_MAX}`,
    [start, entities],
  );
  return found.map(({ id }) => id).toSorted(byThing);
}

async function linksAmong(
  em: EntityManager,
  ids: readonly string[],
  entities: readonly string[],
): Promise<readonly Link[]> {
  return rows<Link>(
    em,
    `select from_id as "from", to_id as "to", relation, ref from operations.trace_link
     where from_id = any($1) and to_id = any($1) and legal_entity = any($2)`,
    [ids, entities],
  );
}

/** Things that the graph has no node for are shown as what they belong to. */
const HAS_NO_NODE = new Set(['posting', 'journalEntry', 'obligation', 'batch', 'refund']);

function nodeFor(start: string, links: readonly Link[]): string {
  let id = start;
  for (let step = 0; step < THINGS.length && HAS_NO_NODE.has(thingOf(id)); step += 1) {
    id = links.find(({ to }) => to === id)?.from ?? id;
  }
  return id;
}

export interface AuditEventRow {
  readonly sequence: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly correlation_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly hash: string;
  readonly previous_hash: string;
}

/** What was done to any of these, to their operations and to the exceptions of those. */
const ABOUT_THEM = `from operations.audit a where a.subject in (
    select unnest($1::text[])
    union select o.id from operations.operation o where o.contract_id = any($1) and o.legal_entity = any($2)
    union select e.id from operations.exception e where e.contract_id = any($1) and e.legal_entity = any($2))`;

export function readAuditEvents(
  em: EntityManager,
  ids: readonly string[],
  entities: readonly string[],
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly AuditEventRow[]> {
  return rows<AuditEventRow>(
    em,
    `select a.* ${ABOUT_THEM} and ($3::bigint is null or a.sequence > $3) order by a.sequence limit $4`,
    [ids, entities, page.after, page.limit],
  );
}

export async function countAuditEvents(em: EntityManager, ids: readonly string[], entities: readonly string[]) {
  const row = await firstRow<{ n: number }>(em, `select count(*)::integer as n ${ABOUT_THEM}`, [ids, entities]);
  return row?.n ?? 0;
}

function byThing(a: string, b: string): number {
  return THINGS.indexOf(thingOf(a)) - THINGS.indexOf(thingOf(b)) || (a < b ? -1 : Number(a > b));
}

function byBusiness(a: Link, b: Link): number {
  return byThing(a.from, b.from) || byThing(a.to, b.to);
}
