import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { balancesAt } from '#revrec/engine/position.ts';
import { unbilledByObligation } from '#revrec/engine/unbilled-split.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { aCount, delivered } from './counted.ts';
import { folded, sumOf } from './folded.ts';
import { aModification, anApproval, anInvoice, documentLine, KNOWN_AT, usd } from './meridian.ts';

const signed = anApproval([
  aCount('wells', { total: '10', dollars: 800 }),
  aCount('pumps', { total: '5', dollars: 200 }),
]);
const events = [
  signed,
  delivered({ id: 'e-wells', effectiveAt: '2026-02-01' }, 'wells', '5', '10'),
  delivered({ id: 'e-pumps', effectiveAt: '2026-02-01' }, 'pumps', '5', '5'),
  anInvoice(
    { id: 'e-bill', effectiveAt: '2026-02-01' },
    { lines: [documentLine(10_000n, 'wells'), documentLine(25_000n, 'pumps')] },
  ),
];
const on = civilDate('2026-03-31');
const byDelivered = {
  ...CONTRACT_DRIVEN,
  values: { ...CONTRACT_DRIVEN.values, unbilledSplit: 'DELIVERED_SSP' },
} as const;
const split = (told: Parameters<typeof folded>[0], policies: Parameters<typeof folded>[2] = CONTRACT_DRIVEN) => {
  const state = folded(told, KNOWN_AT, policies);
  const [balance] = balancesAt(state, on);
  const parts = unbilledByObligation(state, on);
  expect(sumOf([...parts.values()])).toBe((balance?.recognizedMinor ?? 0n) - (balance?.billedMinor ?? 0n));
  return Object.fromEntries(parts);
};

describe('what is earned ahead of billing', () => {
  it('is each promise’s own less what was billed of it', () => {
    expect(split(events)).toEqual({ 'K-1/wells': 30_000n, 'K-1/pumps': -5_000n });
  });

  it('is the contract’s own by what was delivered, where the policy says so', () => {
    // 600 earned and 350 billed; 400 and 200 of the standalone price were delivered.
    expect(split(events, byDelivered)).toEqual({ 'K-1/wells': 16_667n, 'K-1/pumps': 8_333n });
  });

  it('that names no product is billed for all', () => {
    const plain = anInvoice({ id: 'e-plain', effectiveAt: '2026-03-01' }, { lines: [documentLine(5_000n, null)] });
    expect(split([...events, plain])).toEqual({ 'K-1/wells': 26_000n, 'K-1/pumps': -6_000n });
  });

  it('counts a promise once that was measured anew', () => {
    const change = { priceDelta: usd(10_000n), answers: { remainingDistinct: 'NONE' } } as const;
    const anew = aModification(change, { id: 'e-anew', effectiveAt: '2026-03-01' });
    // Wells are 880 of 1,100, half of them met; pumps 220: 660 less 350, still in the proportion of 400 to 200.
    expect(split([...events, anew], byDelivered)).toEqual({ 'K-1/wells': 20_667n, 'K-1/pumps': 10_333n });
  });

  it('before anything is delivered is billed ahead, by price', () => {
    const early = anInvoice({ id: 'e-early', effectiveAt: '2026-01-05' }, { lines: [documentLine(10_000n, 'wells')] });
    expect(split([signed, early], byDelivered)).toEqual({ 'K-1/wells': -8_000n, 'K-1/pumps': -2_000n });
  });
});
