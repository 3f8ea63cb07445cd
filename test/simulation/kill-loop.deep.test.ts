import { systemClock } from '#kit/runtime/clock.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { countVerdicts } from './audit.ts';
import { CustomersAtLarge } from './customers-at-large.ts';
import { drain, unended } from './drain.ts';
import { calmDown, type KilledWorld, startKilledWorld, stirUp } from './killed-world.ts';

/** `KILL_CYCLES` and `KILL_SEED` choose a shorter run, or the one that failed. */
const { KILL_CYCLES = '100', KILL_SEED = '20260816' } = process.env;
const CYCLES = Number(KILL_CYCLES);
const DATE = '2026-08-16';
const CONTRACTS_MAX = 40;
const CONTRACTS_FIRST = 4;
const FAULTS = 0.05;
const ACTS_A_CYCLE = 4;
/** Every so many cycles all processes are killed at once, in the others one worker. */
const ALL_DIE_EVERY = 10;
const LOOK_EVERY_MS = 20;
const LOOKS_MAX = 250;

let world: KilledWorld;
beforeAll(async () => {
  world = await startKilledWorld({ date: DATE, workerCount: 2 });
}, 180_000);
afterAll(() => world?.close(), 60_000);

/** Ends when operations are under way and so many more things were told, or nothing is left to do. */
async function untilInFlight(moreEvents: number): Promise<void> {
  const told = async () => {
    const [row] = await world.sql<{ told: number; running: number }>(
      `select (select count(*)::integer from event_log.event) as told,
         (select count(*)::integer from operations.operation where status = 'RUNNING') as running`,
    );
    return row ?? { told: 0, running: 0 };
  };
  const first = await told();
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const now = await told();
    if (now.running > 0 && now.told >= first.told + moreEvents) return;
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
}

function secondsBetween(fromMs: number, toMs: number): number {
  return Math.round((toMs - fromMs) / 1000);
}

describe(`${CYCLES} kills with -9 under mixed business, with seed ${KILL_SEED}`, () => {
  it('lose nothing, do nothing twice and nothing out of order', async () => {
    const random = seededRandom(KILL_SEED);
    const began = systemClock.now().getTime();
    const people = new CustomersAtLarge(world, { random, date: DATE });
    for (let n = 0; n < CONTRACTS_FIRST; n += 1) await people.buy();
    await untilInFlight(1);
    await stirUp(world, FAULTS);
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      if (people.dealCount < CONTRACTS_MAX && cycle % 3 === 0) await people.buy();
      for (let n = 0; n < ACTS_A_CYCLE; n += 1) await people.act();
      await untilInFlight(Math.floor(random.next() * 30));
      if (cycle % ALL_DIE_EVERY === 0) {
        await world.processes.killAll();
        await world.processes.start();
      } else {
        await world.processes.killWorker(Math.floor(random.next() * 2));
        world.processes.startWorker();
      }
    }
    await calmDown(world);
    const calmed = systemClock.now().getTime();
    const { findings, decided } = await drain(world);
    const [ended] = await world.sql<Record<string, unknown>>(
      `select jsonb_object_agg(name, count) as operations from (
         select kind || ' ' || status as name, count(*) from operations.operation group by 1) as counted`,
    );
    console.log(
      JSON.stringify({
        seed: KILL_SEED,
        kills: CYCLES,
        killingS: secondsBetween(began, calmed),
        drainingS: secondsBetween(calmed, systemClock.now().getTime()),
        asked: Object.fromEntries(people.asked),
        refused: Object.fromEntries(people.refused),
        decided,
        ...ended,
        verdicts: countVerdicts(findings),
        unended: await unended(world),
      }),
    );
    const known = await world.sql<{ id: string }>('select id from operations.operation');
    const ids = new Set(known.map(({ id }) => id));
    expect([...people.acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(findings).toEqual([]);
  }, 1_800_000);
});
