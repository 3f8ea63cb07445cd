import { differences, faultsOf } from '#bench/gateway/matrix-report.ts';
import type { Round } from '#bench/gateway/rounds.ts';

const FACTS = { label: 'ours', query: 'light', hash: 'a', bytes: 10, fetches: 4 } as const;
const ROUND: Round = {
  label: 'ours',
  query: 'light',
  requests: 400,
  perSecond: 100,
  p50Ms: 5,
  p99Ms: 9,
  bytesPerRequest: 1_000,
  refused: 0,
  lost: 0,
  cpuMsPerRequest: 0.5,
  subgraphsBusy: 0.6,
  residentMiB: 100,
  load: 1,
  speed: 500,
};

describe('a comparison of gateways', () => {
  it('holds when all say the same about a query', () => {
    expect(differences([FACTS, { ...FACTS, label: 'stock' }, { ...FACTS, query: 'heavy', hash: 'b' }])).toEqual([]);
  });

  it('is void when one says something else', () => {
    expect(differences([FACTS, { ...FACTS, label: 'stock', hash: 'c' }])).toEqual([
      'the data of light differs: ours a, stock c',
    ]);
  });

  it.each([
    ['refusals', { refused: 1 }],
    ['losses', { lost: 1 }],
    ['subgraphs that hold everybody up', { subgraphsBusy: 0.61 }],
  ])('is void with %s', (_case, fault) => {
    expect(faultsOf(ROUND)).toEqual([]);
    expect(faultsOf({ ...ROUND, ...fault })).toHaveLength(1);
  });
});
