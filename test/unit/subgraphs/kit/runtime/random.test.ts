import { cryptoRandom, type Random, seededRandom } from '#kit/runtime/random.ts';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('chance', () => {
  it('repeats itself for the same seed', () => {
    expect(draw(seededRandom(42), 50)).toEqual(draw(seededRandom(42), 50));
    expect(seededRandom('a').bytes(100)).toEqual(seededRandom('a').bytes(100));
  });

  it('differs for another seed', () => {
    expect(draw(seededRandom(42), 5)).not.toEqual(draw(seededRandom(43), 5));
  });

  it.each([
    ['seeded', seededRandom('spread')],
    ['of the system', cryptoRandom],
  ])('%s is from 0 up to 1 and spread evenly', (_name, random) => {
    const numbers = draw(random, 4_000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });

  it('gives as many bytes as asked for', () => {
    expect(cryptoRandom.bytes(7)).toHaveLength(7);
    expect(seededRandom(1).bytes(0)).toHaveLength(0);
    expect(seededRandom(1).bytes(70)).toHaveLength(70);
  });
});
