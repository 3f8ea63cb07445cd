import fc from 'fast-check';
import type { Lane } from '#kit/commands/lane.ts';
import { BULK_SHARE, heldBack, intervalMsOf, type Pace, takeTurn, UNTOUCHED } from '#kit/transport/gcra.ts';

interface Wish {
  readonly lane: Lane;
  readonly afterMs: number;
  /** The vendor answers 429 with this Retry-After just before. */
  readonly heldMs: number | null;
}

const NO_CAP = Number.POSITIVE_INFINITY;

const wishes = (limit: number, held = false) =>
  fc.array(
    fc.record({
      lane: fc.constantFrom<Lane>('INTERACTIVE', 'BULK'),
      afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: Math.ceil(3000 / limit) })),
      heldMs: held ? fc.option(fc.integer({ min: 0, max: 4000 }), { freq: 8 }) : fc.constant(null),
    }),
    { minLength: 1, maxLength: 120 },
  );

interface Asked extends Wish {
  readonly nowMs: number;
  readonly outcome: string;
  readonly slotMs: number;
  readonly silentUntilMs: number;
}

/** What becomes of the wishes when each is asked once. */
function play(all: readonly Wish[], intervalMs: number): readonly Asked[] {
  let pace: Pace = UNTOUCHED;
  let nowMs = 1_000_000;
  let silentUntilMs = 0;
  return all.map((wish) => {
    nowMs += wish.afterMs;
    if (wish.heldMs !== null) {
      pace = heldBack(pace, nowMs, wish.heldMs);
      silentUntilMs = Math.max(silentUntilMs, nowMs + wish.heldMs);
    }
    const [turn, next] = takeTurn(pace, { lane: wish.lane, nowMs, intervalMs, waitMaxMs: NO_CAP });
    pace = next;
    return { ...wish, nowMs, outcome: turn.outcome, slotMs: nowMs + turn.waitMs, silentUntilMs };
  });
}

const granted = (asked: readonly Asked[]) => asked.filter(({ outcome }) => outcome === 'GRANTED');

describe('the pace of a connection', () => {
  it('is never above the limit in any second, whoever asks and whenever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }).chain((limit) => fc.tuple(fc.constant(limit), wishes(limit, true))),
        ([limit, all]) => {
          const slots = granted(play(all, intervalMsOf(limit))).map(({ slotMs }) => slotMs);
          for (const from of slots) {
            expect(slots.filter((slot) => slot >= from && slot < from + 1000).length).toBeLessThanOrEqual(limit);
          }
        },
      ),
    );
  });

  it('obeys a Retry-After in every lane', () => {
    fc.assert(
      fc.property(wishes(20, true), (all) => {
        for (const { slotMs, silentUntilMs } of granted(play(all, intervalMsOf(20)))) {
          expect(slotMs).toBeGreaterThanOrEqual(silentUntilMs);
        }
      }),
    );
  });

  it('lets an interactive call wait for the interactive ones before it and less than two slots more', () => {
    fc.assert(
      fc.property(wishes(20), (all) => {
        const intervalMs = intervalMsOf(20);
        const asked = play(all, intervalMs);
        for (const [place, call] of asked.entries()) {
          if (call.lane === 'BULK') continue;
          const before = granted(asked.slice(0, place)).filter(({ slotMs }) => slotMs >= call.nowMs);
          const interactiveCount = before.filter(({ lane }) => lane === 'INTERACTIVE').length;
          expect(call.slotMs - call.nowMs).toBeLessThan((interactiveCount + 2) * intervalMs);
        }
      }),
    );
  });

  it('gives bulk a tenth, though interactive calls would take every slot', () => {
    const intervalMs = 20;
    let pace: Pace = UNTOUCHED;
    let bulkCount = 0;
    const slots = 200;
    for (let slot = 0; slot < slots; slot += 1) {
      const nowMs = slot * intervalMs;
      // Twice what fits: the line of interactive calls only grows.
      for (const _ of [1, 2])
        pace = takeTurn(pace, { lane: 'INTERACTIVE', nowMs, intervalMs, waitMaxMs: 10 * intervalMs })[1];
      const [turn, next] = takeTurn(pace, { lane: 'BULK', nowMs, intervalMs, waitMaxMs: NO_CAP });
      pace = next;
      if (turn.outcome === 'GRANTED') bulkCount += 1;
    }
    // Its turn comes when the last one is past, which a line of ten delays once more.
    expect(bulkCount).toBeGreaterThanOrEqual(slots / (2 * BULK_SHARE));
  });

  it('refuses who would wait too long, and takes nothing for them', () => {
    const pace = heldBack(UNTOUCHED, 0, 60_000);
    const [turn, next] = takeTurn(pace, { lane: 'INTERACTIVE', nowMs: 0, intervalMs: 20, waitMaxMs: 5000 });
    expect(turn).toEqual({ outcome: 'REFUSED', waitMs: 60_000 });
    expect(next).toBe(pace);
  });

  it('never takes back a silence that was promised', () => {
    const pace = heldBack(heldBack(UNTOUCHED, 0, 60_000), 0, 1000);
    expect(pace).toMatchObject({ tatMs: 60_000, heldUntilMs: 60_000 });
  });
});
