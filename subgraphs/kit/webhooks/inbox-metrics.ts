import type { DataSource } from 'typeorm';
import { readGauge, type ServiceMetrics } from '#kit/observability/service-metrics.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';

/** Tells how many messages of vendors wait, how many were given up, and how long the oldest waits. */
export function tellInbox(
  { registry }: ServiceMetrics,
  { manager }: Pick<DataSource, 'manager'>,
  schema: string,
  clock: Clock,
): void {
  readGauge(registry, {
    name: 'revgraph_inbox_messages',
    help: 'Messages of vendors that wait, or were given up after every attempt',
    label: 'state',
    read: async () => {
      const [row] = await rows<{ waiting: string; given_up: string }>(
        manager,
        `select (select count(*) from ${schema}.inbox where finished_at is null)::text as waiting,
           (select count(*) from ${schema}.inbox where finished_at is not null and error is not null)::text as given_up`,
      );
      return [
        { label: 'waiting', value: Number(row?.waiting ?? 0) },
        { label: 'given_up', value: Number(row?.given_up ?? 0) },
      ];
    },
  });
  readGauge(registry, {
    name: 'revgraph_inbox_oldest_seconds',
    help: 'How long the oldest message waits',
    read: async () => {
      const [row] = await rows<{ since: Date | null }>(
        manager,
        `select min(received_at) as since from ${schema}.inbox where finished_at is null`,
      );
      const since = row?.since ?? null;
      const ms = since === null ? 0 : Math.max(0, clock.now().getTime() - since.getTime());
      return [{ label: '', value: ms / 1000 }];
    },
  });
}
