import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';

/** How one team kept its clocks over a period. */
export interface Attainment {
  readonly ownerTeam: string;
  readonly withinClock: number;
  readonly beyondClock: number;
  readonly pending: number;
  /** A decimal of four places; null where nothing was closed or overdue. */
  readonly share: string | null;
}

/** From the first instant on, up to but without the last one. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Share of exceptions that were closed within their clock, by the team that has them now, teams by name. An exception
 * belongs to the period in which it was closed; one that is open beyond its clock to that in which the clock ran out, so
 * that leaving it open betters no figure. What is open with time left is counted apart.
 */
export async function attainmentOf(
  em: EntityManager,
  entities: readonly string[],
  { from, to }: Span,
  now: Date,
): Promise<readonly Attainment[]> {
  const found = await rows<{
    readonly owner_team: string;
    readonly within: number;
    readonly beyond: number;
    readonly pending: number;
    readonly share: string | null;
  }>(
    em,
    `with judged as (
       select owner_team,
         closed_at >= $2 and closed_at < $3 and closed_at <= due_at as within,
         (closed_at >= $2 and closed_at < $3 and closed_at > due_at)
           or (closed_at is null and due_at >= $2 and due_at < least($3, $4::timestamptz)) as beyond,
         closed_at is null and due_at >= $4 and opened_at < $3 as pending
       from operations.exception where legal_entity = any($1)
     ), counted as (
       select owner_team, count(*) filter (where within)::integer as within,
         count(*) filter (where beyond)::integer as beyond, count(*) filter (where pending)::integer as pending
       from judged group by owner_team
     )
     select *, round(within::numeric / nullif(within + beyond, 0), 4)::text as share
     from counted where within + beyond + pending > 0 order by owner_team`,
    [entities, from, to, now],
  );
  return found.map(({ owner_team, within, beyond, pending, share }) => ({
    ownerTeam: owner_team,
    withinClock: within,
    beyondClock: beyond,
    pending,
    share,
  }));
}
