import type { ContractState } from '#revrec/engine/contract-state.ts';
import { balancesAt, positionAt } from '#revrec/engine/position.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { aCancellation, aCredit, building, serviceLine } from './life.ts';
import {
  aModification,
  anApproval,
  anInvoice,
  documentLine,
  firstInvoice,
  upgrade,
  upgradeInvoice,
  usd,
} from './meridian.ts';

const recognized = (state: ContractState, on: string) => positionAt(state, civilDate(on)).recognized.minor;
const position = (state: ContractState, on: string) => {
  const { contracted, billed, recognized: earned, deferred, unbilled } = positionAt(state, civilDate(on));
  return [contracted, billed, earned, deferred, unbilled].map(({ minor }) => minor);
};
const monthsOf = (state: ContractState, key: string) =>
  Object.fromEntries(
    rows(state)
      .filter(({ obligation }) => obligation === key)
      .map(({ period, amountMinor, state: rowState }) => [rowState === 'SCHEDULED' ? period : rowState, amountMinor]),
  );

describe('the end of a contract', () => {
  const signed = [anApproval(), firstInvoice, upgrade, upgradeInvoice];
  const end = '2026-10-01';
  const credited = [
    serviceLine(15_123_288n + 9_073_972n, 'PLATFORM-SEAT', end, '2026-12-31'),
    serviceLine(2_268_493n, 'PREMIUM-ANALYTICS', end, '2026-12-31'),
  ];
  const refundable = usd(sumOf(credited.map(({ amount }) => BigInt(amount.minor))));
  const laterRows = (state: ContractState) => rows(state).filter(({ period }) => period > '2026-10');

  it('with the unused part credited earns nothing more and leaves nothing deferred or unbilled', () => {
    const credit = aCredit({ id: 'c', effectiveAt: end }, credited);
    const documents = ['credit-c'];
    const state = folded([
      ...signed,
      aCancellation({ id: 'e-end', effectiveAt: end }, { refundable, documents }),
      credit,
    ]);
    const [contracted, billed, earned, deferred, unbilled] = position(state, end);
    expect([deferred, unbilled]).toEqual([0n, 0n]);
    expect([contracted, billed]).toEqual([earned, earned]);
    expect(laterRows(state)).toEqual([]);
    // Billing's proration and our rounding differ by a cent a contract at most.
    const caughtUp = state.modifications.at(-1)?.catchUpMinor ?? 99n;
    expect(caughtUp * caughtUp).toBeLessThanOrEqual(4n);
    for (const { deferredMinor, unbilledMinor } of balancesAt(state, civilDate(end))) {
      expect([deferredMinor, unbilledMinor]).toEqual([0n, 0n]);
    }
  });

  it('without a refund earns what was billed for the rest on that day', () => {
    const state = folded([...signed, aCancellation({ id: 'e-end', effectiveAt: end })]);
    expect(position(state, end)).toEqual([77_013_698n, 77_013_698n, 77_013_698n, 0n, 0n]);
    expect(recognized(state, '2026-09-30')).toBe(recognized(folded(signed), '2026-09-30'));
    expect(laterRows(state)).toEqual([]);
  });

  it('takes back what was recognised ahead of any bill', () => {
    const state = folded([anApproval(), aCancellation({ id: 'e-end', effectiveAt: end })]);
    expect(position(state, end)).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  it('at inception with all given back leaves nothing anywhere', () => {
    const all = aCredit({ id: 'c', effectiveAt: '2026-01-01' }, [
      serviceLine(60_000_000n, 'PLATFORM-SEAT', null, null),
    ]);
    const cancelled = aCancellation(
      { id: 'e-end', effectiveAt: '2026-01-01' },
      { refundable: usd(60_000_000n), documents: ['credit-c'] },
    );
    const state = folded([anApproval(), firstInvoice, cancelled, all]);
    expect(rows(state)).toEqual([]);
    expect(position(state, '2026-12-31')).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  it('when the term is over anyway changes nothing', () => {
    const cancelled = aCancellation({ id: 'e-end', effectiveAt: '2027-01-01', recordedAt: '2026-12-01T08:00:00.000Z' });
    expect(rows(folded([...signed, cancelled])).map(({ derivation: _, ...row }) => row)).toEqual(
      rows(folded(signed)).map(({ derivation: _, ...row }) => row),
    );
  });

  it('owes what it gives back as a refund until the credit memo has come', () => {
    const credit = aCredit({ id: 'c', effectiveAt: '2026-10-20' }, [
      serviceLine(15_123_288n, 'PLATFORM-SEAT', end, '2026-12-31'),
    ]);
    const cancelled = aCancellation(
      { id: 'e-end', effectiveAt: end },
      { refundable: usd(15_123_288n), documents: ['credit-c'], settledOn: '2026-10-20' },
    );
    const state = folded([anApproval(), firstInvoice, cancelled, credit]);
    const refundOn = (on: string) =>
      balancesAt(state, civilDate(on)).map(({ refundMinor, deferredMinor }) => [refundMinor, deferredMinor]);
    expect(refundOn('2026-09-30')).toEqual([[0n, 15_123_288n]]);
    expect(refundOn('2026-10-19')).toEqual([[15_123_288n, 0n]]);
    expect(refundOn('2026-10-20')).toEqual([[0n, 0n]]);
  });

  it('is followed by bills and credits that are earned on their own day', () => {
    const late = anInvoice({ id: 'e-late', effectiveAt: '2026-11-15' }, { lines: [documentLine(7_000n)] });
    const state = folded([...signed, aCancellation({ id: 'e-end', effectiveAt: end }), late]);
    expect(position(state, '2026-11-14')).toEqual([77_013_698n, 77_013_698n, 77_013_698n, 0n, 0n]);
    expect(position(state, '2026-11-15')).toEqual([77_020_698n, 77_020_698n, 77_020_698n, 0n, 0n]);
  });

  it('gives a milestone up that was never reached, and earns what was billed for it', () => {
    const bill = anInvoice(
      { id: 'e-b', effectiveAt: '2026-01-01' },
      { lines: [documentLine(1_200_000n, 'IMPLEMENTATION')] },
    );
    const state = folded([anApproval([building]), bill, aCancellation({ id: 'e-end', effectiveAt: end })]);
    expect(monthsOf(state, 'K-1/building')).toEqual({ '2026-10': 1_200_000n });
  });

  it('settles an amendment of its own day, which came first', () => {
    const sameDay = upgrade.effectiveAt;
    const state = folded([
      anApproval(),
      firstInvoice,
      upgrade,
      upgradeInvoice,
      aCancellation({ id: 'e-end', effectiveAt: sameDay }),
    ]);
    expect(position(state, sameDay)).toEqual([77_013_698n, 77_013_698n, 77_013_698n, 0n, 0n]);
    expect(rows(state).filter(({ period }) => period > sameDay.slice(0, 7))).toEqual([]);
  });

  it('comes before a renewal that was signed ahead, which then never begins', () => {
    const cancelled = aCancellation({ id: 'e-end', effectiveAt: '2026-08-01', objectVersion: '10' });
    const renewal = { ...upgrade, effectiveAt: '2027-01-01' };
    const state = folded([anApproval(), firstInvoice, renewal, cancelled]);
    expect(position(state, '2026-08-01')).toEqual(
      position(folded([anApproval(), firstInvoice, cancelled]), '2026-08-01'),
    );
    expect(rows(state).filter(({ period }) => period > '2026-08')).toEqual([]);
  });

  it('takes no amendment after it and comes once', () => {
    const cancelled = aCancellation({ id: 'e-end', effectiveAt: '2026-08-01' });
    expect(refusal([...signed, cancelled])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'A-1' });
    const again = aCancellation({ id: 'e-again', effectiveAt: end }, { amendment: 'A-again' });
    expect(refusal([anApproval(), cancelled, again])).toMatchObject({ kind: 'INVALID_EVENT' });
    expect(refusal([anApproval(), aCancellation({ id: 'e', effectiveAt: '2025-12-31' })])).toMatchObject({
      kind: 'INVALID_EVENT',
    });
  });

  it('is told by its row of the decision table', () => {
    const state = folded([...signed, aCancellation({ id: 'e-end', effectiveAt: end })]);
    expect(state.modifications.at(-1)).toMatchObject({ row: 7, treatment: 'PARTIAL_TERMINATION' });
  });
});

describe('taking back all of a product', () => {
  const all = (credit: bigint) =>
    aModification(
      { removed: [{ product: 'PLATFORM-SEAT', quantity: '500', credit: usd(credit) }] },
      { id: 'e', effectiveAt: '2026-03-01' },
    );

  it('earns what is not given back at once when nothing else is left', () => {
    const state = folded([anApproval(), firstInvoice, all(-40_000_000n)]);
    expect(state.modifications).toMatchObject([{ row: 7, treatment: 'PARTIAL_TERMINATION' }]);
    expect(recognized(state, '2026-03-01')).toBe(20_000_000n);
    expect(rows(state).filter(({ period }) => period > '2026-03')).toEqual([]);
  });

  it('is refused when more is given back than one has', () => {
    const more = aModification(
      {
        removed: [
          { product: 'PLATFORM-SEAT', quantity: '300', credit: usd(-1n) },
          { product: 'PLATFORM-SEAT', quantity: '201', credit: usd(-1n) },
        ],
      },
      { id: 'e', effectiveAt: '2026-03-01' },
    );
    expect(refusal([anApproval(), more])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'PLATFORM-SEAT' });
  });

  it('for some days only, or of a part from a later day, is left to a person', () => {
    const of = (quantity: string, from: string, to: string) =>
      aModification(
        { removed: [{ product: 'PLATFORM-SEAT', quantity, credit: usd(-1n), from, to }] },
        { id: 'e', effectiveAt: '2026-03-01' },
      );
    expect(refusal([anApproval(), of('500', '2026-05-01', '2026-06-30')])).toMatchObject({ kind: 'HELD' });
    expect(refusal([anApproval(), of('100', '2026-05-01', '2026-12-31')])).toMatchObject({ kind: 'HELD' });
  });
});
