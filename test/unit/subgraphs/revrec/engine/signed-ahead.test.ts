import { latestVersion } from '#revrec/engine/contract-state.ts';
import type { ModificationApproved } from '#revrec/engine/events.ts';
import { positionAt } from '#revrec/engine/position.ts';
import { dividedByTerms, isPartOf, partOf } from '#revrec/engine/signed-ahead.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded, rows, sumOf } from './folded.ts';
import { aCancellation } from './life.ts';
import { aLine, aModification, anApproval, firstInvoice, usd } from './meridian.ts';

const NEXT_TERM = '2027-01-01';
const RECORDED_AT = '2026-10-01T08:00:00.000Z';
const nextTerm = { from: NEXT_TERM, to: '2027-12-31' } as const;

/** A change of the contract, in the order in which they were signed. */
function signed(version: string, effectiveAt: string, change: Partial<ModificationApproved>) {
  const event = aModification(
    { ...change, amendment: `A-${version}` },
    { id: `e-${version}`, effectiveAt, recordedAt: RECORDED_AT },
  );
  return { ...event, source: { ...event.source, objectId: 'K-1', objectVersion: version } };
}

const renewal = signed('2', NEXT_TERM, { added: [aLine({ ...nextTerm, key: 'renewed' })] });
/** Fewer seats from October on, and as many fewer in the term that is signed already. */
const removed = [
  { product: 'PLATFORM-SEAT', quantity: '100', credit: usd(-3_024_658n), from: '2026-10-01', to: '2026-12-31' },
  { product: 'PLATFORM-SEAT', quantity: '100', credit: usd(-12_000_000n), ...nextTerm },
];
const fewer = signed('3', '2026-10-01', { removed });

const quantities = (...events: Parameters<typeof folded>[0][number][]) =>
  folded(events)
    .contracts.flatMap((contract) => latestVersion(contract).obligations)
    .map(({ quantity: { n, d } }) => n / d);
const yearOf = (events: Parameters<typeof folded>[0], year: string) =>
  sumOf(
    rows(folded(events))
      .filter(({ period }) => period.startsWith(year))
      .map(({ amountMinor }) => amountMinor),
  );

describe('an amendment of a contract whose next term is signed already', () => {
  const events = [anApproval(), firstInvoice, renewal, fewer];

  it('lowers each term by its own part, the later one when it begins', () => {
    expect(quantities(...events)).toEqual([400n, 400n]);
    expect(yearOf(events, '2026')).toBe(60_000_000n - 3_024_658n);
    expect(yearOf(events, '2027')).toBe(48_000_000n);
  });

  it('counts a penalty once, in the term of its day', () => {
    const fined = signed('3', '2026-10-01', { removed, penalty: usd(50_000n) });
    const penalised = [anApproval(), firstInvoice, renewal, fined];
    expect(yearOf(penalised, '2026')).toBe(60_000_000n - 3_024_658n + 50_000n);
    expect(yearOf(penalised, '2027')).toBe(48_000_000n);
  });

  it('raises each term by its own part', () => {
    const more = signed('3', '2026-10-01', {
      added: [
        aLine({ key: 'more', from: '2026-10-01', to: '2026-12-31', quantity: '100', amount: usd(3_024_658n) }),
        aLine({ key: 'more:2', ...nextTerm, quantity: '100', amount: usd(12_000_000n) }),
      ],
    });
    const raised = [anApproval(), firstInvoice, renewal, more];
    expect(yearOf(raised, '2026')).toBe(60_000_000n + 3_024_658n);
    expect(yearOf(raised, '2027')).toBe(72_000_000n);
  });

  it('can be followed by another one, in whatever order they arrive', () => {
    const again = signed('4', '2026-10-01', {
      removed: [
        { product: 'PLATFORM-SEAT', quantity: '50', credit: usd(-1_512_329n), from: '2026-10-01', to: '2026-12-31' },
        { product: 'PLATFORM-SEAT', quantity: '50', credit: usd(-6_000_000n), ...nextTerm },
      ],
    });
    expect(quantities(...events, again)).toEqual([350n, 350n]);
    expect(rows(folded([again, fewer, renewal, firstInvoice, anApproval()]))).toEqual(rows(folded([...events, again])));
  });

  it('that is about the later term alone changes nothing before it', () => {
    const later = signed('3', '2026-10-01', { removed: fewer.payload?.removed.slice(1) ?? [] });
    const state = [anApproval(), firstInvoice, renewal, later];
    expect(quantities(...state)).toEqual([500n, 400n]);
    expect(yearOf(state, '2026')).toBe(60_000_000n);
  });

  it('leaves nothing of the later term when the contract is cancelled before it', () => {
    const end = aCancellation({ id: 'e-end', effectiveAt: '2026-11-01', objectVersion: '4' });
    const ended = { ...end, source: { ...end.source, objectId: 'K-1' } };
    expect(yearOf([...events, ended], '2027')).toBe(0n);
    const within = signed('3', '2026-10-01', { removed: fewer.payload?.removed.slice(0, 1) ?? [] });
    const contracted = (told: Parameters<typeof folded>[0]) =>
      positionAt(folded(told), civilDate('2027-12-31')).contracted.minor;
    expect(contracted([...events, ended])).toBe(contracted([anApproval(), firstInvoice, within, ended]));
  });
});

describe('the terms that an amendment is about', () => {
  const later = { from: NEXT_TERM, to: '2027-12-31' } as const;
  const own = aLine({ key: 'own', from: '2026-10-01', to: '2026-12-31' });
  const next = aLine({ key: 'next', ...later });
  const bonus = {
    key: 'bonus',
    method: 'EXPECTED',
    estimate: usd(1n),
    constrained: usd(1n),
    target: 'ALL',
    owner: 'me',
    reason: 'so',
  } as const;
  const less = (from?: string) => ({
    product: 'PLATFORM-SEAT',
    quantity: '1',
    credit: usd(-1n),
    ...(from === undefined ? {} : { from, to: '2027-12-31' }),
  });
  const divided = (change: Partial<ModificationApproved>, others: Parameters<typeof folded>[0] = [renewal]) =>
    dividedByTerms([anApproval(), ...others, signed('3', '2026-10-01', change)]).flatMap((event) =>
      event.kind === 'MODIFICATION_APPROVED' && event.payload !== null && event.id === 'e-3'
        ? [{ on: event.effectiveAt, ...event.payload }]
        : [],
    );
  const shape = (parts: ReturnType<typeof divided>) =>
    parts.map(({ on, amendment, added, removed }) => [on, amendment, added.length, removed.length]);

  it('are its own, and those signed before it that begin after its day', () => {
    const both = { added: [own, next], removed: [less(), less(NEXT_TERM)] };
    expect(shape(divided(both))).toEqual([
      ['2026-10-01', 'A-3', 1, 1],
      [NEXT_TERM, `A-3@${NEXT_TERM}`, 1, 1],
    ]);
    const undivided = [['2026-10-01', 'A-3', 2, 2]];
    expect(shape(divided(both, []))).toEqual(undivided);
    expect(shape(divided(both, [signed('4', NEXT_TERM, { added: [next] })]))).toEqual(undivided);
    expect(shape(divided(both, [signed('2', '2026-10-01', { added: [next] })]))).toEqual(undivided);
    const another = signed('2', NEXT_TERM, { added: [next] });
    expect(shape(divided(both, [{ ...another, source: { ...another.source, objectId: 'K-9' } }]))).toEqual(undivided);
  });

  it('are none that began by its day, whatever else is signed ahead', () => {
    const byTerm = [
      ['2026-10-01', 'A-3', 1, 0],
      [NEXT_TERM, `A-3@${NEXT_TERM}`, 1, 0],
    ];
    for (const begun of ['2026-07-01', '2026-10-01']) {
      const before = signed('1', begun, { added: [own] });
      expect(shape(divided({ added: [own, next] }, [before, renewal]))).toEqual(byTerm);
    }
  });

  it('have what is told of them alone', () => {
    expect(shape(divided({ added: [next] }))).toEqual([[NEXT_TERM, `A-3@${NEXT_TERM}`, 1, 0]]);
    expect(shape(divided({ removed: [less(NEXT_TERM)] }))).toEqual([[NEXT_TERM, `A-3@${NEXT_TERM}`, 0, 1]]);
    expect(shape(divided({ added: [own] }))).toEqual([['2026-10-01', 'A-3', 1, 0]]);
    expect(shape(divided({ removed: [less()] }))).toEqual([['2026-10-01', 'A-3', 0, 1]]);
  });

  it.each<[string, Partial<ModificationApproved>]>([
    ['a price', { priceDelta: usd(5n) }],
    ['a concession', { concession: usd(5n) }],
    ['a penalty', { penalty: usd(5n) }],
    ['an extension', { extended: [{ obligation: 'K-1/wells', total: '3' }] }],
    ['an addition', { added: [own, next] }],
    ['a removal', { removed: [less()] }],
    ['an addition and an extension', { added: [own, next], extended: [{ obligation: 'K-1/wells', total: '3' }] }],
    ['an estimate and an extension', { variable: [bonus], extended: [{ obligation: 'K-1/wells', total: '3' }] }],
    ['an estimate', { variable: [bonus] }],
  ])('leave %s, with its documents, to the amendment’s own day', (_, change) => {
    const documents = ['document-1'];
    const [first, second, ...more] = divided({ added: [next], documents, ...change });
    expect(more).toEqual([]);
    expect(first).toMatchObject({ ...change, on: '2026-10-01', documents, added: change.added ? [own] : [] });
    expect(second).toMatchObject({ on: NEXT_TERM, documents: [], extended: [], variable: [], removed: [] });
    expect([second?.priceDelta, second?.concession, second?.penalty]).toEqual([null, null, undefined]);
  });

  it('give their parts names by which the amendment is known', () => {
    const part = partOf('A-3', civilDate(NEXT_TERM));
    expect([isPartOf(part, 'A-3'), isPartOf('A-3', 'A-3'), isPartOf('A-30', 'A-3'), isPartOf(part, 'A')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
