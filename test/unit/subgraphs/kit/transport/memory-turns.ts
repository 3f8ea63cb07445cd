import type { Clock } from '#kit/runtime/clock.ts';
import { heldBack, type Pace, takeTurn, UNTOUCHED } from '#kit/transport/gcra.ts';
import type { Turns } from '#kit/transport/pacer.ts';

/** The turns of one connection, for all pacers of a test that share them. */
export function memoryTurns(clock: Clock): Turns & { readonly askedCount: number } {
  let pace: Pace = UNTOUCHED;
  let askedCount = 0;
  const nowMs = () => clock.now().getTime();
  return {
    get askedCount() {
      return askedCount;
    },
    take: (ask) => {
      askedCount += 1;
      const [turn, next] = takeTurn(pace, { ...ask, nowMs: nowMs() });
      pace = next;
      return Promise.resolve(turn);
    },
    heldMs: () => Promise.resolve(pace.heldUntilMs - nowMs()),
    holdBack: (retryAfterMs) => {
      pace = heldBack(pace, nowMs(), retryAfterMs);
      return Promise.resolve();
    },
  };
}
