import type { DataSource } from 'typeorm';
import { gatewayMetrics } from '#gateway/edge/metrics.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { tellInbox } from '#kit/webhooks/inbox-metrics.ts';
import { stepMetrics } from '#operations/participants/command-metrics.ts';
import { tellQueues } from '#operations/progress/postgres-metrics.ts';
import { textOf } from './sources.ts';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels } = JSON.parse(textOf('docs/grafana-dashboard.json')) as { readonly panels: readonly Panel[] };
const shown = panels.filter(({ type }) => type !== 'row');

/** Of every registry there is, each metric with the names that its samples have. */
async function exposed(): Promise<ReadonlyMap<string, readonly string[]>> {
  // Nothing is read: what a metric is called does not hang on what there is to tell.
  const dataSource = { manager: { query: () => Promise.resolve([]) } } as unknown as DataSource;
  const pool = { totalCount: 0, idleCount: 0, waitingCount: 0 };
  const service = serviceMetrics({ service: 'test', pool, ofProcess: true });
  tellInbox(service, dataSource, 'crm', systemClock);
  tellQueues(service, dataSource, systemClock);
  stepMetrics(service);
  const text = `${await gatewayMetrics().text()}\n${await service.text()}`;
  const found = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]): [string, readonly string[]] => [
    name,
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ]);
  return new Map(found);
}

function asked({ targets = [] }: Panel): readonly string[] {
  return targets.flatMap(({ expr }) => expr.match(/\b(?:revgraph|process|nodejs)_\w+/g) ?? []);
}

describe('the dashboard', () => {
  it.each(shown.map((panel) => [panel.title, panel] as const))('asks for what is told: %s', async (_title, panel) => {
    const names = new Set([...(await exposed()).values()].flat());
    expect(asked(panel)).not.toEqual([]);
    expect(asked(panel).filter((name) => !names.has(name))).toEqual([]);
  });

  it('shows everything of ours that is told', async () => {
    const used = new Set(shown.flatMap(asked));
    const unused = [...(await exposed())].filter(([, samples]) => !samples.some((name) => used.has(name)));
    expect(unused.map(([name]) => name).filter((name) => name.startsWith('revgraph_'))).toEqual([]);
  });

  it('has names as Prometheus wants them: base units, and a total where something is counted', async () => {
    const ours = [...(await exposed()).keys()].filter((name) => name.startsWith('revgraph_'));
    expect(ours.filter((name) => /_(ms|millis|milliseconds|kb|mb|percent|count|sum|bucket)$/.test(name))).toEqual([]);
    expect(ours.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
  });

  it('has no panel upon another', () => {
    const places = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
    );
    expect(new Set(places).size).toBe(places.length);
  });
});
