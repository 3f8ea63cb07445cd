import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { balancesAt, positionAt } from '#revrec/engine/position.ts';
import { type PostedLine, type PostingPeriod, postings } from '#revrec/engine/posting.ts';
import { civilDate, monthlyCalendar } from '#schema/canonical/calendar.ts';
import type { JournalDraft } from '#schema/canonical/revenue.ts';
import { folded, sumOf } from './folded.ts';
import { anApproval, anInvoice, documentLine, firstInvoice, meridian, usd } from './meridian.ts';

const year = monthlyCalendar(civilDate('2026-01-01'), civilDate('2026-12-31'));
const periods = (status: (key: string) => PostingPeriod['status'] = () => 'OPEN'): readonly PostingPeriod[] =>
  year.map((month) => ({ ...month, status: status(month.key) }));
const drafted = (state: ReturnType<typeof folded>, posted: readonly PostedLine[], through: string, all = periods()) => {
  const result = postings(state, posted, { periods: all, through });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
};
const linesOf = (journals: readonly JournalDraft[]) => journals.flatMap(({ lines }) => lines);
const balance = (lines: readonly PostedLine[], role: string) =>
  sumOf(lines.filter((line) => line.role === role).map(({ debitMinor, creditMinor }) => debitMinor - creditMinor));

describe('what has to be posted', () => {
  it('moves the contract liability to revenue, period by period, each journal in balance', () => {
    const journals = drafted(folded(meridian), [], '2026-08');
    expect(journals).toHaveLength(8);
    for (const { lines } of journals) {
      expect(sumOf(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor))).toBe(0n);
    }
    const august = journals.find(({ period }) => period === '2026-08');
    expect(balance(august?.lines ?? [], 'REVENUE')).toBe(-7_068_493n);
    expect(balance(august?.lines ?? [], 'CONTRACT_LIABILITY')).toBe(7_068_493n);
    expect(new Set(linesOf(journals).map(({ cause }) => cause))).toEqual(new Set(['RECOGNITION']));
  });

  it('is written in one order: by contract, obligation, layer and role, whatever was posted before', () => {
    const state = folded(meridian);
    const [first, ...others] = linesOf(drafted(state, [], '2026-09'));
    if (first === undefined) throw new Error('there is something to post');
    const nameOf = ({ contract, obligation, layer, role }: PostedLine) =>
      [contract, obligation ?? '', layer, role].join('\n');
    for (const posted of [[], [first], others.slice(3).reverse()]) {
      for (const { lines } of drafted(state, posted, '2026-09')) {
        const names = lines.map(nameOf);
        expect(names).toEqual(names.toSorted());
      }
    }
  });

  it('is nothing the second time', () => {
    const state = folded(meridian);
    expect(drafted(state, linesOf(drafted(state, [], '2026-08')), '2026-08')).toEqual([]);
  });

  it('shows revenue ahead of billing as unbilled receivable and turns it back when the invoice comes', () => {
    const late = anInvoice({ id: 'e-late', effectiveAt: '2026-03-10' }, { lines: [documentLine(60_000_000n)] });
    const state = folded([anApproval(), late]);
    const february = linesOf(drafted(state, [], '2026-02'));
    expect(balance(february, 'UNBILLED_AR')).toBe(positionAt(state, civilDate('2026-02-28')).unbilled.minor);
    expect(balance(february, 'CONTRACT_LIABILITY')).toBe(0n);
    expect(balance(linesOf(drafted(state, [], '2026-03')), 'UNBILLED_AR')).toBe(0n);
  });

  it('names revenue ahead of billing as the policy says', () => {
    const values = { ...CONTRACT_DRIVEN.values, aheadOfBilling: 'CONTRACT_ASSET' } as const;
    const state = folded([anApproval()], undefined, { ...CONTRACT_DRIVEN, values });
    expect(balance(linesOf(drafted(state, [], '2026-01')), 'CONTRACT_ASSET')).toBe(5_095_890n);
  });

  it('posts documents too when the ledger does not, so that every balance is the position', () => {
    const values = { ...CONTRACT_DRIVEN.values, billingJournal: 'ENGINE' } as const;
    const taxed = anInvoice(
      { id: 'e-1', effectiveAt: '2026-02-01' },
      { lines: [documentLine(1_000n)], tax: usd(190n) },
    );
    const state = folded([anApproval(), taxed], undefined, { ...CONTRACT_DRIVEN, values });
    const lines = linesOf(drafted(state, [], '2026-03'));
    const position = positionAt(state, civilDate('2026-03-31'));
    expect(balance(lines, 'AR')).toBe(1_190n);
    expect(balance(lines, 'TAX_LIABILITY')).toBe(-190n);
    expect(balance(lines, 'CONTRACT_LIABILITY')).toBe(-position.deferred.minor);
    expect(balance(lines, 'UNBILLED_AR')).toBe(position.unbilled.minor);
  });

  it('leaves a closed period alone and posts what came late in the first open one, with its origin', () => {
    const before = folded([anApproval(), firstInvoice]);
    const posted = linesOf(drafted(before, [], '2026-09'));
    const closed = periods((key) => (key <= '2026-09' ? 'CLOSED' : 'OPEN'));
    const journals = drafted(folded(meridian), posted, '2026-10', closed);
    expect(journals.map(({ period }) => period)).toEqual(['2026-10']);
    const caught = linesOf(journals).filter(({ cause }) => cause === 'CATCH_UP_MOD');
    expect(new Set(caught.map(({ originPeriod }) => originPeriod))).toEqual(new Set(['2026-08', '2026-09']));
    const origin = (key: string) =>
      balance(
        caught.filter(({ originPeriod }) => originPeriod === key),
        'REVENUE',
      );
    expect(origin('2026-08')).toBe(-(1_578_082n + 394_521n));
    expect(drafted(folded(meridian), [...posted, ...linesOf(journals)], '2026-10', closed)).toEqual([]);
  });

  it('takes back what was posted for a fact that is void', () => {
    const posted = linesOf(drafted(folded(meridian), [], '2026-09'));
    const journals = drafted(folded([anApproval(), firstInvoice]), posted, '2026-09');
    const both = [...posted, ...linesOf(journals)];
    const plain = linesOf(drafted(folded([anApproval(), firstInvoice]), [], '2026-09'));
    for (const role of ['REVENUE', 'CONTRACT_LIABILITY']) expect(balance(both, role)).toBe(balance(plain, role));
  });

  it('closes receivables before revenue', () => {
    const values = { ...CONTRACT_DRIVEN.values, billingJournal: 'ENGINE' } as const;
    const state = folded([anApproval(), firstInvoice], undefined, { ...CONTRACT_DRIVEN, values });
    const journals = drafted(
      state,
      [],
      '2026-01',
      periods((key) => (key === '2026-01' ? 'AR_LOCKED' : 'OPEN')),
    );
    const inPeriod = (key: string) =>
      new Set(journals.find(({ period }) => period === key)?.lines.map(({ layer }) => layer));
    expect(inPeriod('2026-01')).toEqual(new Set(['RECOGNITION']));
    expect(inPeriod('2026-02')).toEqual(new Set(['BILLING']));
  });

  it('is refused when no period is open or the last one is unknown', () => {
    const scope = { periods: periods(() => 'CLOSED'), through: '2026-01' };
    expect(postings(folded(meridian), [], scope)).toMatchObject({
      error: { kind: 'CLOSED_PERIOD', subject: '2026-01' },
    });
    expect(postings(folded(meridian), [], { ...scope, through: '2031-01' })).toMatchObject({
      error: { kind: 'INVALID_EVENT' },
    });
  });
});

describe('a position', () => {
  it('is netted inside each accounting contract and never across', () => {
    const [approval, first, upgrade] = meridian;
    if (approval === undefined || first === undefined || upgrade === undefined) throw new Error('three events');
    const state = folded([approval, first, upgrade]);
    const on = civilDate('2026-08-31');
    expect(balancesAt(state, on).map(({ deferredMinor, unbilledMinor }) => [deferredMinor, unbilledMinor])).toEqual([
      [60_000_000n - 39_945_205n, 0n],
      [0n, 1_972_603n],
    ]);
    expect(positionAt(state, on)).toMatchObject({ deferred: { minor: 20_054_795n }, unbilled: { minor: 1_972_603n } });
  });

  it('is nothing before the contract', () => {
    expect(positionAt(folded(meridian), civilDate('2025-12-31'))).toMatchObject({
      contracted: { minor: 0n },
      deferred: { minor: 0n },
      remainingObligation: { minor: 0n },
    });
  });
});
