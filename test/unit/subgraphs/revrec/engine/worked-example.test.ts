import { readFileSync } from 'node:fs';
import { latestVersion } from '#revrec/engine/contract-state.ts';
import { positionAt } from '#revrec/engine/position.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { viewWaterfall } from '#revrec/view/waterfall.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { formatAmount, money } from '#schema/canonical/money.ts';
import { folded, rows, sumOf } from './folded.ts';
import { aModification, anApproval, downgrade, firstInvoice, meridian, moreSeats, usd } from './meridian.ts';

const dollars = (minor: bigint) => formatAmount(money(minor, 'USD'));
const august = (state: ReturnType<typeof folded>) => rows(state).filter(({ period }) => period === '2026-08');

describe('Meridian, who takes 300 more seats and a new product in August', () => {
  const state = folded(meridian);

  it('gets a separate contract for the additions, priced at the net of billing and split without moving a cent', () => {
    expect(state.modifications.map(({ treatment, row }) => [treatment, row])).toEqual([['SEPARATE', 3]]);
    const separate = state.contracts[1];
    expect(separate?.key).toBe('K-1/A-1');
    const obligations = separate === undefined ? [] : latestVersion(separate).obligations;
    expect(obligations.map(({ product, allocatedMinor }) => [product, dollars(allocatedMinor)])).toEqual([
      ['PLATFORM-SEAT', '136109.58'],
      ['PREMIUM-ANALYTICS', '34027.40'],
    ]);
  });

  it('earns 70,684.93 in August, each obligation by its days', () => {
    expect(august(state).map(({ amountMinor }) => dollars(amountMinor))).toEqual(['50958.90', '15780.82', '3945.21']);
    expect(dollars(sumOf(august(state).map(({ amountMinor }) => amountMinor)))).toBe('70684.93');
  });

  it('has 350,958.90 deferred at the end of August and earns 770,136.98 in the year', () => {
    const position = positionAt(state, civilDate('2026-08-31'));
    expect(formatAmount(position.deferred)).toBe('350958.90');
    expect(formatAmount(position.unbilled)).toBe('0.00');
    expect(formatAmount(position.contracted)).toBe('770136.98');
    expect(formatAmount(position.recognized)).toBe('419178.08');
    expect(formatAmount(position.remainingObligation)).toBe('350958.90');
    expect(dollars(sumOf(rows(state).map(({ amountMinor }) => amountMinor)))).toBe('770136.98');
  });

  it('is drawn in the page for accountants as it is', () => {
    const picture = readFileSync(new URL('../../../../../docs/images/revenue-waterfall.svg', import.meta.url), 'utf8');
    const drawn = [...picture.matchAll(/<title>booked (\S+), earned (\S+): ([\d,.]+)<\/title>/g)];
    const year = viewWaterfall(state, civilDate('2026-01-01'), civilDate('2026-12-31'));
    const cells = year.flatMap(({ bookedIn, cells: own }) =>
      own.map(({ recognizedIn, amountMinor }) => [bookedIn, recognizedIn, dollars(amountMinor)].join(' ')),
    );
    const said = drawn.map(([, booked, earned, amount = '']) => [booked, earned, amount.replaceAll(',', '')].join(' '));
    expect(said.toSorted()).toEqual(cells.toSorted());
  });

  it('keeps the first contract byte for byte', () => {
    const before = folded([anApproval(), firstInvoice]);
    expect(canonicalJson(state.contracts[0])).toBe(canonicalJson(before.contracts[0]));
    const own = rows(state).filter(({ contract }) => contract === 'K-1');
    expect(canonicalJson(own)).toBe(canonicalJson(rows(before)));
  });

  it('takes 200 seats back prospectively: what was earned stays, the pool is the rest less the credit', () => {
    const after = folded([...meridian, downgrade]);
    expect(after.modifications.at(-1)).toMatchObject({ treatment: 'PROSPECTIVE', row: 4, contractKeys: ['K-1/A-1'] });
    // Earned from 2026-08-16 to 2026-09-30, 46 of 138 days: 45,369.86 and 11,342.47.
    const pool = after.derivations.find(({ op }) => op === 'POOL');
    expect(pool?.rounded).toBe(17_013_698n - 4_536_986n - 1_134_247n - 6_049_315n);
    expect(dollars(positionAt(after, civilDate('2026-09-30')).recognized.minor)).toBe(
      dollars(positionAt(state, civilDate('2026-09-30')).recognized.minor),
    );
    expect(dollars(sumOf(rows(after).map(({ amountMinor }) => amountMinor)))).toBe('709643.83');
    const seats = after.contracts[1] === undefined ? [] : latestVersion(after.contracts[1]).obligations;
    // The rest by what is left of the standalone prices: 100 seats of 1,200 against one of 90,000, over 92 days.
    expect(seats.map(({ allocatedMinor }) => dollars(allocatedMinor))).toEqual(['75616.43', '34027.40']);
  });

  it('adds seats below their standalone price prospectively to the signed contract', () => {
    const cheap = { ...moreSeats, unitPrice: '900.00', amount: usd(10_208_219n) };
    const after = folded([
      anApproval(),
      firstInvoice,
      aModification({ added: [cheap] }, { id: 'e-cheap', effectiveAt: '2026-08-16' }),
    ]);
    expect(after.modifications[0]).toMatchObject({ treatment: 'PROSPECTIVE', row: 4, contractKeys: ['K-1'] });
    expect(after.contracts).toHaveLength(1);
    expect(after.derivations.find(({ op }) => op === 'POOL')?.rounded).toBe(60_000_000n - 37_315_068n + 10_208_219n);
    expect(sumOf(rows(after).map(({ amountMinor }) => amountMinor))).toBe(60_000_000n + 10_208_219n);
  });
});
