import type { DataSource, EntityManager } from 'typeorm';
import { readGauge, type ServiceMetrics } from '#kit/observability/service-metrics.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';

interface Counted {
  readonly label: string;
  readonly count: string;
  readonly since: Date | null;
}

const OPEN_OPERATIONS = `select status as label, count(*)::text as count, min(requested_at) as since
  from operations.operation where finished_at is null group by status`;
const OPEN_EXCEPTIONS = `select cause as label, count(*)::text as count, min(opened_at) as since
  from operations.exception where closed_at is null group by cause`;
const OPEN_ITEMS = `select state as label, count(*)::text as count, min(since) as since
  from operations.intake_item where state <> 'DONE' group by state`;
/** The first event behind the cursor: everything after it waits too. Answers at most one row. */
const UNREAD = `select '' as label, '1' as count, e.occurred_at as since
  from operations.intake_cursor c
  cross join lateral (select occurred_at from event_log.event
    where (xid, id) > (c.xid, c.id) order by xid, id limit 1) e`;

/** Tells what stands in the queues of the process layer, and for how long. Instants are of the business clock. */
export function tellQueues({ registry }: ServiceMetrics, { manager }: Pick<DataSource, 'manager'>, clock: Clock): void {
  const gauge = (name: string, help: string, label: string, sql: string, figureOf: (row: Counted) => number) =>
    readGauge(registry, { name, help, label, read: () => read(manager, sql, figureOf) });
  const age = ({ since }: Counted) =>
    since === null ? 0 : Math.max(0, clock.now().getTime() - since.getTime()) / 1000;
  const count = (row: Counted) => Number(row.count);
  gauge('revgraph_operations_open', 'Operations that have not ended', 'status', OPEN_OPERATIONS, count);
  gauge('revgraph_operations_oldest_seconds', 'Age of the oldest of them', 'status', OPEN_OPERATIONS, age);
  gauge('revgraph_exceptions_open', 'Exceptions that wait for a person', 'cause', OPEN_EXCEPTIONS, count);
  gauge('revgraph_intake_items_open', 'News that are not dealt with', 'state', OPEN_ITEMS, count);
  gauge('revgraph_intake_oldest_seconds', 'Age of the oldest of them', 'state', OPEN_ITEMS, age);
  readGauge(registry, {
    name: 'revgraph_event_log_lag_seconds',
    help: 'Age of the first event that the intake has not read',
    read: async () => {
      const [oldest] = await read(manager, UNREAD, age);
      return [oldest ?? { label: '', value: 0 }];
    },
  });
}

async function read(manager: EntityManager, sql: string, figureOf: (row: Counted) => number) {
  const found = await rows<Counted>(manager, sql);
  return found.map((row) => ({ label: row.label, value: figureOf(row) }));
}
