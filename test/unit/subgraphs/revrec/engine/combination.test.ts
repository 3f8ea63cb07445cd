import type { RevenueEvent } from '#revrec/engine/events.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation } from './life.ts';
import { anApproval } from './meridian.ts';
import { agreedWith, ofContract, second, UNMET } from './told/packages.ts';
import { wells } from './told/terms.ts';

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
