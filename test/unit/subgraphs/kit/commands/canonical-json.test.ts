import { canonicalJson } from '#kit/commands/canonical-json.ts';

describe('the canonical text of a payload', () => {
  it('is the same for equal members in another order, at any depth', () => {
    const one = { b: [{ y: 1, x: '2' }], a: { d: null, c: true } };
    const other = { a: { c: true, d: null }, b: [{ x: '2', y: 1 }] };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one)).toBe('{"a":{"c":true,"d":null},"b":[{"x":"2","y":1}]}');
  });

  it('keeps the order of a list, since it may mean something', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it('writes an amount with every digit', () => {
    expect(canonicalJson({ totalMinor: 9_007_199_254_740_993n })).toBe('{"totalMinor":"9007199254740993"}');
  });

  it('tells a member that is missing from one that is null', () => {
    expect(canonicalJson({ a: undefined })).toBe('{}');
    expect(canonicalJson({ a: null })).toBe('{"a":null}');
  });
});
