import { civilDate } from '#schema/canonical/calendar.ts';
import { parseRatio, ratio } from '#schema/canonical/ratio.ts';
import { aLine, balances, creditMemo, days, ending, invoice, payment, postings, refund, refusal } from './a-ledger.ts';

const rate = (on: string, decimal: string) => ({
  on: civilDate(on),
  from: 'GBP',
  to: 'USD',
  rate: parseRatio(decimal) ?? ratio(0n),
});
const rates = [rate('2023-01-01', '1.25'), rate('2023-01-31', '1.30'), rate('2023-02-20', '1.20')];
const realised = { rates, monthEndRemeasurement: false };
const issued = invoice('2023-01-01', {
  currency: 'GBP',
  lines: [aLine({ amountMinor: 2_800n, service: days('2023-02-01', '2023-02-28') })],
});

describe('an invoice in another currency', () => {
  it('keeps its revenue at the rate of its day, and a payment at another rate realises the difference', () => {
    expect(postings([issued, payment('2023-02-20', 2_800n)], realised)).toEqual({
      '2023-01': { AR: 3_500n, DEFERRED_REVENUE: 3_500n },
      '2023-02': { AR: -3_500n, CASH: 3_360n, FX_GAIN_LOSS: 140n, DEFERRED_REVENUE: -3_500n, REVENUE: 3_500n },
    });
  });

  it('goes by the closing rate as long as it is open, unless the terms leave realised differences only', () => {
    expect(postings([issued, payment('2023-02-20', 2_800n)], { rates })).toMatchObject({
      '2023-01': { AR: 3_640n, FX_GAIN_LOSS: -140n },
      '2023-02': { AR: -3_640n, CASH: 3_360n, FX_GAIN_LOSS: 280n },
    });
    expect(balances([issued, payment('2023-02-20', 2_800n)], { rates })).toEqual(
      balances([issued, payment('2023-02-20', 2_800n)], realised),
    );
  });

  it('has nothing left to go by a closing rate once it is written off', () => {
    const lost = [issued, ending('MARKED_UNCOLLECTIBLE', '2023-01-20')];
    expect(balances(lost, { rates })).toEqual({});
  });

  it('reverses revenue at its own rate when it is refunded, and cash moves at the day’s', () => {
    const all = [issued, payment('2023-01-01', 2_800n), refund('2023-02-20', 2_800n)];
    expect(balances(all, realised)).toEqual({
      CASH: 140n,
      REVENUE: 2_375n,
      REFUNDS_CONTRA: 2_375n,
      FX_GAIN_LOSS: -140n,
    });
  });

  it('leaves nothing open in either currency when its parts are settled one by one', () => {
    const odd = { ...realised, rates: [rate('2023-01-01', '1.2345')] };
    const all = [
      issued,
      payment('2023-01-02', 333n),
      payment('2023-01-03', 334n),
      creditMemo('2023-01-04', 999n),
      payment('2023-01-05', 1_134n),
    ];
    const { AR, DEFERRED_REVENUE } = balances(all, odd);
    expect([AR, DEFERRED_REVENUE]).toEqual([undefined, undefined]);
  });

  it('is held as long as no rate is known on its day', () => {
    expect(refusal([issued], { rates: rates.slice(1) })).toEqual({
      kind: 'MISSING_RATE',
      subject: 'GBP',
      currency: 'USD',
      on: '2023-01-01',
    });
  });
});
