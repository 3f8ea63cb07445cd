import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readContracts } from '#revrec/library/read-contract.ts';
import { readInput } from '#revrec/library/read-input.ts';
import { recognize } from '#revrec/library/recognize.ts';
import { sumOf } from './files.ts';

const EXAMPLE = new URL('../../../../../subgraphs/revrec/library/examples/harbour.json', import.meta.url);
const text = readFileSync(EXAMPLE, 'utf8');

/** Where the texts of a file stand, by kind of text. */
function leaves(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

const paths = leaves(JSON.parse(text));

const day = fc.tuple(
  fc.integer({ min: 2025, max: 2027 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
);
const words = fc.constantFrom(
  'DAILY',
  'MONTHLY',
  'SERVICE_MONTHS',
  'EVEN_PERIODS',
  'ON_START',
  'ON_DELIVERY',
  'MILESTONE',
  'UNITS',
  'CUSTOM_CURVE',
  'RIGHT_TO_INVOICE',
  'USAGE',
);
const change = fc.record({
  path: fc.constantFrom(...paths),
  day: day.map(([year, month, on]) => `${year}-${String(month).padStart(2, '0')}-${String(on).padStart(2, '0')}`),
  amount: fc
    .tuple(fc.integer({ min: -200, max: 20_000 }), fc.integer({ min: 0, max: 99 }))
    .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`),
  method: words,
  anything: fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 9, arbitrary: fc.constant(undefined) }),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

/** A copy of the example with one text replaced by another of its kind, or now and then by anything. */
function changed(file: unknown, { path, day: on, amount, method, anything }: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (anything !== undefined) return anything;
    if (/^\d{4}-\d\d-\d\d$/.test(String(file))) return on;
    if (/^-?\d+(\.\d+)?$/.test(String(file))) return amount;
    return /^[A-Z_]+$/.test(String(file)) ? method : file;
  }
  if (typeof file !== 'object' || file === null) return file;
  if (Array.isArray(file))
    return file.map((member, index) =>
      index === key ? changed(member, { ...told(rest), day: on, amount, method, anything }) : member,
    );
  const member = Object.entries(file).find(([name]) => name === key)?.[1];
  return { ...file, [key]: changed(member, { ...told(rest), day: on, amount, method, anything }) };
}

function told(path: Change['path']): Pick<Change, 'path'> {
  return { path };
}

describe('whatever a file says', () => {
  it('gives faults or figures that sum to the price and to the journals, never half a figure', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const file = changes.reduce<unknown>(changed, JSON.parse(text));
        const read = readContracts(file);
        if (!read.ok) return expect(read.error.length).toBeGreaterThan(0);
        const recognized = recognize(read.value.events, read.value.policies, { rateIds: read.value.rateIds });
        if (!recognized.ok) return expect(recognized.error.length).toBeGreaterThan(0);
        for (const { schedule, journals, transactionPriceMinor, derivations, balances } of recognized.value.contracts) {
          expect(sumOf(schedule.map(({ amountMinor }) => amountMinor))).toBe(transactionPriceMinor);
          const earned = schedule.filter(({ state }) => state !== 'AWAITING_TRIGGER');
          const revenue = journals.filter(({ role }) => role === 'REVENUE');
          expect(sumOf(revenue.map(({ creditMinor, debitMinor }) => creditMinor - debitMinor))).toBe(
            sumOf(earned.map(({ amountMinor }) => amountMinor)),
          );
          const ids = new Set(derivations.map(({ id }) => id));
          const figures = [...schedule, ...journals, ...balances];
          expect(figures.filter(({ derivation }) => !ids.has(derivation))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['x.json', 'x.csv'])('of %s that is noise gets faults, twenty at most', (name) => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ unit: 'binary', maxLength: 400 }).map((told) => new TextEncoder().encode(told)),
      fc.json().map((told) => new TextEncoder().encode(told)),
      fc
        .array(fc.stringMatching(/^[a-z",\r\n ]{0,12}$/), { maxLength: 40 })
        .map((cells) => new TextEncoder().encode(`contract,customer\r\n${cells.join(',')}`)),
      fc.integer({ min: 0, max: text.length - 2 }).map((length) => new TextEncoder().encode(text.slice(0, length))),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        const read = readInput(name, bytes);
        expect(read.ok).toBe(false);
        if (!read.ok) expect([1, 20]).toEqual([Math.min(1, read.error.length), Math.max(20, read.error.length)]);
      }),
      { numRuns: 300 },
    );
  });
});
