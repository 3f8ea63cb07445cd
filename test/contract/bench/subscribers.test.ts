import { subscribers } from '#bench/subscribers.ts';

/** The benchmark itself, small: what it finds at fault is what must not be. */
describe('two hundred consumers of ten filters', () => {
  it('are told every event once, over a kill -9 of their gateway too', async () => {
    const flags = new Map([
      ['consumers', 200],
      ['filters', 10],
      ['per-second', 50],
      ['seconds', 2],
      ['burst', 100],
    ]);
    const { faults, tables } = await subscribers.run({
      number: (flag) => flags.get(flag) ?? Number.NaN,
      words: () => [],
      profileDir: null,
      say: () => undefined,
    });
    expect(faults).toEqual([]);
    const delivered = tables.find(({ title }) => title === 'Events')?.rows.map((row) => row['delivered']);
    expect(delivered).toEqual([2000, 2000, 2000]);
  });
});
