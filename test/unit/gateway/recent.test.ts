import { Recent } from '#gateway/recent.ts';

describe('values that are kept for a while', () => {
  it('are never more than allowed: the longest unused is forgotten first', () => {
    const recent = new Recent<number>(2);
    recent.keep('a', 1);
    recent.keep('b', 2);
    recent.find('a');
    recent.keep('c', 3);
    expect(['a', 'b', 'c'].map((key) => recent.find(key))).toEqual([1, undefined, 3]);
    expect(recent.size).toBe(2);
  });

  it('push nobody out when one of them is replaced', () => {
    const recent = new Recent<number>(2);
    recent.keep('a', 1);
    recent.keep('b', 2);
    recent.keep('b', 3);
    expect([recent.find('a'), recent.find('b')]).toEqual([1, 3]);
  });
});
