import type { RevenueEvent } from '#revrec/engine/events.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation, aCredit, serviceLine } from './life.ts';
import { aLine, anApproval, upgrade } from './meridian.ts';
import { agreedWith, judged, MET, ofContract, second, UNMET } from './told/packages.ts';
import { signed, wells } from './told/terms.ts';

const none = signed([aLine()], { step1: UNMET });
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
    ['an end', aCancellation({ id: 'e-end', effectiveAt: '2026-08-16' })],
  ])('cannot be changed by %s before it is one', (_, change) => {
    const detail = 'it was changed before 2026-08-17, when it became a contract';
    expect(refusal([none, judged('2026-08-17', MET), change])).toEqual({ kind: 'HELD', subject: 'K-1', detail });
    expect(refusal([none, judged('2026-08-16', MET), change])).toBeNull();
  });
});

describe('contracts agreed as a package', () => {
  const one = anApproval();
  const two = second([wells]);
  const end = aCancellation({ id: 'e-end', effectiveAt: '2026-08-16' });

  it.each<[string, readonly RevenueEvent[], object]>([
    [
      'that another one has combined already',
      [one, two, agreedWith(['K-2']), ofContract('K-2', agreedWith(['K-1'], 'e-two'))],
      { kind: 'INVALID_EVENT', subject: 'e-two' },
    ],
    ['with itself', [one, agreedWith(['K-1'])], { kind: 'INVALID_EVENT', subject: 'e-one' }],
    ['of which one is missing', [one, agreedWith(['K-2'])], { kind: 'NO_CONTRACT', subject: 'K-2' }],
    ['of which the first is missing', [two, agreedWith(['K-2'])], { kind: 'NO_CONTRACT', subject: 'K-1' }],
    [
      'of which one was approved twice',
      [
        one,
        two,
        { ...second([wells]), ...{ id: 'e-3', source: { ...two.source, objectId: 'e-3' } } },
        agreedWith(['K-2']),
      ],
      { kind: 'INVALID_EVENT' },
    ],
    [
      'of two legal entities',
      [one, ofContract('K-2', two, { entity: 'DE' }), agreedWith(['K-2'])],
      { kind: 'INVALID_EVENT', subject: 'e-second' },
    ],
    [
      'in two currencies',
      [one, second([wells], { currency: 'EUR' }), agreedWith(['K-2'])],
      { kind: 'INVALID_EVENT', subject: 'e-second' },
    ],
    [
      'of which one ends by itself',
      [one, two, agreedWith(['K-2']), ofContract('K-2', end)],
      { kind: 'HELD', subject: 'K-2' },
    ],
    [
      'of which one is no contract',
      [one, second([wells], { step1: UNMET }), agreedWith(['K-2'])],
      { kind: 'HELD', subject: 'K-1', detail: 'step 1 is not met: no credit, no signature' },
    ],
  ])('are refused %s', (_, events, error) => {
    expect(refusal(events)).toMatchObject(error);
  });

  it('end together where the one that combined them ends', () => {
    expect(refusal([one, two, agreedWith(['K-2']), end])).toBeNull();
  });

  it('may be combined by several facts of the same one', () => {
    const three = ofContract('K-3', second([wells]), {
      id: 'e-third',
      source: { ...two.source, objectId: 'e-third' },
    });
    const all = [one, two, three, agreedWith(['K-2']), agreedWith(['K-3'], 'e-also')];
    expect(Object.keys(folded(all).contracts[0]?.versions[0]?.obligations ?? {})).toHaveLength(3);
  });
});
