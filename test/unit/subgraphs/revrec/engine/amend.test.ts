import { aCount, allocatedIn, delivered, earnedBy, extendedTo } from './counted.ts';
import { folded, refusal } from './folded.ts';
import { aModification, anApproval, usd } from './meridian.ts';

const wells = aCount('wells', { total: '10', dollars: 1_000 });
const four = delivered({ id: 'e-four', effectiveAt: '2026-02-01' }, 'wells', '4', '10');
const changed = (change: Parameters<typeof aModification>[0]) =>
  aModification(change, { id: 'e-change', effectiveAt: '2026-03-01' });
const made = (events: Parameters<typeof folded>[0]) =>
  folded(events).modifications.map(({ row, treatment, priceDeltaMinor, catchUpMinor }) => [
    row,
    treatment,
    priceDeltaMinor,
    catchUpMinor,
  ]);

describe('an amendment', () => {
  it('that takes back all that is left ends it: the price falls by the credit, and the penalty is earned at once', () => {
    const removed = [{ product: 'wells', quantity: '1', credit: usd(-60_000n) }];
    const events = [anApproval([wells]), four, changed({ removed, penalty: usd(5_000n) })];
    expect(made(events)).toEqual([[7, 'PARTIAL_TERMINATION', -55_000n, 5_000n]]);
    expect(allocatedIn(folded(events))).toEqual({ wells: 45_000n });
    expect(earnedBy(folded(events), '2026-03-01')).toEqual({ wells: 45_000n });
  });

  it('that concedes and extends is decided twice: at once for what was given, then for the rest', () => {
    const change = { concession: usd(4_000n), priceDelta: usd(30_000n), extended: [extendedTo('16')] };
    const events = [anApproval([wells]), four, changed(change)];
    expect(made(events)).toEqual([
      [2, 'IMMEDIATE', -4_000n, -4_000n],
      [4, 'PROSPECTIVE', 30_000n, 0n],
    ]);
    // What is left is the same with and without the concession: 600 and 300.
    const next = delivered({ id: 'e-next', effectiveAt: '2026-04-01' }, 'wells', '5', '16');
    expect(earnedBy(folded([...events, next]), '2026-04-01')).toEqual({ wells: 36_000n + 7_500n });
  });

  it('that only extends, for nothing more, is a change of scope all the same', () => {
    expect(made([anApproval([wells]), four, changed({ extended: [extendedTo('16')] })])).toEqual([
      [4, 'PROSPECTIVE', 0n, 0n],
    ]);
  });

  it('judged separate that extends a promise is a person’s to divide', () => {
    const judged = { addsDistinct: true, priceReflectsSsp: true } as const;
    const change = changed({ priceDelta: usd(1n), extended: [extendedTo('16')], answers: judged });
    expect(refusal([anApproval([wells]), four, change])).toMatchObject({ kind: 'HELD', subject: 'row 3 SEPARATE' });
  });

  it('that takes back a part of one promise is a person’s to measure', () => {
    const removed = [{ product: 'wells', quantity: '1', credit: usd(-10_000n) }];
    const change = changed({ removed, answers: { remainingDistinct: 'NONE' } });
    expect(refusal([anApproval([wells]), four, change])).toMatchObject({ kind: 'HELD', subject: 'row 5 CATCH_UP' });
  });
});
