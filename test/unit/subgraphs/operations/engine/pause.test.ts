import fc from 'fast-check';
import { pauseMs } from '#operations/engine/pause.ts';

const unavailable = { kind: 'Unavailable', status: 503 } as const;
const runs = { numRuns: 200, seed: 1109 };

describe('the wait before the next attempt', () => {
  it('is what the vendor named, and never more than five minutes', () => {
    expect(pauseMs({ kind: 'RateLimited', retryAfterMs: 1234 }, 1, 'k')).toBe(1234);
    expect(pauseMs({ kind: 'RateLimited', retryAfterMs: 1234 }, 9, 'k')).toBe(1234);
    expect(pauseMs({ kind: 'RateLimited', retryAfterMs: 86_400_000 }, 1, 'k')).toBe(300_000);
    expect(pauseMs({ kind: 'RateLimited', retryAfterMs: -5 }, 1, 'k')).toBe(0);
  });

  it('doubles up to fifteen seconds, between half of that and all of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.string(), (attempts, key) => {
        const bound = Math.min(200 * 2 ** Math.min(attempts - 1, 10), 15_000);
        const pause = pauseMs(unavailable, attempts, key);
        expect(Number.isInteger(pause)).toBe(true);
        expect(pause).toBeGreaterThanOrEqual(bound / 2);
        expect(pause).toBeLessThanOrEqual(bound);
      }),
      runs,
    );
  });

  it('is the same in a replay and differs between two operations', () => {
    expect(pauseMs(unavailable, 3, 'op_1:step')).toBe(pauseMs(unavailable, 3, 'op_1:step'));
    const pauses = new Set(Array.from({ length: 20 }, (_, index) => pauseMs(unavailable, 6, `op_${index}:step`)));
    expect(pauses.size).toBeGreaterThan(10);
  });
});
