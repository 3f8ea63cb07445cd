const FIRST_MS = 500;
const MAX_MS = 15_000;
const DOUBLINGS_MAX = 10;

/** How long to wait before attempt `number` (from 1 on): doubling, up to 15 s, and half of it by chance. */
export function pauseMs(number: number, random: () => number): number {
  const wholeMs = Math.min(FIRST_MS * 2 ** Math.min(number - 1, DOUBLINGS_MAX), MAX_MS);
  return wholeMs / 2 + (random() * wholeMs) / 2;
}
