import { latestVersion, versionAt } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import {
  aLine,
  aModification,
  anApproval,
  analytics,
  anInvoice,
  documentLine,
  meridian,
  moreSeats,
  stamp,
  upgrade,
  usd,
} from './meridian.ts';

const total = (events: Parameters<typeof folded>[0]) =>
  sumOf(rows(folded(events)).map(({ amountMinor }) => amountMinor));

describe('the events of one contract', () => {
  it('build a version a day on which something changed, each in force from its day', () => {
    const cheap = aModification(
      { added: [{ ...analytics, unitPrice: '1.00' }] },
      { id: 'e-1', effectiveAt: '2026-08-16' },
    );
    const raise = aModification(
      { amendment: 'A-9', priceDelta: usd(5_000n) },
      { id: 'e-2', effectiveAt: '2026-08-16' },
    );
    const [signed] = folded([anApproval(), raise, cheap]).contracts;
    if (signed === undefined) throw new Error('there is a contract');
    expect(signed.versions.map(({ version, effectiveOn }) => [version, effectiveOn])).toEqual([
      [1, '2026-01-01'],
      [2, '2026-08-16'],
    ]);
    expect(versionAt(signed, civilDate('2025-12-31'))).toBeNull();
    expect(versionAt(signed, civilDate('2026-08-15'))?.transactionPriceMinor).toBe(60_000_000n);
    expect(versionAt(signed, civilDate('2026-08-16'))?.transactionPriceMinor).toBe(60_000_000n + 3_402_740n + 5_000n);
  });

  it('take removed quantity from the latest addition first, then from what was there before', () => {
    const larger = aModification(
      { amendment: 'A-2', removed: [{ product: 'PLATFORM-SEAT', quantity: '400', credit: usd(-12_098_630n) }] },
      { id: 'e-larger', effectiveAt: '2026-10-01' },
    );
    const state = folded([...meridian, larger]);
    expect(state.modifications.at(-1)?.contractKeys).toEqual(['K-1', 'K-1/A-1']);
    const quantities = state.contracts.map((contract) =>
      latestVersion(contract).obligations.map(({ quantity }) => quantity.n),
    );
    expect(quantities).toEqual([[400n], [0n, 1n]]);
    expect(total([...meridian, larger])).toBe(60_000_000n + 17_013_698n - 12_098_630n);
  });

  it('restore the former figures when an amendment is voided', () => {
    const gone = {
      ...upgrade,
      ...stamp({ id: 'e-void', effectiveAt: '2026-09-01', supersedes: 'e-upgrade' }),
      payload: null,
    };
    expect(rows(folded([anApproval(), upgrade, gone]))).toEqual(rows(folded([anApproval()])));
  });

  it('answer as it was known then', () => {
    expect(folded(meridian, '2026-08-15T00:00:00.000Z').contracts).toHaveLength(1);
    expect(folded(meridian, '2026-08-17T00:00:00.000Z').contracts).toHaveLength(2);
  });

  it.each<[string, readonly RevenueEvent[], object]>([
    ['no approval is known', [upgrade], { kind: 'NO_CONTRACT', subject: 'K-1' }],
    [
      'two events approve it',
      [anApproval(), { ...anApproval(), ...stamp({ id: 'e-2', effectiveAt: '2026-02-01' }) }],
      { subject: 'e-2' },
    ],
    [
      'an event belongs to another contract',
      [anApproval(), { ...upgrade, contractKey: 'K-2' }],
      { subject: 'e-upgrade' },
    ],
    [
      'an event belongs to another legal entity',
      [anApproval(), { ...upgrade, entity: 'DE' }],
      { subject: 'e-upgrade' },
    ],
    [
      'a line has no standalone price',
      [anApproval([aLine({ ssp: null })])],
      { kind: 'MISSING_SSP', subject: 'K-1/seats' },
    ],
    [
      'a line is in another currency',
      [anApproval([aLine({ amount: { minor: '1', currency: 'EUR' } })])],
      { kind: 'INVALID_EVENT' },
    ],
    ['a term runs backwards', [anApproval([aLine({ to: '2025-12-31' })])], { kind: 'INVALID_EVENT' }],
    ['two lines share a key', [anApproval([aLine(), aLine()])], { kind: 'INVALID_EVENT', subject: 'seats' }],
    [
      'an amendment holds before the contract does',
      [anApproval(), aModification({ added: [moreSeats] }, { id: 'e', effectiveAt: '2025-12-31' })],
      { kind: 'INVALID_EVENT', subject: 'A-1' },
    ],
    ['there is no line', [anApproval([])], { kind: 'INVALID_EVENT' }],
    ['a quantity is zero', [anApproval([aLine({ quantity: '0' })])], { kind: 'INVALID_EVENT' }],
    [
      'a curve is not told',
      [anApproval([aLine({ measure: 'CUSTOM_CURVE' })])],
      { kind: 'INVALID_EVENT', subject: 'K-1/seats' },
    ],
    [
      'more is removed than is left',
      [
        anApproval(),
        aModification(
          { removed: [{ product: 'PLATFORM-SEAT', quantity: '501', credit: usd(-1n) }] },
          { id: 'e', effectiveAt: '2026-03-01' },
        ),
      ],
      { kind: 'INVALID_EVENT', subject: 'PLATFORM-SEAT' },
    ],
    [
      'the credit exceeds what is left',
      [anApproval(), aModification({ priceDelta: usd(-59_000_000n) }, { id: 'e', effectiveAt: '2026-07-01' })],
      { kind: 'NEGATIVE_ALLOCATION' },
    ],
    [
      'one amendment is approved twice',
      [...meridian, aModification({ added: [analytics] }, { id: 'e-again', effectiveAt: '2026-10-01' })],
      { kind: 'INVALID_EVENT', subject: 'A-1' },
    ],
    [
      'a removal is judged separate',
      [
        ...meridian,
        aModification(
          {
            amendment: 'A-3',
            added: [{ ...moreSeats, from: '2026-10-01' }],
            priceDelta: usd(1n),
            answers: { priceReflectsSsp: true },
          },
          { id: 'e', effectiveAt: '2026-10-01' },
        ),
      ],
      { kind: 'HELD', subject: 'row 3 SEPARATE' },
    ],
  ])('hold the contract when %s', (_, events, expected) => {
    expect(refusal(events)).toMatchObject(expected);
  });

  it('refuse a moment that cannot be read', () => {
    expect(fold(meridian, { knownAt: '2026-08-16', policies: CONTRACT_DRIVEN })).toMatchObject({ ok: false });
  });
});

describe('a document of billing', () => {
  const billed = (events: Parameters<typeof folded>[0]) =>
    folded(events).billed.map(({ contractKey, amountMinor, taxMinor }) => [contractKey, amountMinor, taxMinor]);

  it('that bills an amendment belongs to the contract the amendment made', () => {
    expect(billed(meridian)).toEqual([
      ['K-1', 60_000_000n, 0n],
      ['K-1/A-1', 17_013_698n, 0n],
    ]);
  });

  it('without an amendment goes by product to the contracts in force, its tax to the signed one', () => {
    const invoice = anInvoice(
      { id: 'e-later', effectiveAt: '2026-09-01' },
      { lines: [documentLine(10_000n, 'PREMIUM-ANALYTICS'), documentLine(73_610_958n)], tax: usd(77n) },
    );
    expect(billed([anApproval(), upgrade, invoice])).toEqual([
      ['K-1', 60_000_000n, 77n],
      ['K-1/A-1', 13_610_958n + 10_000n, 0n],
    ]);
  });

  it('dated before a second contract stays with the first', () => {
    const early = anInvoice({ id: 'e-early', effectiveAt: '2026-08-15' }, { lines: [documentLine(500n, null)] });
    expect(billed([anApproval(), upgrade, early])).toEqual([['K-1', 500n, 0n]]);
  });

  it('that credits lowers what was billed', () => {
    const payload = { document: 'c', invoice: 'i', amendment: 'A-1', lines: [documentLine(100n)], tax: usd(7n) };
    const memo = { ...stamp({ id: 'e-memo', effectiveAt: '2026-10-02' }), kind: 'CREDIT_MEMO', payload } as const;
    expect(billed([anApproval(), upgrade, memo])).toEqual([
      ['K-1', 0n, -7n],
      ['K-1/A-1', -100n, 0n],
    ]);
  });
});
