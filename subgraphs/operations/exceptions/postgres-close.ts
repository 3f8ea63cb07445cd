import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import type { ExceptionRow, OperationRow } from '../progress/postgres-rows.ts';

/** Work of one legal entity that has to do with revenue up to a month's end. */
export interface CloseWork {
  readonly exceptions: readonly ExceptionRow[];
  readonly exceptionCount: number;
  /** What is at stake in all of them, one amount a currency. */
  readonly impact: readonly MoneyWire[];
  /** Accepted, and their books not done. */
  readonly operations: readonly OperationRow[];
  readonly operationCount: number;
  /** Opened within the month and waived: the reason is in the history of each. */
  readonly waived: readonly ExceptionRow[];
}

export interface CloseMonth {
  readonly legalEntity: string;
  readonly startsOn: string;
  /** Last day. */
  readonly endsOn: string;
}

/** Of each list; the counts are of all. */
const SHOWN_MAX = 100;

/**
 * The first day that an operation `o` can have to do with, where its request names one. A document or a deal is known by its
 * id here, and its day to the system that holds it: that counts for every month, since a month that is closed by mistake
 * costs more than one that waits.
 */
const FIRST_DAY = `coalesce((o.input ->> 'effectiveOn')::date, (o.input ->> 'completedOn')::date, '-infinity'::date)`;

/** The customer's record is no money. */
const TOUCHES = `o.kind <> 'SYNC_CUSTOMER' and ${FIRST_DAY} <= $2::date`;

/** One about a closed month names that; one of no operation is about something that nobody could place yet. */
const OPEN_EXCEPTION = `from operations.exception e left join operations.operation o on o.id = e.operation_id
  where e.legal_entity = $1 and e.closed_at is null and (o.id is null or (${TOUCHES}))
    and (e.cause <> 'CLOSED_PERIOD' or coalesce(e.payload ->> 'period', '') <= to_char($2::date, 'YYYY-MM'))`;

const UNFINISHED = `from operations.operation o
  where o.legal_entity = $1 and o.finished_at is null and o.finalization = 'PENDING' and ${TOUCHES}`;

/** What is open and touches the revenue of a month or of one before it, the oldest first. */
export async function closeWorkOf(
  em: EntityManager,
  { legalEntity, startsOn, endsOn }: CloseMonth,
): Promise<CloseWork> {
  const of = [legalEntity, endsOn];
  const exceptions = await rows<ExceptionRow>(
    em,
    `select e.* ${OPEN_EXCEPTION} order by e.opened_at, e.id limit ${SHOWN_MAX}`,
    of,
  );
  const sums = await rows<{ readonly currency: string | null; readonly minor: string | null; readonly n: number }>(
    em,
    `select e.impact_currency as currency, sum(e.impact_minor)::text as minor, count(*)::integer as n
     ${OPEN_EXCEPTION} group by e.impact_currency order by e.impact_currency`,
    of,
  );
  const operations = await rows<OperationRow>(
    em,
    `select o.* ${UNFINISHED} order by o.requested_at, o.id limit ${SHOWN_MAX}`,
    of,
  );
  const [unfinished] = await rows<{ readonly n: number }>(em, `select count(*)::integer as n ${UNFINISHED}`, of);
  const waived = await rows<ExceptionRow>(
    em,
    `select * from operations.exception where legal_entity = $1 and status = 'WAIVED'
       and opened_at >= $2::date and opened_at < $3::date + 1 order by opened_at, id limit ${SHOWN_MAX}`,
    [legalEntity, startsOn, endsOn],
  );
  return {
    exceptions,
    exceptionCount: sums.reduce((all, { n }) => all + n, 0),
    impact: sums.flatMap(({ currency, minor }) => (currency === null || minor === null ? [] : [{ currency, minor }])),
    operations,
    operationCount: unfinished?.n ?? 0,
    waived,
  };
}
