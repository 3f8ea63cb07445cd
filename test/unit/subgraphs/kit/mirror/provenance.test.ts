import { provenanceOf } from '#kit/mirror/provenance.ts';

const NOW = new Date('2026-08-16T09:00:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);

const ROW = { connection: 'stripe-main', externalId: 'in_1', asOf: ago(3_600_000) };
const answered = (lastAnswerAt: Date | null) => [{ name: 'stripe-main', vendor: 'stripe', lastAnswerAt }];

describe('where a mirrored record comes from', () => {
  it('is fresh while its vendor answers, however long ago it changed', () => {
    expect(provenanceOf('BILLING', ROW, answered(ago(30_000)), NOW)).toEqual({
      system: 'BILLING',
      vendor: 'stripe',
      connection: 'stripe-main',
      externalId: 'in_1',
      asOf: '2026-08-16T08:59:30.000Z',
      stale: false,
      url: null,
    });
  });

  it('is stale once its vendor has been silent for more than half a minute', () => {
    expect(provenanceOf('BILLING', ROW, answered(ago(30_001)), NOW).stale).toBe(true);
  });

  it('is as new as the record itself when that was read after the last answer noted', () => {
    const row = { ...ROW, asOf: ago(1_000) };
    expect(provenanceOf('BILLING', row, answered(ago(60_000)), NOW)).toMatchObject({
      asOf: '2026-08-16T08:59:59.000Z',
      stale: false,
    });
  });

  it.each([
    ['has never answered', answered(null), 'stripe'],
    ['is not known', [], 'unknown'],
  ])('goes by the record alone when its connection %s', (_what, connections, vendor) => {
    expect(provenanceOf('BILLING', ROW, connections, NOW)).toMatchObject({
      vendor,
      asOf: '2026-08-16T08:00:00.000Z',
      stale: true,
    });
  });
});
