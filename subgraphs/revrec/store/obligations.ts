import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import type { RevenueDelayCause } from '#schema/generated/revrec.ts';

/** What an obligation waits for, from which day on, and how much of its price that is. */
export interface KeptWait {
  readonly cause: RevenueDelayCause;
  readonly since: string;
  readonly workUntil: string | null;
  readonly waitingMinor: bigint;
}

export interface KeptObligation {
  readonly id: string;
  /** The engine's. */
  readonly key: string;
  readonly wait: KeptWait | null;
}

/** Remembers a contract's obligations, for reads by their ids, and what each waits for; one that it has no more waits for nothing. */
export async function keepObligations(
  em: EntityManager,
  contractId: string,
  obligations: readonly KeptObligation[],
): Promise<void> {
  await rows(
    em,
    `update revrec.obligation set waits_for = null, waits_since = null, work_until = null, waiting_minor = null
     where contract_id = $1 and waits_for is not null and id <> all($2::text[])`,
    [contractId, obligations.map(({ id }) => id)],
  );
  await rows(
    em,
    `insert into revrec.obligation as kept (id, key, contract_id, waits_for, waits_since, work_until, waiting_minor)
     select id, key, $1, waits_for, waits_since, work_until, waiting
     from unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::bigint[])
       as t(id, key, waits_for, waits_since, work_until, waiting)
     on conflict (id) do update set waits_for = excluded.waits_for, waits_since = excluded.waits_since,
       work_until = excluded.work_until, waiting_minor = excluded.waiting_minor
     where (kept.waits_for, kept.waits_since, kept.work_until, kept.waiting_minor) is distinct from
       (excluded.waits_for, excluded.waits_since, excluded.work_until, excluded.waiting_minor)`,
    [
      contractId,
      obligations.map(({ id }) => id),
      obligations.map(({ key }) => key),
      obligations.map(({ wait }) => wait?.cause ?? null),
      obligations.map(({ wait }) => wait?.since ?? null),
      obligations.map(({ wait }) => wait?.workUntil ?? null),
      obligations.map(({ wait }) => wait?.waitingMinor.toString() ?? null),
    ],
  );
}

export interface ObligationPlace {
  readonly id: string;
  readonly contractId: string;
  readonly key: string;
}

export function obligationsBy(em: EntityManager, ids: readonly string[]): Promise<readonly ObligationPlace[]> {
  return rows(em, 'select id, contract_id as "contractId", key from revrec.obligation where id = any($1::text[])', [
    ids,
  ]);
}

/** Which of them are asked for: those that wait on that day, of one cause or of all. */
export interface Waiting {
  readonly legalEntity: string;
  readonly on: string;
  readonly cause: RevenueDelayCause | null;
}

const WAITING = `revrec.obligation o join revrec.contract c using (contract_id)
  where c.legal_entity = $1 and o.waits_for is not null and o.waits_since <= $2
    and ($3::text is null or $3 = case when o.work_until >= $2 then 'EXECUTION' else o.waits_for end)`;

/** A page of them, the largest amounts first, within one amount by id. */
export async function waitingObligations(
  em: EntityManager,
  { legalEntity, on, cause }: Waiting,
  { after, limit }: { readonly after: readonly string[] | null; readonly limit: number },
): Promise<readonly { readonly id: string; readonly waiting: string }[]> {
  return rows(
    em,
    `select o.id, o.waiting_minor::text as waiting from ${WAITING}
       and ($4::bigint is null or (-o.waiting_minor, o.id) > (-$4::bigint, $5::text))
     order by -o.waiting_minor, o.id limit $6`,
    [legalEntity, on, cause, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

export interface WaitingTotal {
  readonly currency: CurrencyCode;
  readonly count: number;
  readonly minor: bigint;
}

/** All of them, a row a currency. */
export async function waitingTotals(
  em: EntityManager,
  { legalEntity, on, cause }: Waiting,
): Promise<readonly WaitingTotal[]> {
  const found = await rows<{ currency: CurrencyCode; count: number; minor: string }>(
    em,
    `select c.currency, count(*)::integer as count, sum(o.waiting_minor)::text as minor from ${WAITING}
     group by c.currency order by c.currency`,
    [legalEntity, on, cause],
  );
  return found.map(({ minor, ...row }) => ({ ...row, minor: BigInt(minor) }));
}
