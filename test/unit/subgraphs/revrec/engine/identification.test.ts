import type { RevenueEvent } from '#revrec/engine/events.ts';
import { estimatedAt, resolvedAt } from './counted.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation, aCredit, serviceLine } from './life.ts';
import { aLine, anApproval, stamp, upgrade, usd } from './meridian.ts';
import { judged, MET, ofContract, UNMET } from './told/packages.ts';
import { signed } from './told/terms.ts';

const none = signed([aLine()], { step1: UNMET });
const conceded: RevenueEvent = {
  ...stamp({ id: 'e-less', effectiveAt: '2026-08-16' }),
  kind: 'PRICE_CONCESSION',
  payload: { amount: usd(1n), obligation: 'ALL', satisfiedShare: '1' },
};
const signedOn = (events: readonly RevenueEvent[]) =>
  folded(events).contracts.map(({ versions }) => versions[0]?.effectiveOn);

describe('what is no contract', () => {
  it('is held with its reasons until it is one', () => {
    const detail = 'step 1 is not met: no credit, no signature';
    expect(refusal([none])).toEqual({ kind: 'HELD', subject: 'K-1', detail });
    const untold = judged('2026-02-01', { met: false, reasons: [] });
    expect(refusal([none, untold])).toMatchObject({ detail: 'step 1 is not met: no reason was told' });
    expect(signedOn([none, judged('2026-02-01', MET)])).toEqual(['2026-02-01']);
    expect(signedOn([none, judged('2026-02-01', MET), judged('2026-03-01', MET)])).toEqual(['2026-02-01']);
  });

  it('is one from its first day where its criteria were met by then, or nobody says that they were not', () => {
    expect(signedOn([none, judged('2025-12-01', MET)])).toEqual(['2026-01-01']);
    expect(signedOn([none, judged('2026-01-01', MET)])).toEqual(['2026-01-01']);
    expect(signedOn([anApproval(), judged('2026-02-01', MET)])).toEqual(['2026-01-01']);
    expect(signedOn([signed([aLine()], { step1: MET })])).toEqual(['2026-01-01']);
    expect(signedOn([anApproval(), ofContract('K-1', judged('2026-02-01', UNMET), { payload: null })])).toEqual([
      '2026-01-01',
    ]);
  });

  it('any more is a person’s to judge', () => {
    const lost = judged('2026-03-01', { met: false, reasons: ['insolvent'] });
    const detail = 'step 1 is not met any more: insolvent';
    expect(refusal([anApproval(), lost])).toEqual({ kind: 'HELD', subject: 'K-1', detail });
    expect(refusal([none, judged('2026-02-01', MET), lost])).toMatchObject({ kind: 'HELD', detail });
  });

  it.each([
    ['an amendment', upgrade],
    ['a credit', aCredit({ id: 'c', effectiveAt: '2026-08-16' }, [serviceLine(1n, null, null, null)])],
    ['an estimate', estimatedAt({ id: 'e-vc', effectiveAt: '2026-08-16' }, 1)],
    ['what became of an estimate', resolvedAt({ id: 'e-known', effectiveAt: '2026-08-16' }, 1)],
    ['a concession', conceded],
    ['an end', aCancellation({ id: 'e-end', effectiveAt: '2026-08-16' })],
  ])('cannot be changed by %s before it is one', (_, change) => {
    const detail = 'it was changed before 2026-08-17, when it became a contract';
    expect(refusal([none, judged('2026-08-17', MET), change])).toEqual({ kind: 'HELD', subject: 'K-1', detail });
    const detailOn = (day: string) => JSON.stringify(refusal([none, judged(day, MET), change]));
    expect(detailOn('2026-08-16')).not.toContain('before');
  });
});
