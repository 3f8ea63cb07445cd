import { middle, type Round, rotated, rowOf, secondsFor } from '#bench/gateway/rounds.ts';

const CELL = { label: 'ours', query: 'light' } as const;
const ROUND: Round = {
  ...CELL,
  requests: 400,
  perSecond: 100,
  p50Ms: 5,
  p99Ms: 9,
  bytesPerRequest: 1_000,
  refused: 1,
  lost: 2,
  cpuMsPerRequest: 0.5,
  subgraphsBusy: 0.2,
  residentMiB: 100.4,
  load: 1,
  speed: 500,
};
const ROUNDS: readonly Round[] = [
  ROUND,
  { ...ROUND, perSecond: 300, cpuMsPerRequest: 0.3, load: 3 },
  { ...ROUND, perSecond: 200, cpuMsPerRequest: 0.4, load: 2 },
  { ...ROUND, query: 'heavy', perSecond: 9_999 },
  { ...ROUND, label: 'stock', perSecond: 9_999 },
];

describe('the rounds of a gateway', () => {
  it('are one row: the middle of the figures, the sum of the failures, of its own rounds with one query', () => {
    expect(rowOf(ROUNDS, CELL)).toEqual({
      gateway: 'ours',
      'req/s': 200,
      'lowest-highest': '100-300',
      'p50 ms': 5,
      'p99 ms': 9,
      'CPU ms/req': 0.4,
      'RSS MiB': 100,
      'subgraphs busy': 0.2,
      refused: 3,
      lost: 6,
      load: '1-3',
    });
    expect(middle(ROUNDS, CELL, ({ perSecond }) => perSecond)).toBe(200);
  });

  it.each([
    ['as long as told when it is fast', 1_000, 4],
    ['until its connections had several turns when it is slow', 50, 8],
    ['not for ever when it stands still', 0, 20],
  ])('are measured %s', (_case, perSecond, seconds) => {
    expect(secondsFor(perSecond, { connections: 50, seconds: 4 })).toBe(seconds);
  });

  it('begin with another one each time, and leave nobody out', () => {
    expect([1, 2, 3, 4].map((round) => rotated(['a', 'b', 'c'], round).join(''))).toEqual(['bca', 'cab', 'abc', 'bca']);
  });
});
