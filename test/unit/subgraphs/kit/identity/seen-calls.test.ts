import { SeenCalls } from '#kit/identity/seen-calls.ts';

const WINDOW_MS = 60_000;

describe('the memory of signed calls', () => {
  it('tells the first from the second, of each nonce', () => {
    const seen = new SeenCalls();
    expect(seen.isFirst('a', 1_000, 0)).toBe(true);
    expect(seen.isFirst('b', 1_000, 0)).toBe(true);
    expect(seen.isFirst('a', 1_000, 0)).toBe(false);
  });

  it('holds no more than what could still be repeated', () => {
    const seen = new SeenCalls();
    for (let atMs = 0; atMs < 600_000; atMs += 500) seen.isFirst(`call ${atMs}`, atMs, atMs - WINDOW_MS);
    expect(seen.size).toBeLessThanOrEqual((2 * (WINDOW_MS + 1_000)) / 1_000);
    expect(seen.isFirst('call 599500', 599_500, 599_500 - WINDOW_MS)).toBe(false);
  });

  it('is bounded, and never takes a forgotten call for a new one', () => {
    const seen = new SeenCalls(100);
    for (let at = 0; at < 1_000; at += 1) expect(seen.isFirst(`call ${at}`, at * 100, 0)).toBe(true);
    expect(seen.size).toBeLessThanOrEqual(100);
    for (let at = 0; at < 1_000; at += 1) expect(seen.isFirst(`call ${at}`, at * 100, 0)).toBe(false);
  });
});
