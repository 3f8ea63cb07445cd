import { waterfall } from '#revrec/engine/waterfall.ts';

const booked = [
  { month: '2026-02', minor: 900n },
  { month: '2026-01', minor: 500n },
  { month: '2026-02', minor: 100n },
];
const of = (bookedMonth: string, month: string, minor: bigint) => ({ bookedMonth, month, minor });

describe('a waterfall', () => {
  it('has a row a booked month that sums with what remains to what was booked', () => {
    const recognised = [of('2026-02', '2026-03', 300n), of('2026-02', '2026-02', 200n), of('2026-02', '2026-03', 50n)];
    const found = waterfall(booked, recognised);
    if (!found.ok) throw new Error('rows');
    expect(
      found.value.map(({ bookedMonth, recognised: row, remainingMinor }) => [bookedMonth, [...row], remainingMinor]),
    ).toEqual([
      ['2026-01', [], 500n],
      [
        '2026-02',
        [
          ['2026-02', 200n],
          ['2026-03', 350n],
        ],
        450n,
      ],
    ]);
    expect(found.value.every((row) => row.recognisedMinor + row.remainingMinor === row.bookedMinor)).toBe(true);
  });

  it('is refused when something is recognised that nobody booked', () => {
    expect(waterfall(booked, [of('2026-03', '2026-03', 1n)])).toMatchObject({ error: { subject: '2026-03' } });
  });
});
