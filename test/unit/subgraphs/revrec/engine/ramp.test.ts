import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
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
});
