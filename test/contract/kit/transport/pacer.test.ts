import type { Lane } from '#kit/commands/lane.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { heldBack, type Pace, takeTurn, UNTOUCHED } from '#kit/transport/gcra.ts';
import { openPacer } from '#kit/transport/pacer.ts';
import { postgresTurns } from '#kit/transport/postgres-pacer.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Ground, openGround, SCHEMA } from '../ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const START_MS = Date.parse('2026-08-16T09:00:00Z');

describe('the turns in the database', () => {
  it('are those of the rule, whatever is asked in whatever order', async () => {
    const random = seededRandom('turns');
    const upTo = (max: number) => Math.floor(random.next() * max);
    let pace: Pace = UNTOUCHED;
    let nowMs = START_MS;
    for (let number = 0; number < 300; number += 1) {
      nowMs += upTo(3) === 0 ? upTo(200) : 0;
      const moment = new Date(nowMs);
      if (upTo(20) === 0) {
        const retryAfterMs = upTo(2000);
        pace = heldBack(pace, nowMs, retryAfterMs);
        await rows(ground.em, `select ${SCHEMA}.hold_back($1, $2, $3)`, ['model', retryAfterMs, moment]);
      }
      const lane: Lane = upTo(2) === 0 ? 'BULK' : 'INTERACTIVE';
      const waitMaxMs = upTo(5) === 0 ? 100 : 1000;
      const [turn, next] = takeTurn(pace, { lane, nowMs, intervalMs: 25, waitMaxMs });
      pace = next;
      const taken = await firstRow<{ outcome: string; wait_ms: number }>(
        ground.em,
        `select outcome, wait_ms from ${SCHEMA}.take_turn($1, $2, $3, $4, $5)`,
        ['model', lane, 25, waitMaxMs, moment],
      );
      expect({ number, ...taken }).toEqual({ number, outcome: turn.outcome, wait_ms: turn.waitMs });
    }
  });

  it('are shared: two processes together stay below the limit, and lose no call', async () => {
    const starts: number[] = [];
    const processes = [1, 2].map(() =>
      openPacer({ ratePerSecond: 40, concurrency: 8 }, { turns: postgresTurns(ground.em, SCHEMA, 'shared') }),
    );
    const call = () => {
      starts.push(performance.now());
      return Promise.resolve(ok(null));
    };
    const lanes: readonly Lane[] = ['INTERACTIVE', 'BULK'];
    const replies = await Promise.all(
      processes.flatMap((pacer) => lanes.flatMap((lane) => Array.from({ length: 12 }, () => pacer.run(lane, call)))),
    );
    expect(replies.every(({ ok: good }) => good)).toBe(true);
    expect(starts).toHaveLength(48);
    // 48 calls at 38.4 a second: the slots span 1,224 ms, whatever this machine does meanwhile.
    expect(Math.max(...starts) - Math.min(...starts)).toBeGreaterThan(1100);
  });

  it('are held back by one process for all, and a connection’s neighbour goes on', async () => {
    const settings = { ratePerSecond: 1000, concurrency: null, waitMaxMs: 50 };
    const open = (connection: string) => openPacer(settings, { turns: postgresTurns(ground.em, SCHEMA, connection) });
    const [one, other, neighbour] = [open('held'), open('held'), open('neighbour')];
    await one.run('BULK', () => Promise.resolve(fail({ kind: 'RateLimited', retryAfterMs: 60_000 })));
    const refusal = await other.run('INTERACTIVE', () => Promise.resolve(ok(null)));
    expect(refusal).toEqual(fail({ kind: 'RateLimited', retryAfterMs: expect.any(Number) }));
    await expect(neighbour.run('INTERACTIVE', () => Promise.resolve(ok(null)))).resolves.toEqual(ok(null));
  });

  it('touch no row without a limit', async () => {
    const turns = postgresTurns(ground.em, SCHEMA, 'unlimited');
    const pacer = openPacer({ ratePerSecond: null, concurrency: 2 }, { turns });
    await pacer.run('INTERACTIVE', () => Promise.resolve(fail({ kind: 'RateLimited', retryAfterMs: 1000 })));
    const touched = await rows(ground.em, `select from ${SCHEMA}.vendor_pace where connection = 'unlimited'`);
    expect(touched).toEqual([]);
  });
});
