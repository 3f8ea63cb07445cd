import { type ContractState, latestVersion, recognizedOn } from '#revrec/engine/contract-state.ts';
import type { InvoiceIssued, RevenueEvent } from '#revrec/engine/events.ts';
import { balancesAt, positionAt } from '#revrec/engine/position.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { aCredit, building, calls, measured, met, serviceLine, usageInvoice } from './life.ts';
import {
  aLine,
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

function documentOf(event: RevenueEvent): InvoiceIssued {
  if (event.kind !== 'INVOICE_ISSUED' || event.payload === null) throw new Error(`${event.id} is no invoice`);
  return event.payload;
}

describe('a ramp', () => {
  const step = (key: string, from: string, to: string, unitPrice: string, minor: bigint) =>
    aLine({ key, from, to, unitPrice, quantity: '100', amount: usd(minor), ssp: listed });
  const listed = {
    entry: 'ssp:list',
    method: 'OBSERVABLE',
    low: '1200',
    point: '1200',
    high: '1200',
    source: 'price book',
  } as const;
  const ramp = [
    step('y1', '2025-01-01', '2025-12-31', '900', 9_000_000n),
    step('y2', '2026-01-01', '2026-12-31', '1000', 10_000_000n),
    step('y3', '2027-01-01', '2027-12-31', '1100', 11_000_000n),
  ];
  const signed = { ...anApproval(ramp), effectiveAt: '2025-01-01', recordedAt: '2025-01-01T08:00:00.000Z' };

  it('over years at rising prices earns the same each year, ahead of its bills at first', () => {
    const bill = anInvoice({ id: 'e-y1', effectiveAt: '2025-01-01' }, { lines: [documentLine(9_000_000n)] });
    const state = folded([signed, bill]);
    expect(obligationsOf(state).map(({ obligation }) => obligation.allocatedMinor)).toEqual([
      10_000_000n,
      10_000_000n,
      10_000_000n,
    ]);
    expect(position(state, '2025-12-31')).toEqual([30_000_000n, 9_000_000n, 10_000_000n, 0n, 1_000_000n]);
  });

  it('is compared with its range as one series, so that no step is judged by its own price', () => {
    const range = { ...listed, low: '950', point: '1000', high: '1050' };
    const state = folded([
      {
        ...signed,
        payload: { customer: 'M', currency: 'USD', lines: ramp.map((line) => ({ ...line, ssp: range })) },
      } as typeof signed,
    ]);
    expect(obligationsOf(state).map(({ obligation }) => obligation.allocatedMinor)).toEqual([
      10_000_000n,
      10_000_000n,
      10_000_000n,
    ]);
  });

  it('loses the same from every step when units are given back in the first', () => {
    const less = aModification(
      {
        removed: [
          { product: 'PLATFORM-SEAT', quantity: '10', credit: usd(-2_600_000n), from: '2025-07-01', to: '2027-12-31' },
        ],
      },
      { id: 'e-less', effectiveAt: '2025-07-01' },
    );
    const state = folded([signed, less]);
    const [contract] = state.contracts;
    if (contract === undefined) throw new Error('there is a contract');
    expect(latestVersion(contract).obligations.map(({ quantity }) => quantity.n)).toEqual([90n, 90n, 90n]);
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(27_400_000n);
  });

  it('that ends earlier loses its last days and keeps what went before', () => {
    const shorter = aModification(
      {
        removed: [
          { product: 'PLATFORM-SEAT', quantity: '100', credit: usd(-5_000_000n), from: '2026-07-01', to: '2026-12-31' },
          {
            product: 'PLATFORM-SEAT',
            quantity: '100',
            credit: usd(-11_000_000n),
            from: '2027-01-01',
            to: '2027-12-31',
          },
        ],
      },
      { id: 'e-shorter', effectiveAt: '2025-07-01' },
    );
    const state = folded([signed, shorter]);
    const last = rows(state)
      .filter(({ amountMinor }) => amountMinor !== 0n)
      .map(({ period }) => period)
      .sort()
      .at(-1);
    expect(last).toBe('2026-06');
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(14_000_000n);
    expect(recognized(state, '2025-06-30')).toBe(recognized(folded([signed]), '2025-06-30'));
  });
});

describe('a milestone', () => {
  const signed = anApproval([aLine(), building]);
  // 60,000,000 and 1,200,000 at list: each keeps its own price.
  it('waits for its evidence, then earns what the evidence says', () => {
    expect(monthsOf(folded([signed]), 'K-1/building')).toEqual({ AWAITING_TRIGGER: 1_200_000n });
    const half = measured({ id: 'e-half', effectiveAt: '2026-03-10' }, '40');
    expect(monthsOf(folded([signed, half]), 'K-1/building')).toEqual({
      '2026-03': 480_000n,
      AWAITING_TRIGGER: 720_000n,
    });
    const done = met({ id: 'e-done', effectiveAt: '2026-05-20' });
    expect(monthsOf(folded([signed, half, done]), 'K-1/building')).toEqual({
      '2026-03': 480_000n,
      '2026-05': 720_000n,
    });
  });

  it('is brought back when a later measurement is lower, and cannot be once it is met', () => {
    const half = measured({ id: 'e-half', effectiveAt: '2026-03-10' }, '40');
    const lower = measured({ id: 'e-lower', effectiveAt: '2026-04-10' }, '33.3333');
    expect(monthsOf(folded([signed, half, lower]), 'K-1/building')).toMatchObject({ '2026-04': -80_000n });
    expect(refusal([signed, met({ id: 'e-1', effectiveAt: '2026-03-01' }), lower])).toMatchObject({
      kind: 'INVALID_EVENT',
    });
  });

  it.each([['-1'], ['100.0001'], ['half']])('does not take %s percent for evidence', (percent) => {
    const wrong = measured({ id: 'e-wrong', effectiveAt: '2026-03-10' }, percent);
    expect(refusal([signed, wrong])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'K-1/building' });
  });

  it('must be one of the contract', () => {
    expect(refusal([signed, met({ id: 'e', effectiveAt: '2026-03-01' }, 'K-1/roof')])).toMatchObject({
      subject: 'K-1/roof',
    });
  });

  it('that is partly met goes on as one promise when the deal changes, and the seats as a series', () => {
    const half = measured({ id: 'e-half', effectiveAt: '2026-03-10' }, '50');
    const raise = aModification({ priceDelta: usd(6_120_000n) }, { id: 'e-raise', effectiveAt: '2026-07-01' });
    const state = folded([signed, half, raise]);
    expect(state.modifications).toMatchObject([{ row: 6, treatment: 'MIXED' }]);
    // Half a year of seats (184 of 365 days) and half of the building are left: 30,246,575 and 600,000 by list price.
    const own = obligationsOf(state).find(({ obligation }) => obligation.key === 'K-1/building')?.obligation;
    if (own === undefined) throw new Error('it is there');
    const caughtUp = recognizedOn(own, civilDate('2026-07-01')) - 600_000n;
    expect(caughtUp).toBe(state.modifications[0]?.catchUpMinor);
    expect(caughtUp).toBe((own.allocatedMinor + 1n) / 2n - 600_000n);
    expect(recognized(state, '2026-06-30')).toBe(recognized(folded([signed, half]), '2026-06-30'));
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(61_200_000n + 6_120_000n);
  });

  it('by itself is measured anew at the new price: the catch-up is what a contract signed so would have earned', () => {
    const alone = anApproval([building]);
    const part = measured({ id: 'e-part', effectiveAt: '2026-03-10' }, '60');
    const raise = aModification({ priceDelta: usd(150_001n) }, { id: 'e-raise', effectiveAt: '2026-07-01' });
    const state = folded([alone, part, raise]);
    expect(state.modifications).toMatchObject([{ row: 5, treatment: 'CATCH_UP', catchUpMinor: 90_001n }]);
    const asIfSigned = folded([anApproval([{ ...building, amount: usd(1_350_001n) }]), part]);
    expect(recognized(state, '2026-07-01')).toBe(recognized(asIfSigned, '2026-07-01'));
  });
});

describe('usage', () => {
  const signed = anApproval([aLine(), calls]);

  it('takes no part in the price and is earned for the days it is charged for', () => {
    const july = usageInvoice({ id: 'e-july', effectiveAt: '2026-08-01' }, 12_345n, ['2026-07-01', '2026-07-31']);
    const state = folded([signed, firstInvoice, july]);
    expect(monthsOf(state, 'K-1/calls')).toEqual({ '2026-07': 12_345n });
    expect(monthsOf(state, 'K-1/seats')).toEqual(monthsOf(folded([signed, firstInvoice]), 'K-1/seats'));
    expect(position(state, '2026-07-31')[0]).toBe(60_000_000n + 12_345n);
    expect(positionAt(state, civilDate('2026-07-31')).remainingObligation.minor).toBe(
      positionAt(folded([signed, firstInvoice]), civilDate('2026-07-31')).remainingObligation.minor,
    );
  });

  it('over two months falls on each by its days, and a credit of it on the credit’s day', () => {
    const both = usageInvoice({ id: 'e-both', effectiveAt: '2026-09-01' }, 6_200n, ['2026-07-01', '2026-08-31']);
    const credit = aCredit({ id: 'c', effectiveAt: '2026-09-10' }, [
      serviceLine(200n, 'API-CALLS', '2026-07-01', '2026-08-31'),
    ]);
    expect(monthsOf(folded([signed, both, credit]), 'K-1/calls')).toEqual({
      '2026-07': 3_100n,
      '2026-08': 3_100n,
      '2026-09': -200n,
    });
  });

  it('is earned also when the contract has nothing else, and alone needs no price', () => {
    const july = usageInvoice({ id: 'e-july', effectiveAt: '2026-08-01' }, 500n, ['2026-07-01', '2026-07-31']);
    expect(position(folded([anApproval([calls]), july]), '2026-08-31')).toEqual([500n, 500n, 500n, 0n, 0n]);
  });
});

describe('a credit memo', () => {
  const signed = [anApproval(), firstInvoice];

  it('for a month of broken service lowers revenue on its day and nothing else', () => {
    const credit = aCredit({ id: 'c', effectiveAt: '2026-09-05' }, [
      serviceLine(500_000n, 'PLATFORM-SEAT', '2026-08-01', '2026-08-31'),
    ]);
    const state = folded([...signed, credit]);
    expect(state.modifications).toMatchObject([{ row: 2, treatment: 'IMMEDIATE', catchUpMinor: -500_000n }]);
    const [before, after] = [folded(signed), state].map((one) => monthsOf(one, 'K-1/seats'));
    expect(after).toEqual({ ...before, '2026-09': (before?.['2026-09'] ?? 0n) - 500_000n });
    expect(position(state, '2026-12-31')).toEqual([59_500_000n, 59_500_000n, 59_500_000n, 0n, 0n]);
  });

  it('over the whole year is for what was given by its day, and for the rest ahead', () => {
    const credit = aCredit({ id: 'c', effectiveAt: '2026-07-01' }, [
      serviceLine(365_000n, 'PLATFORM-SEAT', '2026-01-01', '2026-12-31'),
    ]);
    const state = folded([...signed, credit]);
    // 181 of 365 days were given.
    expect(
      state.modifications.map(({ row, priceDeltaMinor, catchUpMinor }) => [row, priceDeltaMinor, catchUpMinor]),
    ).toEqual([
      [2, -181_000n, -181_000n],
      [4, -184_000n, 0n],
    ]);
    expect(recognized(state, '2026-07-01')).toBeLessThan(recognized(folded(signed), '2026-07-01'));
    expect(position(state, '2026-12-31')).toEqual([59_635_000n, 59_635_000n, 59_635_000n, 0n, 0n]);
  });

  it('without days goes by what was recognised of the product', () => {
    const credit = aCredit({ id: 'c', effectiveAt: '2026-07-01' }, [
      serviceLine(365_000n, 'PLATFORM-SEAT', null, null),
    ]);
    expect(folded([...signed, credit]).modifications.map(({ priceDeltaMinor }) => priceDeltaMinor)).toEqual([
      -181_000n,
      -184_000n,
    ]);
  });

  it('after all is given lowers revenue wholly, on its day', () => {
    const credit = aCredit({ id: 'c', effectiveAt: '2027-02-01', recordedAt: '2026-12-31T08:00:00.000Z' }, [
      serviceLine(100n, null, null, null),
    ]);
    expect(monthsOf(folded([...signed, credit]), 'K-1/seats')).toMatchObject({ '2027-02': -100n });
  });

  it('that corrects a wrong invoice lowers what was billed and no price', () => {
    const lines = [serviceLine(500_000n, 'PLATFORM-SEAT', null, null)];
    const credit = aCredit({ id: 'c', effectiveAt: '2026-09-05' }, lines, { correctsInvoice: true });
    const state = folded([...signed, credit]);
    expect(position(state, '2026-12-31')).toEqual([60_000_000n, 59_500_000n, 60_000_000n, 0n, 500_000n]);
  });

  it('that takes back a whole invoice leaves from its day on what there was without it, in every contract', () => {
    const told = [...signed, upgrade, upgradeInvoice];
    const voided = {
      invoice: documentOf(upgradeInvoice).document,
      correctsInvoice: true,
      voidsInvoice: true,
    };
    const lines = documentOf(upgradeInvoice).lines;
    const state = folded([...told, aCredit({ id: 'void', effectiveAt: '2026-10-01' }, lines, voided)]);
    const balances = (one: ContractState, on: string) => balancesAt(one, civilDate(on));
    expect(balances(state, '2026-10-01')).toEqual(balances(folded([...signed, upgrade]), '2026-10-01'));
    expect(balances(state, '2026-09-30')).toEqual(balances(folded(told), '2026-09-30'));
    expect(rows(state)).toEqual(rows(folded(told)));
  });

  it('that takes back an invoice of which a part was credited takes back the rest', () => {
    const extra = anInvoice({ id: 'extra', effectiveAt: '2026-09-01' }, { lines: [documentLine(100_000n)] });
    const { document: invoice, lines } = documentOf(extra);
    const part = aCredit(
      { id: 'part', effectiveAt: '2026-09-05' },
      [serviceLine(30_000n, 'PLATFORM-SEAT', null, null)],
      {
        invoice,
        correctsInvoice: true,
      },
    );
    const voided = aCredit({ id: 'void', effectiveAt: '2026-09-10' }, lines, {
      invoice,
      correctsInvoice: true,
      voidsInvoice: true,
    });
    const billedOn = (on: string) => position(folded([...signed, extra, part, voided]), on)[1];
    expect([billedOn('2026-09-01'), billedOn('2026-09-05'), billedOn('2026-09-10')]).toEqual([
      60_100_000n,
      60_070_000n,
      60_000_000n,
    ]);
  });

  it('that takes back a bill for usage takes its revenue back on that day', () => {
    const usage = usageInvoice({ id: 'u', effectiveAt: '2026-09-01' }, 12_000n, ['2026-08-01', '2026-08-31']);
    const { document: invoice, lines } = documentOf(usage);
    const whole = { invoice, correctsInvoice: true, voidsInvoice: true };
    const voided = aCredit({ id: 'void', effectiveAt: '2026-09-10' }, lines, whole);
    const state = folded([anApproval([calls]), usage, voided]);
    expect([recognized(state, '2026-09-09'), recognized(state, '2026-09-10')]).toEqual([12_000n, 0n]);
    expect(position(state, '2026-09-10')[1]).toBe(0n);
  });

  it('falls on the accounting contracts as it is billed, each by its own past and future', () => {
    const lines = [serviceLine(1_000_000n, 'PLATFORM-SEAT', '2026-08-16', '2026-12-31')];
    const state = folded([...signed, upgrade, upgradeInvoice, aCredit({ id: 'c', effectiveAt: '2026-10-01' }, lines)]);
    for (const { deferredMinor, unbilledMinor, billedMinor, contractedMinor } of balancesAt(
      state,
      civilDate('2026-12-31'),
    )) {
      expect([deferredMinor, unbilledMinor, billedMinor - contractedMinor]).toEqual([0n, 0n, 0n]);
    }
  });
});

describe('a concession in an amendment', () => {
  it('is taken off now, and the rest of the amendment is decided without it', () => {
    const both = aModification(
      { concession: usd(10_000n), priceDelta: usd(-184_000n) },
      { id: 'e', effectiveAt: '2026-07-01' },
    );
    const state = folded([anApproval(), firstInvoice, both]);
    expect(state.modifications.map(({ row, treatment }) => [row, treatment])).toEqual([
      [2, 'IMMEDIATE'],
      [4, 'PROSPECTIVE'],
    ]);
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(60_000_000n - 194_000n);
  });
});
