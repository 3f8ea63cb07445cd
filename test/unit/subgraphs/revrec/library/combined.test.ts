import { CONTRACT_DRIVEN } from '#revrec/library/policy-set.ts';
import { recognize } from '#revrec/library/recognize.ts';
import { aContract, aLine, anInvoice, faultsOf, monthsOf, read, recognized, sumOf } from './files.ts';

const once = (price: string, ssp: string) => ({ quantity: '1', unitPrice: price, pricePer: 'TERM', ssp });

/**
 * A machine at 900.00 and a year's service at 300.00 are signed in two contracts, each worth 1,000.00 by itself, and agreed
 * as a package: 1,200.00 split alike, 600.00 each.
 */
const machine = aContract({
  combinedWith: ['C-2'],
  lines: [aLine({ key: 'machine', product: 'MACHINE', ...once('900', '1000'), method: 'ON_DELIVERY' })],
  events: [anInvoice('I-1', '2026-01-01', '900.00', { lines: [{ product: 'MACHINE', amount: '900.00' }] })],
});
const service = aContract({
  contract: 'C-2',
  signedOn: '2026-01-05',
  lines: [
    aLine({ key: 'service', product: 'SERVICE', ...once('200', '500'), method: 'DAILY' }),
    aLine({ key: 'setup', product: 'SETUP', ...once('100', '500'), method: 'MILESTONE' }),
  ],
  events: [
    { type: 'milestone', on: '2026-02-15', line: 'setup' },
    {
      type: 'amendment',
      key: 'A-1',
      on: '2026-07-01',
      added: [aLine({ key: 'more', product: 'MORE', ...once('500', '500'), from: '2026-07-01', method: 'DAILY' })],
      removed: [],
    },
  ],
});
const both = (change: Record<string, unknown> = {}) => ({ contracts: [machine, { ...service, ...change }] });

describe('contracts that were agreed as a package', () => {
  it('are one, whose price is split over the promises of all of them', () => {
    const one = recognized(both());
    expect(one.contract).toBe('C-1');
    expect(sumOf(Object.values(monthsOf(one, 'C-1/C-2:service')))).toBe(30_000n);
    expect(monthsOf(one, 'C-1/C-2:setup')).toEqual({ '2026-02': 30_000n });
    expect(sumOf(Object.values(monthsOf(one, 'C-1/machine')))).toBe(60_000n);
    expect(sumOf(Object.values(monthsOf(one, 'C-1/A-1/more')))).toBe(50_000n);
    expect(sumOf(one.schedule.map(({ amountMinor }) => amountMinor))).toBe(170_000n);
  });

  it('are told in any order, and are two as long as nobody says so', () => {
    const { events } = read(both());
    const told = (some: typeof events) => recognize(some, CONTRACT_DRIVEN);
    expect(told([...events].reverse())).toEqual(told(events));
    const apart = told(events.filter(({ kind }) => kind !== 'CONTRACT_COMBINED'));
    if (!apart.ok) throw new Error('they are held');
    expect(apart.value.contracts.map(({ contract }) => contract)).toEqual(['C-1', 'C-2']);
    const [first] = apart.value.contracts;
    expect(first === undefined ? null : sumOf(Object.values(monthsOf(first, 'C-1/machine')))).toBe(90_000n);
  });

  it.each([
    ['of another currency', { currency: 'EUR' }, 'INVALID_EVENT'],
    ['of another legal entity', { entity: 'DE' }, 'INVALID_EVENT'],
    ['that end by themselves', { events: [{ type: 'cancellation', key: 'X', on: '2026-04-01' }] }, 'HELD'],
    ['that are not there', { contract: 'C-3' }, 'NO_CONTRACT'],
    ['that are no contract yet', { step1: { met: false, reasons: ['no deposit'] } }, 'HELD'],
  ])('are refused where one is %s', (_why, change, code) => {
    const { events } = read(both(change));
    const told = recognize(events, CONTRACT_DRIVEN);
    expect(told.ok ? [] : told.error.map((fault) => fault.code)).toContain(code);
  });
});

describe('a package of which more than one part is no contract yet', () => {
  it('is not one because a single part has become one', () => {
    const step1 = { met: false, reasons: ['no deposit'] };
    const [first, second] = both({ step1 }).contracts;
    const met = { type: 'collectibility', on: '2026-02-01', met: true };
    const events = [...((second?.['events'] as object[]) ?? []), met];
    const file = {
      contracts: [
        { ...first, step1 },
        { ...second, events },
      ],
    };
    expect(recognize(read(file).events, CONTRACT_DRIVEN)).toMatchObject({ ok: false, error: [{ code: 'HELD' }] });
  });
});

describe('what was approved and is no contract yet', () => {
  const judged = (on: string, met: boolean) => ({
    type: 'collectibility',
    on,
    met,
    reasons: ['the credit line is used up'],
  });
  const doubtful = (...events: readonly unknown[]) =>
    aContract({
      step1: { met: false, reasons: ['no deposit'] },
      lines: [aLine({ ...once('12000', '12000'), method: 'DAILY' })],
      events: [anInvoice('I-1', '2026-01-01', '12000.00'), ...events],
    });

  it('earns nothing until it is one, then at once what was delivered before', () => {
    const one = recognized(doubtful(judged('2026-03-15', true)));
    const months = monthsOf(one, 'C-1/seats');
    // Ninety of 365 days by the end of March.
    expect([months['2026-01'], months['2026-02'], months['2026-03']]).toEqual([undefined, undefined, 295_890n]);
    expect(sumOf(Object.values(months))).toBe(1_200_000n);
  });

  it.each([
    ['is held with the reason as long as it is none', [], 'step 1 is not met: no deposit'],
    [
      'is held once it is none any more',
      [judged('2026-03-15', true), judged('2026-05-01', false)],
      'step 1 is not met any more: the credit line is used up',
    ],
    [
      'is held where it was changed before',
      [
        { type: 'amendment', key: 'A-1', on: '2026-02-01', added: [], removed: [], priceChange: '10.00' },
        judged('2026-03-15', true),
      ],
      'it was changed before 2026-03-15, when it became a contract',
    ],
  ])('%s', (_what, events, reason) => {
    const told = recognize(read(doubtful(...events)).events, CONTRACT_DRIVEN);
    expect(told).toMatchObject({ ok: false, error: [{ code: 'HELD', message: expect.stringContaining(reason) }] });
  });

  it('is one from the start where its criteria are met by its first day', () => {
    const plain = aContract({ lines: [aLine({ ...once('12000', '12000'), method: 'DAILY' })] });
    const early = { ...plain, step1: { met: false }, events: [judged('2025-12-30', true)] };
    expect(monthsOf(recognized(early), 'C-1/seats')).toEqual(monthsOf(recognized(plain), 'C-1/seats'));
    expect(faultsOf({ ...plain, combinedWith: [] })).not.toEqual([]);
  });
});
