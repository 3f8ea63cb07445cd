import { roundedProgress } from '#revrec/engine/progress-decimals.ts';

describe('progress with a number of decimals', () => {
  it('is rounded half away from zero, also to nothing and to the whole', () => {
    expect(roundedProgress({ n: 2n, d: 3n }, 3)).toEqual({ n: 667n, d: 1000n });
    expect(roundedProgress({ n: 1n, d: 8n }, 2)).toEqual({ n: 13n, d: 100n });
    expect(roundedProgress({ n: 1n, d: 3n }, 0)).toEqual({ n: 0n, d: 1n });
    expect(roundedProgress({ n: 5n, d: 5n }, 4)).toEqual({ n: 10_000n, d: 10_000n });
  });
});
