import type { Round } from '#bench/gateway/rounds.ts';
import { costOf } from '#bench/gateway/share.ts';

const round = (label: string, cpuMsPerRequest: number): Round => ({
  label,
  query: 'light',
  requests: 400,
  perSecond: 100,
  p50Ms: 5,
  p99Ms: 9,
  bytesPerRequest: 1_000,
  refused: 0,
  lost: 0,
  cpuMsPerRequest,
  subgraphsBusy: 0.2,
  residentMiB: 100,
  load: 1,
  speed: 1_500,
});

describe('what a protection costs', () => {
  it('is the middle of what each round says, so that a slow round says no more than another', () => {
    const rounds = [
      round('on', 1),
      round('off', 0.9),
      // The machine was busy: both took four times as long.
      round('on', 4),
      round('off', 3.6),
      round('on', 2),
      round('off', 1.4),
    ];
    const { cpuMs, share } = costOf(rounds, 'on', 'off');
    expect(cpuMs).toBeCloseTo(0.4);
    expect(share).toBeCloseTo(0.1);
  });

  it('is no figure where a round is missing', () => {
    expect(costOf([round('on', 1)], 'on', 'off').share).toBeNaN();
  });
});
