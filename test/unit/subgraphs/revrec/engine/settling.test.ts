import { latestVersion } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { balancesAt } from '#revrec/engine/position.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation, aCredit, building, calls, met, serviceLine, usageInvoice } from './life.ts';
import { aLine, anApproval, anInvoice, documentLine, firstInvoice, upgrade, upgradeInvoice, usd } from './meridian.ts';

const END = '2026-10-01';
const seatDays = (minor: bigint) => serviceLine(minor, 'PLATFORM-SEAT', END, '2026-12-31');
const cancelled = (refundable: bigint, settledOn: string) =>
  aCancellation({ id: 'e-end', effectiveAt: END }, { refundable: usd(refundable), documents: ['credit-c'], settledOn });
const refunds = (events: readonly RevenueEvent[], on: string) =>
  balancesAt(folded(events), civilDate(on)).map(({ refundMinor }) => refundMinor);

describe('what a cancellation promises to give back', () => {
  const signed = [anApproval(), firstInvoice];

  it('is owed from its own day, less what has been credited, and never less than nothing', () => {
    const part = aCredit({ id: 'c', effectiveAt: '2026-11-05' }, [seatDays(40_000n)]);
    const owed = [...signed, cancelled(100_000n, '2026-11-30'), part];
    expect(['2026-09-30', END, '2026-11-04', '2026-11-05'].map((on) => refunds(owed, on))).toEqual([
      [0n],
      [100_000n],
      [100_000n],
      [60_000n],
    ]);
    const more = aCredit({ id: 'c', effectiveAt: '2026-11-05' }, [seatDays(130_000n)]);
    expect(refunds([...signed, cancelled(100_000n, '2026-11-30'), more], '2026-11-30')).toEqual([0n]);
  });

  it('is owed by each accounting contract for its own part', () => {
    const both = [...signed, upgrade, upgradeInvoice];
    const memo = aCredit({ id: 'c', effectiveAt: '2026-11-05' }, [seatDays(300_000n)]);
    const [first = 0n, second = 0n] = refunds([...both, cancelled(300_000n, '2026-11-30'), memo], '2026-11-04');
    expect([first > 0n, second > 0n, first + second]).toEqual([true, true, 300_000n]);
    expect(refunds([...both, cancelled(300_000n, '2026-11-30'), memo], '2026-11-05')).toEqual([0n, 0n]);
  });

  it('is told in the currency of the contract', () => {
    const foreign = aCancellation({ id: 'e-end', effectiveAt: END }, { refundable: { minor: '1', currency: 'EUR' } });
    expect(refusal([...signed, foreign])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'A-cancel' });
  });

  it('is no refund of what was used: that is credited beside it', () => {
    const used = usageInvoice({ id: 'e-used', effectiveAt: '2026-09-01' }, 5_000n, ['2026-08-01', '2026-08-31']);
    const memo = aCredit({ id: 'c', effectiveAt: '2026-11-05' }, [
      seatDays(100_000n),
      serviceLine(700n, 'API-CALLS', '2026-08-01', '2026-08-31'),
    ]);
    const events = [anApproval([aLine(), calls]), firstInvoice, used, cancelled(100_700n, '2026-11-30'), memo];
    const state = folded(events);
    expect(refunds(events, END)).toEqual([100_000n]);
    expect(refunds(events, '2026-11-05')).toEqual([0n]);
    expect(state.billed.at(-1)).toMatchObject({ amountMinor: -100_700n, usageMinor: -700n });
  });
});

describe('after the end of a contract', () => {
  const late = (id: string, on: string, ...lines: Parameters<typeof anInvoice>[1]['lines']) =>
    anInvoice({ id, effectiveAt: on }, { lines });
  const after = (state: ReturnType<typeof folded>) =>
    state.derivations.filter(({ id }) => id.startsWith('after-end')).map(({ id, result }) => [id, result]);

  it('bills are earned one by one in the order of their days, and what they charge for use is not part of it', () => {
    const end = aCancellation({ id: 'e-end', effectiveAt: END });
    const state = folded([
      anApproval([aLine(), calls]),
      end,
      late('e-c', '2026-11-15', documentLine(7_000n), serviceLine(500n, 'API-CALLS', '2026-09-01', '2026-09-30')),
      late('e-b', '2026-11-02', documentLine(300n)),
      late('e-a', '2026-11-15', documentLine(20n)),
      late('e-d', '2026-11-20', serviceLine(900n, 'API-CALLS', '2026-09-01', '2026-09-30')),
    ]);
    expect(after(state)).toEqual([
      ['after-end:K-1/seats:document-e-b', '300'],
      ['after-end:K-1/seats:document-e-a', '20'],
      ['after-end:K-1/seats:document-e-c', '7000'],
    ]);
  });

  it('a bill between the settlement and the last day changes the price no earlier than that day', () => {
    const end = aCancellation({ id: 'e-end', effectiveAt: '2026-12-01' }, { settledOn: '2026-10-20' });
    const state = folded([anApproval(), firstInvoice, late('e-late', '2026-11-15', documentLine(7_000n)), end]);
    const [contract] = state.contracts;
    if (contract === undefined) throw new Error('there is a contract');
    expect(contract.versions.map(({ effectiveOn }) => effectiveOn)).toEqual(['2026-01-01', '2026-12-01']);
    expect(latestVersion(contract).transactionPriceMinor).toBe(60_007_000n);
  });

  it('what was met before stays promised as it was', () => {
    const done = met({ id: 'e-done', effectiveAt: '2026-03-01' });
    const state = folded([anApproval([aLine(), building]), done, aCancellation({ id: 'e-end', effectiveAt: END })]);
    const [contract] = state.contracts;
    if (contract === undefined) throw new Error('there is a contract');
    expect(latestVersion(contract).obligations.map(({ quantity }) => quantity.n)).toEqual([0n, 1n]);
  });
});
