import type { UsageMeter } from '#revrec/engine/invoice-driven/usage-meter.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { balances, invoice, payment, postings, refund, refusal, usage } from './a-ledger.ts';

const meter = (aggregate: UsageMeter['aggregate'], unitPrice = ratio(10n)) => ({ meter: { aggregate, unitPrice } });
const bill = (at: string, document = at) => invoice(at, { document, lines: [], metered: true });
const used = [usage('2023-01-10', 7n), usage('2023-01-20', 5n), usage('2023-02-05', 6n)];
const revenue = (aggregate: UsageMeter['aggregate']) =>
  Object.values(postings([...used, bill('2023-02-15')], meter(aggregate))).map((roles) => roles['REVENUE'] ?? 0n);

describe('metered usage', () => {
  it('is earned as rated, and states the billing period anew with each record', () => {
    expect(revenue('sum')).toEqual([120n, 60n]);
    expect(revenue('max')).toEqual([70n, 0n]);
    expect(revenue('last_during_period')).toEqual([50n, 10n]);
    expect(revenue('last_ever')).toEqual([50n, 10n]);
  });

  it('is unbilled until its invoice comes', () => {
    expect(postings([...used, bill('2023-02-15')], meter('sum'))).toEqual({
      '2023-01': { UNBILLED_AR: 120n, REVENUE: 120n },
      '2023-02': { UNBILLED_AR: -120n, AR: 180n, REVENUE: 60n },
    });
  });

  it('begins at nothing with each billing period, but for the last value ever', () => {
    const idle = [...used, bill('2023-02-15'), bill('2023-03-15')];
    expect(postings(idle, meter('sum'))['2023-03']).toBeUndefined();
    expect(postings(idle, meter('max'))['2023-03']).toBeUndefined();
    expect(postings(idle, meter('last_during_period'))['2023-03']).toBeUndefined();
    expect(postings(idle, meter('last_ever'))['2023-03']).toEqual({ AR: 60n, REVENUE: 60n });
    const busy = [...used, bill('2023-02-15'), usage('2023-03-02', 1n), bill('2023-03-15')];
    expect(postings(busy, meter('last_ever'))['2023-03']).toEqual({ AR: 10n, REVENUE: 10n });
    expect(postings(busy, meter('max'))['2023-03']).toEqual({ AR: 10n, REVENUE: 10n });
  });

  it('is rounded once a billing period, not once a record', () => {
    const half = meter('sum', ratio(1n, 2n));
    const all = [usage('2023-01-10', 1n), usage('2023-01-11', 3n), usage('2023-02-01', 5n)];
    expect(postings(all, half)).toMatchObject({ '2023-01': { REVENUE: 2n }, '2023-02': { REVENUE: 3n } });
  });

  it('is refunded as what was earned already', () => {
    const all = [...used, bill('2023-02-15', 'INV'), payment('2023-02-15', 180n), refund('2023-03-01', 90n)];
    expect(postings(all, meter('sum'))['2023-03']).toEqual({ CASH: -90n, REFUNDS_CONTRA: 90n });
  });

  it('needs a meter that says what a unit costs', () => {
    expect(refusal(used)).toMatchObject({ kind: 'HELD' });
    expect(balances([bill('2023-01-01')], meter('sum'))).toEqual({});
  });
});
