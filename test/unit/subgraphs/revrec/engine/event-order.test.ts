import { compareVersions, knownEvents } from '#revrec/engine/event-order.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { anApproval, anInvoice, documentLine, KNOWN_AT, stamp, upgrade, usd } from './meridian.ts';

const ids = (events: readonly RevenueEvent[], knownAt = KNOWN_AT) => {
  const known = knownEvents(events, knownAt);
  return known.ok ? known.value.map(({ id }) => id) : known.error;
};
const invoice = (id: string, change: object = {}) =>
  anInvoice({ id, effectiveAt: '2026-03-01', ...change }, { lines: [documentLine(100n)] });

describe('versions of one object', () => {
  it.each([
    ['9', '10', -1],
    ['10', '9', 1],
    ['10', '10', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['10a', '9', -1],
    ['9', '10a', 1],
    ['v10', '9', 1],
    ['9', 'v10', -1],
    ['9', '12.5', 1],
    ['b', 'a', 1],
  ])('%s and %s follow each other as numbers if both are, else as texts', (a, b, order) => {
    expect(compareVersions(a, b)).toBe(order);
  });
});

describe('what is known', () => {
  it('is sorted by business day, then by kind, whatever arrived first', () => {
    const sameDay = anInvoice({ id: 'a-first', effectiveAt: '2026-08-16' }, { lines: [] });
    expect(ids([sameDay, upgrade, invoice('march'), anApproval()])).toEqual([
      'e-approved',
      'march',
      'e-upgrade',
      'a-first',
    ]);
  });

  it('has money after the documents of its day, and what is given back at last', () => {
    const at = (id: string) => stamp({ id, effectiveAt: '2026-03-01' });
    const amount = usd(100n);
    const [back, paid]: readonly RevenueEvent[] = [
      { ...at('a-back'), kind: 'REFUNDED', payload: { document: 'r', creditMemo: null, amount } },
      { ...at('b-paid'), kind: 'PAYMENT_RECEIVED', payload: { document: 'p', amount } },
    ];
    expect(ids([back, paid, invoice('c-billed')].flatMap((event) => event ?? []))).toEqual([
      'c-billed',
      'b-paid',
      'a-back',
    ]);
  });

  it('sorts versions as numbers when they are', () => {
    const version = (objectVersion: string, objectId: string) => {
      const event = invoice(`v${objectVersion}`, { objectVersion });
      return { ...event, source: { ...event.source, objectId } };
    };
    expect(ids([version('10', 'x'), version('9', 'x')])).toEqual(['v9', 'v10']);
  });

  it('leaves out what was recorded later and what a known record superseded, and not before it was known', () => {
    const wrong = invoice('wrong');
    const right = invoice('right', { recordedAt: '2026-04-01T00:00:00.000Z', supersedes: 'wrong' });
    expect(ids([right, wrong], '2026-03-31T23:59:59.999Z')).toEqual(['wrong']);
    expect(ids([right, wrong], '2026-04-01T00:00:00.000Z')).toEqual(['right']);
    expect(ids([{ ...wrong, supersededAt: '2026-04-01T00:00:00.000Z' }])).toEqual([]);
  });

  it('is what stood at the very moment: a record of its own moment counts, one superseded then no more', () => {
    const at = '2026-04-01T00:00:00.000Z';
    const wrong = { ...invoice('wrong'), supersededAt: at };
    expect(ids([wrong], '2026-03-31T23:59:59.999Z')).toEqual(['wrong']);
    expect(ids([wrong], at)).toEqual([]);
    expect(ids([wrong], '2026-04-01T00:00:00.001Z')).toEqual([]);
  });

  it('is refused when one of its moments cannot be read', () => {
    const of = (change: object) => ids([{ ...invoice('odd'), ...change } as RevenueEvent]);
    const refused = { kind: 'INVALID_EVENT', subject: 'odd' };
    expect(of({ supersededAt: 'yesterday' })).toMatchObject(refused);
    expect(of({ recordedAt: '2026-03-01' })).toMatchObject(refused);
    expect(of({ recordedAt: 'at 2026-03-01T08:00:00.000Z' })).toMatchObject(refused);
    expect(of({ recordedAt: '2026-03-01T08:00:00.000Z and a bit' })).toMatchObject(refused);
    expect(of({ effectiveAt: '2026-02-30' })).toMatchObject(refused);
    expect(of({ kind: 'GUESSED' })).toMatchObject(refused);
  });

  it('has what was paid and what went back after the documents of the day', () => {
    const paid = { ...invoice('paid'), kind: 'PAYMENT_RECEIVED', payload: { document: 'd', amount: usd(1n) } } as const;
    const back = { ...paid, ...stamp({ id: 'back', effectiveAt: '2026-03-01' }), kind: 'REFUNDED' } as RevenueEvent;
    expect(ids([back, paid as RevenueEvent, invoice('bill')])).toEqual(['bill', 'paid', 'back']);
  });

  it('of two deliveries of one moment is the one of the lower name', () => {
    const first = invoice('b');
    expect(ids([first, { ...first, id: 'a' }])).toEqual(['a']);
  });

  it('drops a void together with what it voids', () => {
    const gone = { ...invoice('void', { supersedes: 'wrong' }), payload: null };
    expect(ids([invoice('wrong'), gone])).toEqual([]);
  });

  it('takes a second delivery once and keeps the first record', () => {
    const first = invoice('first');
    const second = { ...first, id: 'second', recordedAt: '2026-03-02T00:00:00.000Z' };
    expect(ids([second, first])).toEqual(['first']);
    // A correction of either delivery corrects the fact.
    expect(ids([first, second, invoice('third', { supersedes: 'second' })])).toEqual(['third']);
  });

  it('holds the contract when one version of one source object says two things, until one is superseded', () => {
    const first = invoice('first');
    const other = { ...first, id: 'other', source: { ...first.source, payloadHash: 'another' } };
    expect(ids([other, first])).toMatchObject({ kind: 'EVENT_CONFLICT', eventIds: ['first', 'other'] });
    const settled = { ...invoice('settled', { supersedes: 'other' }), payload: null };
    expect(ids([other, first, settled])).toEqual(['first']);
  });

  it.each([
    ['a day that does not exist', { effectiveAt: '2026-02-30' }],
    ['an instant without milliseconds', { recordedAt: '2026-03-01T00:00:00Z' }],
  ])('refuses %s', (_, change) => {
    expect(ids([invoice('odd', change)])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'odd' });
  });

  it('refuses a moment that is no instant', () => {
    expect(ids([], 'yesterday')).toMatchObject({ kind: 'INVALID_EVENT', subject: 'knownAt' });
  });
});
