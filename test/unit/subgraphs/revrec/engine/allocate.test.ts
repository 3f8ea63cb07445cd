import fc from 'fast-check';
import { type AllocationLine, allocate } from '#revrec/engine/allocate.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { RUNS } from './generators.ts';

const line = (key: string, sspMinor: bigint | null, statedMinor = 0n): AllocationLine => ({
  key,
  sspMinor: sspMinor === null ? null : ratio(sspMinor),
  statedMinor,
});
const amounts = (result: ReturnType<typeof allocate>) =>
  result.ok ? Object.fromEntries(result.value.map(({ key, allocatedMinor }) => [key, allocatedMinor])) : result.error;

describe('a transaction price', () => {
  it('is split by standalone price and tells what each line gives or takes', () => {
    const result = allocate({
      totalMinor: 20_000n,
      lines: [line('1', 80n, 10_000n), line('2', 45n, 5_000n), line('3', 45n, 5_000n)],
    });
    expect(amounts(result)).toEqual({ 1: 9_412n, 2: 5_294n, 3: 5_294n });
    expect(result.ok ? result.value.map(({ carveMinor }) => carveMinor) : null).toEqual([-588n, 294n, 294n]);
  });

  it('leaves a bundle its own price when evidence targets a discount', () => {
    const lines = [line('A', 40n), line('B', 55n), line('C', 45n)];
    const targeted = [{ keys: ['B', 'C'], minor: 60n, evidence: 'sold as a bundle' }];
    expect(amounts(allocate({ totalMinor: 100n, lines, targeted }))).toEqual({ A: 40n, B: 33n, C: 27n });
  });

  it('gives a variable part to the lines it is tied to, beside their part of the rest', () => {
    const lines = [line('A', 40n), line('B', 60n)];
    const variable = [{ keys: ['B'], minor: 30n, evidence: 'usage of B alone' }];
    expect(amounts(allocate({ totalMinor: 130n, lines, variable }))).toEqual({ A: 40n, B: 90n });
    const nobody = [{ keys: ['C'], minor: 30n, evidence: 'no such line' }];
    expect(amounts(allocate({ totalMinor: 130n, lines, variable: nobody }))).toMatchObject({ subject: 'C' });
    const nothing = [{ keys: ['A'], minor: 0n, evidence: 'nothing yet' }];
    expect(amounts(allocate({ totalMinor: 100n, lines, variable: nothing }))).toEqual({ A: 40n, B: 60n });
  });

  it('gives the residual line what is left inside its range, and refuses it outside', () => {
    const residual = { ...line('D', null), residual: { lowMinor: ratio(15n), highMinor: ratio(45n) } };
    const lines = [line('A', 40n), line('B', 55n), residual];
    expect(amounts(allocate({ totalMinor: 110n, lines }))).toEqual({ A: 40n, B: 55n, D: 15n });
    expect(amounts(allocate({ totalMinor: 109n, lines }))).toEqual({
      kind: 'REJECTED_RESIDUAL',
      subject: 'D',
      residualMinor: 14n,
    });
    expect(amounts(allocate({ totalMinor: 141n, lines }))).toMatchObject({ kind: 'REJECTED_RESIDUAL' });
  });

  it('is held when a standalone price is missing or all are zero', () => {
    expect(amounts(allocate({ totalMinor: 100n, lines: [line('A', null)] }))).toEqual({
      kind: 'MISSING_SSP',
      subject: 'A',
    });
    expect(amounts(allocate({ totalMinor: 100n, lines: [line('A', 0n)] }))).toEqual({
      kind: 'NO_WEIGHT',
      subject: 'A',
    });
    expect(amounts(allocate({ totalMinor: 100n, lines: [line('A', 5n), line('B', -1n)] }))).toMatchObject({
      kind: 'NO_WEIGHT',
    });
  });

  it('is held when a line would be negative, or a targeted part leaves money without a line or names one twice', () => {
    const lines = [line('A', 40n), line('B', 60n)];
    const over = [{ keys: ['B'], minor: 150n, evidence: 'fixed' }];
    expect(amounts(allocate({ totalMinor: 100n, lines, targeted: over }))).toEqual({
      kind: 'NEGATIVE_ALLOCATION',
      subject: 'A',
    });
    const short = [{ keys: ['A', 'B'], minor: 90n, evidence: 'bundle' }];
    expect(amounts(allocate({ totalMinor: 100n, lines, targeted: short }))).toMatchObject({ kind: 'INVALID_EVENT' });
    const twice = [
      { keys: ['A'], minor: 10n, evidence: 'x' },
      { keys: ['A'], minor: 10n, evidence: 'y' },
    ];
    expect(amounts(allocate({ totalMinor: 100n, lines, targeted: twice }))).toMatchObject({ subject: 'A' });
  });
});

describe('any price', () => {
  const weights = fc.array(fc.bigInt({ min: 1n, max: 10n ** 10n }), { minLength: 2, maxLength: 6 });
  const prices = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const split = (totalMinor: bigint, ssps: readonly bigint[], part = 0n) => {
    const variable = [{ keys: ['0'], minor: part, evidence: 'of the first line alone' }];
    const result = allocate({ totalMinor, lines: ssps.map((ssp, index) => line(String(index), ssp)), variable });
    if (!result.ok) throw new Error(result.error.kind);
    return result.value.map(({ allocatedMinor }) => allocatedMinor);
  };
  const sum = (minors: readonly bigint[]) => minors.reduce((all, minor) => all + minor, 0n);

  it('is split wholly, a tied part with it, and stays less than a unit from exact', () => {
    fc.assert(
      fc.property(prices, weights, fc.nat({ max: 100 }), (price, ssps, share) => {
        const part = (price * BigInt(share)) / 100n;
        const shares = split(price, ssps, part);
        expect(sum(shares)).toBe(price);
        shares.forEach((minor, index) => {
          const own = (minor - (index === 0 ? part : 0n)) * sum(ssps) - (price - part) * (ssps[index] ?? 0n);
          expect(own > -sum(ssps) && own < sum(ssps)).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('is split the same when all standalone prices rise alike, and a line that rises by itself never has less', () => {
    fc.assert(
      fc.property(prices, weights, fc.bigInt({ min: 2n, max: 1_000n }), (price, ssps, times) => {
        const before = split(price, ssps);
        expect(
          split(
            price,
            ssps.map((ssp) => ssp * times),
          ),
        ).toEqual(before);
        const [first = 0n, ...others] = ssps;
        const [more = 0n, ...rest] = split(price, [first * times, ...others]);
        expect(more >= (before[0] ?? 0n) - 1n).toBe(true);
        expect(rest.filter((minor, index) => minor > (before[index + 1] ?? 0n) + 1n)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('of a line cut in two gives no line more than a unit more or less', () => {
    fc.assert(
      fc.property(prices, weights, (price, ssps) => {
        const doubled = ssps.map((ssp) => ssp * 2n);
        const [whole = 0n, ...others] = split(price, doubled);
        const half = (doubled[0] ?? 0n) / 2n;
        const [a = 0n, b = 0n, ...rest] = split(price, [half, half, ...doubled.slice(1)]);
        const apart = (x: bigint, y: bigint) => (x > y ? x - y : y - x);
        expect(apart(a + b, whole) <= 1n).toBe(true);
        expect(rest.filter((minor, index) => apart(minor, others[index] ?? 0n) > 1n)).toEqual([]);
      }),
      RUNS,
    );
  });
});
