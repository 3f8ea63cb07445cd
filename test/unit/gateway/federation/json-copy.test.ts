import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { jsonCopy } from '#gateway/federation/json-copy.ts';

const throughText = (value: unknown): unknown => {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
};

class Row {
  readonly id = 1;
  readonly #hidden = 'hidden';
  readonly nothing = undefined;
  get word(): string {
    return this.#hidden;
  }
}

const withoutPrototype = (members: object): object => Object.assign(Object.create(null), members);
const error = new GraphQLError('refused', { path: ['a', 0], extensions: { code: 'FORBIDDEN', at: new Date(0) } });

const ODDITIES: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number that is none', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['minus zero', [-0, { zero: -0 }]],
  ['long and short numbers', [1e21, 1e-7, 5e-324, 0.1 + 0.2, 2 ** 53 + 2, -1.5]],
  ['halves of characters', ['\ud83d', '\ud83d\ude00', '\u0000\u2028"\\']],
  ['members that are left out', { a: undefined, b: () => 1, c: Symbol('c'), d: null }],
  ['members of a list that are left out', [undefined, () => 1, Symbol('c'), null]],
  ['holes', Object.assign([], { 2: 'third', length: 4 })],
  ['dates', [new Date(0), new Date(Number.NaN), { on: new Date('2026-08-16') }]],
  ['objects of a class', [new Row(), { row: new Row() }]],
  ['maps, sets and patterns', [new Map([[1, 2]]), new Set([1]), /a/]],
  ['values in boxes', [Object(1), Object('text'), Object(false)]],
  ['bytes', Uint8Array.from([1, 2])],
  ['what says for itself what it is', [{ toJSON: () => ({ said: [-0, undefined] }) }, { toJSON: () => undefined }]],
  ['what has a value of that name', { toJSON: 'text' }],
  ['errors', { errors: [error, new Error('hidden')] }],
  ['objects without a prototype', withoutPrototype({ a: withoutPrototype({ b: [withoutPrototype({})] }) })],
  ['numbers as keys', withoutPrototype({ b: 1, 10: 2, 9: 3, a: 4 })],
];

describe('a copy of a value as it comes out of JSON', () => {
  it.each(ODDITIES)('is what the text would have been read as: %s', (_what, value) => {
    const copied = jsonCopy(value).value;
    expect(copied).toStrictEqual(throughText(value));
    expect(JSON.stringify(copied)).toBe(JSON.stringify(value));
  });

  it('is that for any value, and never longer than it says', () => {
    const values = fc.anything({ withNullPrototype: true, withDate: true, withSparseArray: true, withMap: true });
    fc.assert(
      fc.property(values, (value) => {
        const { value: copied, bytesMost } = jsonCopy(value);
        expect(copied).toStrictEqual(throughText(value));
        expect(Buffer.byteLength(JSON.stringify(copied) ?? '')).toBeLessThanOrEqual(bytesMost);
      }),
      { numRuns: 2000, seed: 27 },
    );
  });

  it('has a member of the name that prototypes go by, and the prototype of every other object', () => {
    const copied = jsonCopy(withoutPrototype({ ['__proto__']: { isAdmin: true } })).value;
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
    expect(Object.keys(copied as object)).toEqual(['__proto__']);
    expect(JSON.stringify(copied)).toBe('{"__proto__":{"isAdmin":true}}');
  });

  it('shares nothing with what it was made of', () => {
    const row = { lines: [{ amount: '1.00' }] };
    const copied = jsonCopy({ row }).value as { readonly row: typeof row };
    copied.row.lines[0] = { amount: '2.00' };
    expect(row).toEqual({ lines: [{ amount: '1.00' }] });
  });

  it('is not made of what JSON has no text for', () => {
    expect(() => jsonCopy({ amount: 10n })).toThrow(TypeError);
  });
});
