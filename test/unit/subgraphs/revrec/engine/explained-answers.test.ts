import { parityRows } from '#revrec/engine/parity-rounding.ts';
import { waterfall } from '#revrec/engine/waterfall.ts';
import { formatRatio, type Ratio, ratio, roundHalfAway, subtractRatios } from '#schema/canonical/ratio.ts';
import { reckoned } from './formula.ts';
import { answers } from './told/answers.ts';

const booked = [
  { month: '2026-01', minor: 1_000n },
  { month: '2026-01', minor: -50n },
  { month: '2026-02', minor: 0n },
];
const earnedOf = (bookedMonth: string, month: string, minor: bigint) => ({ bookedMonth, month, minor });
const cells = [
  earnedOf('2026-01', '2026-02', 300n),
  earnedOf('2026-01', '2026-01', 20n),
  earnedOf('2026-01', '2026-02', 7n),
];
const waterfallRows = waterfall(booked, cells);
const thirds = Array.from({ length: 3 }, () => ({ share: ratio(1n, 3n), isWholeMonth: true, days: null }));
/** Answers that are rows, each with its own derivations. */
const ROWS = [
  ...(waterfallRows.ok ? waterfallRows.value : []).map((row) => [`waterfall.${row.bookedMonth}`, row] as const),
  ...parityRows(-1_001n, thirds, 'TRAILING').map((row, index) => [`parityRows[${index}]`, row] as const),
];

/** Every number of an answer by its place, a ratio as one; the exact value beside a share is in its derivation. */
function numbersIn(value: unknown, place = ''): readonly (readonly [string, bigint | Ratio])[] {
  if (typeof value === 'bigint') return [[place, value]];
  if (value instanceof Map) return [...value].flatMap(([key, member]) => numbersIn(member, `${place}.${key}`));
  if (Array.isArray(value)) return value.flatMap((member, index) => numbersIn(member, `${place}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  if ('n' in value && 'd' in value) return [[place, value as Ratio]];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'explained' || name === 'exact' ? [] : numbersIn(member, place === '' ? name : `${place}.${name}`),
  );
}

describe.each([...answers(), ...ROWS])('an answer of %s', (computation, { explained, ...answer }) => {
  it('has a derivation for each of its numbers, at its place, whose result is the number', () => {
    const numbers = numbersIn(answer);
    expect(numbers.length).toBeGreaterThan(0);
    expect(explained.map(({ id, result }) => [id, result]).toSorted()).toEqual(
      numbers
        .map(([place, number]) => [
          `${computation}:${place}`,
          typeof number === 'bigint' ? String(number) : formatRatio(number),
        ])
        .toSorted(),
    );
  });

  it('says the rule with its version, and names what it was given or found before', () => {
    const ids = new Set(explained.map(({ id }) => id));
    for (const { rule, ruleVersion, inputs } of explained) {
      expect(rule.length).toBeGreaterThan(5);
      expect(ruleVersion).not.toBe('');
      expect(inputs.length).toBeGreaterThan(0);
      expect(inputs.filter((input) => input.includes(':') && !ids.has(input))).toEqual([]);
    }
  });

  it('has formulas that come to the numbers, each less than a unit from its exact value', () => {
    for (const { id, formula, exact, rounded, result, op } of explained) {
      // A power is told as one: written out it would have hundreds of digits.
      if (formula.includes('^')) continue;
      const value = reckoned(formula) ?? never();
      if (exact === null || rounded === null) {
        // Progress may be rounded by policy, to two digits here.
        expect([id, Math.abs(numberOf(formatRatio(value)) - numberOf(result)) < 0.005]).toEqual([id, true]);
        continue;
      }
      // What is left over by a split goes to the greatest remainders, a unit each.
      if (op !== 'ALLOCATE') expect([id, roundHalfAway(value)]).toEqual([id, rounded]);
      const off = subtractRatios(exact, ratio(rounded));
      expect([id, off.n * off.n < off.d * off.d]).toEqual([id, true]);
    }
  });
});

function never(): never {
  throw new Error('a formula has a value');
}

function numberOf(text: string): number {
  const [n = '0', d = '1'] = text.split('/');
  return Number(n) / Number(d);
}
