import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { allocatedIn } from './counted.ts';
import { folded } from './folded.ts';
import { aLine, anApproval, KNOWN_AT, usd } from './meridian.ts';

const step = (year: number, dollars: number, stepJudgement?: string) =>
  aLine({
    key: `year-${year}`,
    product: 'SEAT',
    quantity: '1',
    unitPrice: String(dollars),
    amount: usd(BigInt(dollars) * 100n),
    from: `${year}-01-01`,
    to: `${year}-12-31`,
    ...(stepJudgement === undefined ? {} : { stepJudgement }),
  });
const separate = {
  ...CONTRACT_DRIVEN,
  values: { ...CONTRACT_DRIVEN.values, rampTreatment: 'SEPARATE_STEPS' },
} as const;
const reason = 'the customer may leave before each year';
const obligationsBy = (policies: Parameters<typeof folded>[2], judgement?: string) => {
  const state = folded([anApproval([step(2026, 1_000, judgement), step(2027, 2_000, judgement)])], KNOWN_AT, policies);
  return state.contracts.flatMap(({ versions }) => versions.at(-1)?.obligations ?? []).map((one) => one.allocatedMinor);
};

describe('steps of a ramp', () => {
  it('earn level revenue, whatever was judged of them, as long as the policy says so', () => {
    expect(obligationsBy(CONTRACT_DRIVEN, reason)).toEqual([150_000n, 150_000n]);
  });

  it('keep their own price where the policy allows it and a person has recorded why', () => {
    expect(obligationsBy(separate, reason)).toEqual([100_000n, 200_000n]);
    expect(allocatedIn(folded([anApproval([step(2026, 1_000)])], KNOWN_AT, separate))).toEqual({ SEAT: 100_000n });
  });

  it('hold the contract where nobody has recorded why', () => {
    const events = [anApproval([step(2026, 1_000, reason), step(2027, 2_000, ' ')])];
    expect(fold(events, { knownAt: KNOWN_AT, policies: separate })).toMatchObject({
      error: { kind: 'HELD', subject: 'year-2027' },
    });
  });

  it('are those of one series that follow each other in time, in whatever order they are told', () => {
    const held = (...lines: readonly Parameters<typeof aLine>[0][]) => {
      const signed = anApproval(lines.map((line, index) => aLine({ ...step(2026 + index, 1_000), ...line })));
      const result = fold([signed], { knownAt: KNOWN_AT, policies: separate });
      return result.ok ? null : result.error;
    };
    const unjudged = { kind: 'HELD' };
    expect(held({}, {})).toMatchObject(unjudged);
    expect(held({ ...step(2027, 1_000) }, { ...step(2026, 1_000) })).toMatchObject(unjudged);
    expect(held({}, { product: 'DESK' })).toBeNull();
    expect(held({}, { pricePer: 'MONTH' })).toBeNull();
    expect(held({ kind: 'OVER_TIME' }, { kind: 'OVER_TIME' })).toBeNull();
    expect(held({}, { from: '2026-12-31' })).toBeNull();
    expect(held({}, { from: '2027-01-01' })).toMatchObject(unjudged);
  });

  it('are compared by the price of all their units and time over the number of them', () => {
    const wide = {
      entry: 'ssp:wide',
      method: 'OBSERVABLE',
      low: '1',
      point: '2',
      high: '9000',
      source: 'list',
    } as const;
    const part = (year: number, quantity: string, dollars: number) => ({ ...step(year, dollars), quantity, ssp: wide });
    const state = folded([anApproval([part(2026, '0.5', 900), part(2027, '0.25', 1_000)])]);
    const units = state.contracts[0]?.versions[0]?.obligations.map(({ ssp }) => ssp.unit);
    expect(units).toEqual([ratio(2_800n, 3n), ratio(2_800n, 3n)]);
  });

  it.each([
    ['quantity', 'few'],
    ['quantity', '0'],
    ['unitPrice', 'dear'],
    ['to', '2025-12-31'],
  ])('hold the contract when a %s cannot be read, such as %s', (field, text) => {
    const lines = [step(2026, 1_000), step(2027, 1_000)].map((line) => ({ ...line, [field]: text }));
    const result = fold([anApproval(lines)], { knownAt: KNOWN_AT, policies: CONTRACT_DRIVEN });
    expect(result).toMatchObject({ error: { kind: 'INVALID_EVENT' } });
  });
});
