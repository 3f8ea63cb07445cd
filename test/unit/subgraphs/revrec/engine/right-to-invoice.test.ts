import { latestVersion } from '#revrec/engine/contract-state.ts';
import { positionAt } from '#revrec/engine/position.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { folded, refusal, rows } from './folded.ts';
import { aCancellation, aCredit, calls, serviceLine } from './life.ts';
import { aLine, aModification, anApproval, anInvoice, usd } from './meridian.ts';

/** Consulting at 150.00 an hour; what a month's bill says is what the month was worth. */
const hours = aLine({
  key: 'hours',
  product: 'CONSULTING',
  quantity: '1',
  unitPrice: '150',
  pricePer: 'TERM',
  amount: usd(0n),
  kind: 'OVER_TIME',
  measure: 'RIGHT_TO_INVOICE',
  ssp: null,
});
const bill = (id: string, on: string, minor: bigint, from: string | null, to: string | null) =>
  anInvoice({ id, effectiveAt: on }, { lines: [serviceLine(minor, 'CONSULTING', from, to)] });
const january = bill('e-1', '2026-02-05', 90_000n, '2026-01-01', '2026-01-31');
const both = bill('e-2', '2026-04-01', 59_000n, '2026-02-01', '2026-03-31');
const earned = (events: Parameters<typeof folded>[0]) =>
  Object.fromEntries(
    rows(folded(events))
      .filter(({ obligation }) => obligation.endsWith('/hours'))
      .map(({ period, amountMinor }) => [period, amountMinor]),
  );

describe('a promise under the right to invoice', () => {
  it('earns what is invoiced, over the days it is invoiced for', () => {
    expect(earned([anApproval([hours]), january, both])).toEqual({
      '2026-01': 90_000n,
      '2026-02': 28_000n,
      '2026-03': 31_000n,
    });
  });

  it('earns a bill without days on its own day', () => {
    expect(earned([anApproval([hours]), bill('e-3', '2026-05-09', 777n, null, null)])).toEqual({ '2026-05': 777n });
  });

  it('takes no part in the price of the other promises, and is contracted as it is earned', () => {
    const state = folded([anApproval([aLine(), hours]), january]);
    const { obligations, transactionPriceMinor } = latestVersion(state.contracts[0] ?? never());
    expect(obligations.map(({ allocatedMinor }) => allocatedMinor)).toEqual([60_000_000n, 90_000n]);
    expect(transactionPriceMinor).toBe(60_000_000n);
    const { contracted, remainingObligation } = positionAt(
      folded([anApproval([hours]), january]),
      civilDate('2026-01-31'),
    );
    expect([contracted.minor, remainingObligation.minor]).toEqual([90_000n, 0n]);
  });

  it('is unbilled from the service to the bill, and deferred when it is billed ahead', () => {
    const ahead = bill('e-4', '2026-06-01', 30_000n, '2026-06-01', '2026-06-30');
    const state = folded([anApproval([hours]), january, ahead]);
    const at = (day: string) => {
      const { unbilled, deferred } = positionAt(state, civilDate(day));
      return [unbilled.minor, deferred.minor];
    };
    expect(at('2026-01-31')).toEqual([90_000n, 0n]);
    expect(at('2026-02-05')).toEqual([0n, 0n]);
    expect(at('2026-06-10')).toEqual([0n, 20_000n]);
  });

  it('gives back what a credit memo takes back, on its day', () => {
    const memo = aCredit({ id: 'less', effectiveAt: '2026-03-10' }, [serviceLine(5_000n, 'CONSULTING', null, null)]);
    expect(earned([anApproval([hours]), january, memo])).toEqual({ '2026-01': 90_000n, '2026-03': -5_000n });
  });

  it('names the expedient and the bill where it is earned', () => {
    const told = folded([anApproval([hours]), january]).derivations.find(({ id }) => id.startsWith('usage:K-1/hours'));
    expect(told).toMatchObject({ rounded: 90_000n, paragraph: 'IFRS 15.B16; ASC 606-10-55-18' });
    expect(told?.rule).toContain('right to invoice');
    expect(told?.inputs).toContain('e-1');
  });

  it('that an amendment adds is a contract of its own, at the price that it is worth, and moves no other price', () => {
    const amended = aModification({ added: [hours] }, { id: 'e-more', effectiveAt: '2026-02-01' });
    const state = folded([anApproval(), amended, both]);
    const told = state.modifications[0];
    expect([told?.treatment, told?.answers.priceReflectsSsp]).toEqual(['SEPARATE', true]);
    const [seats] = latestVersion(state.contracts[0] ?? never()).obligations;
    expect(seats?.allocatedMinor).toBe(60_000_000n);
    expect(earned([anApproval(), amended, both])).toEqual({ '2026-02': 28_000n, '2026-03': 31_000n });
  });

  it.each([
    ['by itself', [hours]],
    ['beside usage that is over', [calls]],
  ])('may be added %s where nothing else is promised', (_, signed) => {
    const more = { ...hours, key: 'night', product: 'NIGHT-WORK' };
    const answers = { priceReflectsSsp: false };
    const amended = aModification({ added: [more], answers }, { id: 'e-more', effectiveAt: '2026-02-01' });
    const night = anInvoice(
      { id: 'e-night', effectiveAt: '2026-03-31' },
      { lines: [serviceLine(4_000n, 'NIGHT-WORK', '2026-03-01', '2026-03-31')] },
    );
    const state = folded([anApproval(signed), amended, night]);
    expect(state.modifications[0]?.treatment).toBe('PROSPECTIVE');
    expect(rows(state).map(({ product, amountMinor }) => [product, amountMinor])).toEqual([['NIGHT-WORK', 4_000n]]);
  });

  it('is nothing that a fixed price can fall on', () => {
    const raise = aModification(
      { priceDelta: usd(5_000n), added: [{ ...hours, key: 'more' }] },
      { id: 'e-raise', effectiveAt: '2026-02-01' },
    );
    expect(refusal([anApproval([hours]), raise])).toEqual({ kind: 'NO_WEIGHT', subject: 'K-1' });
  });

  it('leaves nothing open when its contract ends', () => {
    const end = aCancellation({ id: 'e-end', effectiveAt: '2026-04-02' });
    const state = folded([anApproval([hours]), january, both, end]);
    const { deferred, unbilled, remainingObligation, recognized } = positionAt(
      state,
      addDays(civilDate('2026-04-02'), 1),
    );
    expect([deferred.minor, unbilled.minor, remainingObligation.minor]).toEqual([0n, 0n, 0n]);
    expect(recognized.minor).toBe(149_000n);
  });
});

function never(): never {
  throw new Error('there is a contract');
}
