import { intervalMsOf } from '#kit/transport/gcra.ts';
import { AmendmentDrain, type ManyAmendments } from './many-amendments.ts';
import { PROMISE_TAKES_MS, REQUESTS_OF_AMENDMENT } from './virtual-systems.ts';

const RATE = 10;
const BULK: ManyAmendments = {
  seed: 6,
  count: 4000,
  contracts: 400,
  ledgerRatePerSecond: RATE,
  pacedRatePerSecond: RATE,
  customerEveryMs: 10_000,
};

describe(`${BULK.count} amendments against a ledger that takes ${RATE} requests a second`, () => {
  let drain: AmendmentDrain;
  beforeAll(async () => {
    drain = await new AmendmentDrain(BULK).run();
    console.log(
      `seed ${BULK.seed}: ${drain.succeededCount} operations, ${drain.ledger.requestCount} requests, ` +
        `${drain.ledger.busiestSecondCount} in the busiest second, drained in ${drain.drainedMs / 1000} virtual seconds; ` +
        `${drain.promiseMs.length} promises took at most ${Math.max(...drain.promiseMs)} ms, ` +
        `${drain.readWaitMs.length} reads waited at most ${Math.ceil(Math.max(...drain.readWaitMs))} ms`,
    );
  }, 600_000);

  it('all succeed; nobody is refused, nothing fails and no person is asked', () => {
    expect(drain.troubles).toEqual([]);
    expect([drain.ledger.refusedCount, drain.refusedReadCount]).toEqual([0, 0]);
    expect(drain.posted.filter((key) => key.startsWith('bulk'))).toHaveLength(BULK.count);
    expect(new Set(drain.posted).size).toBe(drain.posted.length);
  });

  it('never send more than that in any second', () => {
    expect(drain.ledger.busiestSecondCount).toBeLessThanOrEqual(RATE);
  });

  it('take at most a tenth longer than the limit demands', () => {
    const leastCount = drain.succeededCount * REQUESTS_OF_AMENDMENT + drain.readWaitMs.length;
    const leastMs = (leastCount / RATE) * 1000;
    expect(drain.drainedMs).toBeLessThanOrEqual(leastMs * 1.1);
  });

  it('are posted contract by contract in the order in which they were accepted', () => {
    const byContract = new Map<number, number[]>();
    for (const key of drain.posted) {
      const number = Number(/^bulk_(\d+):/.exec(key)?.[1] ?? Number.NaN);
      if (Number.isNaN(number)) continue;
      const contract = number % BULK.contracts;
      byContract.set(contract, [...(byContract.get(contract) ?? []), number]);
    }
    expect(byContract.size).toBe(BULK.contracts);
    for (const numbers of byContract.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('hold back no promise to a single customer by anything, and nobody’s read by more than two requests', () => {
    expect(drain.promiseMs.length).toBeGreaterThan(50);
    expect(Math.max(...drain.promiseMs)).toBe(PROMISE_TAKES_MS);
    expect(drain.readWaitMs.length).toBeGreaterThan(50);
    expect(Math.max(...drain.readWaitMs)).toBeLessThanOrEqual(2 * intervalMsOf(RATE) + 2);
  });
});

describe('the same, fewer, with a pace above the limit', () => {
  it('are refused by the ledger, and drain all the same', async () => {
    const tooFast = { ...BULK, count: 200, contracts: 200, pacedRatePerSecond: RATE * 1.5 };
    const drain = await new AmendmentDrain(tooFast).run();
    expect(drain.ledger.busiestSecondCount).toBeGreaterThan(RATE);
    expect(drain.ledger.refusedCount).toBeGreaterThan(0);
    expect(drain.troubles).toEqual([]);
  }, 120_000);
});
