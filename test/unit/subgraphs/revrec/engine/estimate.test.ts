import { latestVersion } from '#revrec/engine/contract-state.ts';
import { type PostedLine, postings } from '#revrec/engine/posting.ts';
import { calendarOf } from '#revrec/engine/target.ts';
import { aBonus, aCount, allocatedIn, delivered, earnedBy, estimatedAt, resolvedAt } from './counted.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { aModification, anApproval, upgrade, usd } from './meridian.ts';

const hall = aCount('hall', { total: '400', dollars: 3_000, measure: 'COST_TO_COST' });
const wells = aCount('wells', { total: '10', dollars: 2_000 });
const pumps = aCount('pumps', { total: '4', dollars: 1_000 });
const signed = (lines = [hall], bonus = aBonus(600)) => {
  const approval = anApproval(lines);
  if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
  return { ...approval, payload: { ...approval.payload, variable: [bonus] } };
};
const price = (state: ReturnType<typeof folded>) =>
  sumOf(state.contracts.map((one) => latestVersion(one).transactionPriceMinor));

describe('a bonus that is estimated', () => {
  it('enters the price by what it is constrained to, and is split with it', () => {
    const state = folded([signed([wells, pumps], aBonus(300))]);
    expect(price(state)).toBe(330_000n);
    expect(allocatedIn(state)).toEqual({ wells: 220_000n, pumps: 110_000n });
    const none = folded([signed([wells, pumps], aBonus(300, { constrained: usd(0n) }))]);
    expect(allocatedIn(none)).toEqual({ wells: 200_000n, pumps: 100_000n });
  });

  it('that is tied to one promise goes to that one alone', () => {
    const tied = signed([wells, pumps], aBonus(300, { target: ['pumps'] }));
    expect(allocatedIn(folded([tied]))).toEqual({ wells: 200_000n, pumps: 130_000n });
    const formulas = folded([tied]).derivations.filter(({ op }) => op === 'ALLOCATE');
    expect(formulas.map(({ formula }) => formula)).toEqual([
      '300000 * (200000) / (300000) + 0',
      '300000 * (100000) / (300000) + 30000',
    ]);
    const more = estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 500);
    expect(allocatedIn(folded([tied, more]))).toEqual({ wells: 200_000n, pumps: 150_000n });
  });

  it('estimated anew is caught up by what is done, and the rest follows the work', () => {
    const done = delivered({ id: 'e-done', effectiveAt: '2026-02-01' }, 'hall', '100', '400');
    const more = estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 1_000);
    const end = delivered({ id: 'e-end', effectiveAt: '2026-06-01' }, 'hall', '400', '400');
    const state = folded([signed(), done, more, end]);
    expect(earnedBy(state, '2026-02-28')).toEqual({ hall: 90_000n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ hall: 100_000n });
    expect(earnedBy(state, '2026-06-01')).toEqual({ hall: 400_000n });
    expect(state.estimates).toMatchObject([{ element: 'bonus', deltaMinor: 40_000n, catchUpMinor: 10_000n }]);
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(400_000n);
  });

  it('is settled by what became of it, once', () => {
    const lost = resolvedAt({ id: 'e-lost', effectiveAt: '2026-03-01' }, 0);
    expect(price(folded([signed(), lost]))).toBe(300_000n);
    const again = estimatedAt({ id: 'e-vc', effectiveAt: '2026-04-01' }, 10);
    expect(refusal([signed(), lost, again])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'bonus' });
  });

  it('is refused when it is none of the contract, has no owner, or names a line that is not there', () => {
    const other = estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 10);
    expect(refusal([anApproval([hall]), other])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'bonus' });
    expect(refusal([signed([hall], aBonus(1, { owner: ' ' }))])).toMatchObject({ subject: 'bonus' });
    expect(refusal([signed([hall], aBonus(1, { target: ['roof'] }))])).toMatchObject({ subject: 'K-1/roof' });
    expect(refusal([signed(), estimatedAt({ id: 'e-vc', effectiveAt: '2025-12-31' }, 10)])).toMatchObject({
      subject: 'bonus',
    });
  });

  it('promised by an amendment enters the price with it, beside what was estimated before', () => {
    const change = { priceDelta: usd(20_000n), variable: [aBonus(100, { key: 'haste' })] };
    const amended = aModification(change, { id: 'e-amend', effectiveAt: '2026-03-01' });
    const state = folded([signed(), amended]);
    expect(price(state)).toBe(300_000n + 60_000n + 20_000n + 10_000n);
    expect(state.variable.map(({ key, constrainedMinor }) => [key, constrainedMinor])).toEqual([
      ['bonus', 60_000n],
      ['haste', 10_000n],
    ]);
  });
});

describe('an estimate', () => {
  const gift = { ...aCount('gift', { total: '1', dollars: 0 }), key: 'gift' };

  it('may be told on the day the contract is signed', () => {
    expect(price(folded([signed(), estimatedAt({ id: 'e-vc', effectiveAt: '2026-01-01' }, 700)]))).toBe(370_000n);
  });

  it('that leaves what may be counted on as it was is kept, and moves nothing', () => {
    const state = folded([signed(), estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 600)]);
    expect([state.estimates, price(state)]).toEqual([[], 360_000n]);
    expect(state.contracts[0]?.versions).toHaveLength(1);
  });

  it('of a part that is tied to what has no price of its own holds the contract', () => {
    const tied = signed([wells, gift], aBonus(0, { target: ['gift'] }));
    expect(refusal([tied])).toBeNull();
    expect(refusal([tied, estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 80)])).toEqual({
      kind: 'NO_WEIGHT',
      subject: 'bonus',
    });
  });

  it('after everything was taken back falls on revenue at once', () => {
    const all = aModification(
      { removed: [{ product: 'wells', quantity: '1', credit: usd(-200_000n) }] },
      { id: 'e-all', effectiveAt: '2026-02-01' },
    );
    const events = [signed([wells], aBonus(300)), all];
    expect(earnedBy(folded(events), '2026-03-01')).toEqual({ wells: 30_000n });
    const known = resolvedAt({ id: 'e-known', effectiveAt: '2026-03-01' }, 450);
    expect(earnedBy(folded([...events, known]), '2026-03-01')).toEqual({ wells: 45_000n });
    expect(folded([...events, known]).estimates).toMatchObject([{ deltaMinor: 15_000n, catchUpMinor: 15_000n }]);
  });

  it('of a part that was promised with a promise since taken back falls for that one at once', () => {
    const less = aModification(
      { removed: [{ product: 'pumps', quantity: '1', credit: usd(-100_000n) }] },
      { id: 'e-less', effectiveAt: '2026-02-01' },
    );
    const more = estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 300);
    const state = folded([signed([wells, pumps], aBonus(0)), less, more]);
    expect(allocatedIn(state)).toEqual({ wells: 230_000n, pumps: 0n });
  });
});

describe('a bonus promised before a contract was modified', () => {
  // Wells are met before the amendment adds pumps of equal price to the hall that is left.
  const shed = aCount('shed', { total: '1', dollars: 2_000 });
  const met = delivered({ id: 'e-met', effectiveAt: '2026-02-01' }, 'wells', '10', '10');
  const more = aModification(
    { added: [aCount('barn', { total: '1', dollars: 2_000 })], answers: { priceReflectsSsp: false } },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  );
  const before = [signed([wells, shed], aBonus(0)), met, more];

  it('falls on the promises it was promised with: the part of what is met at once, the rest over what is left', () => {
    const state = folded([...before, estimatedAt({ id: 'e-vc', effectiveAt: '2026-04-01' }, 80)]);
    expect(allocatedIn(state)).toEqual({ wells: 204_000n, shed: 202_000n, barn: 202_000n });
    expect(earnedBy(state, '2026-03-31')['wells']).toBe(200_000n);
    expect(earnedBy(state, '2026-04-01')['wells']).toBe(204_000n);
  });

  it('falls on the contract as modified where a person has judged so', () => {
    const judged = estimatedAt({ id: 'e-vc', effectiveAt: '2026-04-01' }, 80, { basis: 'CURRENT' });
    expect(allocatedIn(folded([...before, judged]))).toEqual({ wells: 200_000n, shed: 204_000n, barn: 204_000n });
  });

  it('is caught up by what of each promise was met before the amendment, and by what was met of the rest since', () => {
    const state = folded([
      signed([wells], aBonus(0)),
      delivered({ id: 'e-five', effectiveAt: '2026-02-01' }, 'wells', '5', '10'),
      aModification({ priceDelta: usd(20_000n) }, { id: 'e-rise', effectiveAt: '2026-03-01' }),
      delivered({ id: 'e-six', effectiveAt: '2026-04-01' }, 'wells', '6', '10'),
      estimatedAt({ id: 'e-vc', effectiveAt: '2026-05-01' }, 100),
      delivered({ id: 'e-all', effectiveAt: '2026-06-01' }, 'wells', '10', '10'),
    ]);
    // Half of the bonus is for what was met; the other half joins 1,200 over five units, of which one is met.
    expect(earnedBy(state, '2026-04-30')).toEqual({ wells: 124_000n });
    expect(earnedBy(state, '2026-05-01')).toEqual({ wells: 130_000n });
    expect(earnedBy(state, '2026-06-01')).toEqual({ wells: 230_000n });
    expect(state.estimates).toMatchObject([{ deltaMinor: 10_000n, catchUpMinor: 6_000n }]);
  });

  it('falls on the whole of a contract that was measured anew since', () => {
    const state = folded([
      signed(),
      delivered({ id: 'e-done', effectiveAt: '2026-02-01' }, 'hall', '100', '400'),
      aModification({ priceDelta: usd(40_000n) }, { id: 'e-rise', effectiveAt: '2026-03-01' }),
      estimatedAt({ id: 'e-vc', effectiveAt: '2026-04-01' }, 1_000),
    ]);
    expect(state.modifications).toMatchObject([{ treatment: 'CATCH_UP' }]);
    expect(earnedBy(state, '2026-03-01')).toEqual({ hall: 100_000n });
    expect(earnedBy(state, '2026-04-01')).toEqual({ hall: 110_000n });
  });

  it('comes to the same when it is known on the day of the amendment', () => {
    const sameDay = folded([...before, estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 80)]);
    expect(allocatedIn(sameDay)).toEqual({ wells: 204_000n, shed: 202_000n, barn: 202_000n });
    expect(sumOf(rows(sameDay).map(({ amountMinor }) => amountMinor))).toBe(608_000n);
  });

  it('and tied to a promise that is left holds the next amendment until a person has decided', () => {
    const tied = signed([wells, shed], aBonus(50, { target: ['shed'] }));
    expect(refusal([tied, met, more])).toMatchObject({ kind: 'HELD', subject: 'A-1' });
    const free = signed([wells, shed], aBonus(50, { target: ['wells'] }));
    expect(refusal([free, met, more])).toBeNull();
  });
});

describe('a change of estimate', () => {
  it('for a closed month is posted as one, in the first open month', () => {
    const done = delivered({ id: 'e-done', effectiveAt: '2026-01-15' }, 'hall', '200', '400');
    const late = estimatedAt({ id: 'e-vc', effectiveAt: '2026-01-20', recordedAt: '2026-02-10T00:00:00.000Z' }, 1_000);
    const [first, second] = [folded([signed(), done]), folded([signed(), done, late])];
    const months = calendarOf(second);
    const through = '2026-02';
    const posted = linesOf(
      postings(first, [], { periods: months.map((month) => ({ ...month, status: 'OPEN' })), through }),
    );
    const closed = months.map((month) => ({ ...month, status: month.key === '2026-01' ? 'CLOSED' : 'OPEN' }) as const);
    const corrections = linesOf(postings(second, posted, { periods: closed, through })).filter(
      ({ role }) => role === 'REVENUE',
    );
    expect(corrections).toMatchObject([{ cause: 'CATCH_UP_ESTIMATE', originPeriod: '2026-01', creditMinor: 20_000n }]);
  });

  it('leaves a separate contract alone', () => {
    const state = folded([signed(), upgrade, estimatedAt({ id: 'e-vc', effectiveAt: '2026-09-01' }, 700)]);
    const separate = state.contracts.find(({ key }) => key !== 'K-1');
    expect(separate?.versions).toHaveLength(1);
  });
});

function linesOf(result: ReturnType<typeof postings>): readonly PostedLine[] {
  if (!result.ok) throw new Error(result.error.kind);
  return result.value.flatMap(({ lines }) => lines);
}
