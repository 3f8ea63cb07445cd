import { CaseUnreadable } from '#revrec/cases/amounts.ts';
import type { Driver } from '#revrec/cases/driver.ts';
import { recordsOf } from '#revrec/cases/published-case.ts';
import { runCases } from '#revrec/cases/run-cases.ts';
import { aCase } from './a-case.ts';

/** Answers with its inputs, as if the engine had come to them; a policy named after a figure takes its place. */
const echo: Driver = ({ inputs, policies }) => ({ ...Object(inputs), ...policies });
const broken: Driver = () => {
  throw new RangeError('out of bounds');
};
const picky: Driver = () => {
  throw new CaseUnreadable('amount: twelve is no number');
};
const drivers = new Map([
  ['echo', echo],
  ['broken', broken],
  ['picky', picky],
]);

const run = (got: unknown, expected: unknown, change: Readonly<Record<string, unknown>> = {}) => {
  const [result] = runCases([aCase('echo', got, { expected, ...change })], drivers);
  if (result === undefined) throw new Error('a result for each record');
  return result;
};
const within = (value: string) => ({ tolerance: { kind: 'absolute', value, reason: 'printed whole' } });

describe('a published case', () => {
  it('passes when every published figure comes out exactly, whatever its digits', () => {
    expect(
      run(
        { a: '80.00', b: '2/10', c: 3, d: true, e: 'ALLOCATED' },
        { a: '80', b: '1/5', c: 3, d: true, e: 'ALLOCATED' },
      ),
    ).toEqual({
      id: 'OWN-1',
      op: 'echo',
      passed: true,
      expected: { a: '80', b: '1/5', c: 3, d: true, e: 'ALLOCATED' },
      got: { a: '80.00', b: '2/10', c: 3, d: true, e: 'ALLOCATED' },
      message: null,
    });
  });

  it('fails by one unit in the last of many digits', () => {
    const large = '90071992547409931234.56';
    expect(run({ a: large }, { a: large }).passed).toBe(true);
    expect(run({ a: '90071992547409931234.57' }, { a: large }).passed).toBe(false);
  });

  it('fails with the path, what was published and what came out', () => {
    const { passed, message } = run(
      { rows: { '2026-01': '1.00' }, list: ['1', '2'] },
      { rows: { '2026-01': '1.01' }, list: ['1', '3'] },
    );
    expect(passed).toBe(false);
    expect(message).toBe('rows.2026-01: expected "1.01", got "1.00"; list[1]: expected "3", got "2"');
  });

  it('asks only for the figures that are published', () => {
    expect(run({ a: '1', b: '2' }, { a: '1.00' })).toMatchObject({ passed: true, got: { a: '1' } });
    expect(run({ a: '1' }, { a: '1', b: '2' }).message).toBe('b: expected "2", got nothing');
  });

  it('inside a figure has no entry beyond the published ones, unless it is nothing', () => {
    expect(run({ rows: { '2026-01': '1.00', '2026-02': '0.00' } }, { rows: { '2026-01': '1' } }).passed).toBe(true);
    expect(run({ rows: { '2026-01': '1.00', '2026-02': '0.01' } }, { rows: { '2026-01': '1' } }).message).toBe(
      'rows.2026-02: expected nothing, got "0.01"',
    );
    expect(run({ list: ['1', '0.00'] }, { list: ['1'] }).message).toBe('list: expected 1 entries, got 2');
  });

  it('may lie off by its tolerance and not by more, in amounts only', () => {
    expect(run({ a: '99.50' }, { a: '100' }, within('0.5')).passed).toBe(true);
    expect(run({ a: '99.49' }, { a: '100' }, within('0.5')).passed).toBe(false);
    expect(run({ share: '1/5' }, { share: '1/4' }, within('0.5')).passed).toBe(false);
    expect(run({ count: 4 }, { count: 3 }, within('2')).passed).toBe(false);
  });

  it('tells text, lists and figures of other kinds apart', () => {
    expect(run({ a: 'PROSPECTIVE' }, { a: 'SEPARATE' }).passed).toBe(false);
    expect(run({ a: ['1'] }, { a: { 0: '1' } }).passed).toBe(false);
    expect(run({ a: '1' }, { a: { b: '1' } }).passed).toBe(false);
    expect(run({ a: false }, { a: true }).passed).toBe(false);
    expect(run({}, { constructor: '1' }).passed).toBe(false);
  });

  it('that says what comes out without rounding is compared a second time without policies', () => {
    const policies = { a: '1.50' };
    expect(run({ a: '1.47' }, { a: '1.50' }, { policies, expectedWhenExact: { a: '1.47' } }).passed).toBe(true);
    expect(run({ a: '1.47' }, { a: '1.50' }, { policies, expectedWhenExact: { a: '1.48' } })).toMatchObject({
      passed: false,
      expected: { a: '1.48' },
      message: 'without policies: a: expected "1.48", got "1.47"',
    });
  });

  it('never asserts what its publication printed wrong', () => {
    expect(run({ a: '1' }, { a: '1' }, { published: { a: '2', verdict: 'INCONSISTENT' } }).passed).toBe(true);
  });

  it('fails when its figures do not foot, though those that are published come out', () => {
    const fault = (op: string, inputs: object, figures: Readonly<Record<string, unknown>>, published: string) => {
      const record = aCase(op, inputs, { expected: { [published]: figures[published] } });
      return runCases([record], new Map([[op, () => figures]]))[0]?.message;
    };
    const years = { considerationPerContract: '3.00', yearAllocation: ['1.00', '1.99'] };
    expect(fault('lookThrough', {}, years, 'considerationPerContract')).toBe(
      'yearAllocation: 2.99 does not foot with 3.00',
    );
    expect(fault('schedule', { amount: '5' }, { rows: { '2026-01': '4.99' } }, 'rows')).toContain('rows: 4.99');
    expect(fault('schedule', { amount: '5' }, { partial: true, rows: { '2026-01': '4.99' } }, 'rows')).toBeNull();
    const waterfall = { recognisedTotal: { '2026-01': '2.00' }, remaining: '3.00' };
    expect(fault('waterfall', { booked: [{ month: '2026-01', amount: '5' }] }, waterfall, 'remaining')).toBeNull();
    expect(fault('waterfall', { booked: [{ month: '2026-01', amount: '6' }] }, waterfall, 'remaining')).toContain(
      '6.00',
    );
    expect(fault('ledger', {}, { complete: false, entries: [] }, 'entries')).toBe('debits and credits differ');
  });

  it('of an operation that nobody knows fails, and is not left out', () => {
    expect(runCases([aCase('divine', {}, { expected: { a: '1' } })], drivers)).toMatchObject([
      { id: 'OWN-1', op: 'divine', passed: false, message: 'no driver for divine' },
    ]);
  });

  it('whose driver throws fails by itself with the reason', () => {
    const records = [
      aCase('broken', {}, { id: '1', expected: { a: '1' } }),
      aCase('picky', {}, { id: '2', expected: { a: '1' } }),
      aCase('echo', { a: '1' }, { id: '3', expected: { a: '1' } }),
    ];
    expect(runCases(records, drivers).map(({ passed, message }) => [passed, message])).toEqual([
      [false, 'RangeError: out of bounds'],
      [false, 'amount: twelve is no number'],
      [true, null],
    ]);
  });

  it('with inputs of another shape fails with their path', () => {
    const [result] = runCases([aCase('prorate', { amount: '1', days: '1' }, { expected: { prorated: '1' } })]);
    expect(result?.message).toMatch(/^inputs\.termDays: /);
  });
});

describe('records', () => {
  const good = aCase('echo', { a: '1' }, { expected: { a: '1' } });
  const told = (...records: readonly unknown[]) =>
    runCases(records, drivers).map(({ id, passed, message }) => [id, passed, message]);
  const { id: _, ...nameless } = good;

  it('that are none fail by themselves with one sentence, and the others still run', () => {
    expect(told(nameless, good, 7, { ...good, id: '2', currency: { code: 'USD', exponent: 2.5 } })).toEqual([
      ['[0]', false, expect.stringMatching(/^id: .*\.$/)],
      ['OWN-1', true, null],
      ['[2]', false, 'It is no record.'],
      ['2', false, expect.stringMatching(/^currency\.exponent: .*\.$/)],
    ]);
    expect(told({ ...good, ...within('a little') })).toEqual([
      ['OWN-1', false, 'tolerance.value: a little is no decimal of zero or above.'],
    ]);
    expect(told({ ...good, expected: {} })).toEqual([['OWN-1', false, 'expected: names no figure.']]);
  });

  it('with one id twice are at fault from the second on', () => {
    expect(told(good, good)).toEqual([
      ['OWN-1', true, null],
      ['OWN-1', false, 'id: another record has it.'],
    ]);
  });

  it('of garbage are told a bounded number of faults, and garbage does not hide a record', () => {
    const all = told(...Array.from({ length: 5_000 }, () => 7), good);
    expect(all).toHaveLength(1_002);
    expect(all.at(-2)).toEqual(['OWN-1', true, null]);
    expect(all.at(-1)).toEqual(['others', false, '4000 more of them are no records.']);
  });

  it('may leave out what the model has a default for', () => {
    const bare = { id: 'BARE', op: 'echo', currency: { code: 'JPY' }, inputs: { a: '1' }, expected: { a: '1' } };
    expect(told(bare, { ...bare, id: 'NULL', policies: null, tolerance: null })).toEqual([
      ['BARE', true, null],
      ['NULL', true, null],
    ]);
    const inputs = { amount: '10', days: '1', termDays: '3' };
    const [yen] = runCases([{ ...bare, op: 'prorate', inputs, expected: { prorated: '3' } }]);
    expect(yen?.message).toBeNull();
  });

  it('are a list, or an object that holds one', () => {
    expect(recordsOf([good])).toEqual({ ok: true, value: [good] });
    expect(recordsOf({ cases: [good], note: 'own' })).toEqual({ ok: true, value: [good] });
    expect(recordsOf({ records: [good] })).toEqual({ ok: true, value: [good] });
    expect(recordsOf({ good })).toEqual({ ok: false, error: 'The records are no list.' });
    expect(recordsOf([])).toEqual({ ok: false, error: 'There are no records.' });
  });
});
