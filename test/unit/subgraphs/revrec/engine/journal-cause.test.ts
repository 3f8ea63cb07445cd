import type { ContractState } from '#revrec/engine/contract-state.ts';
import { type PostedLine, type PostingPeriod, postings, reversals } from '#revrec/engine/posting.ts';
import { calendarOf } from '#revrec/engine/target.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded, sumOf } from './folded.ts';
import { aCancellation, aCredit, serviceLine } from './life.ts';
import { aModification, anApproval, anInvoice, documentLine, usd } from './meridian.ts';

const state = folded([
  anApproval(),
  aModification({ priceDelta: usd(365n) }, { id: 'e-raise', effectiveAt: '2026-12-31' }),
]);
const [recorded] = state.modifications;
const PERIODS = calendarOf(state).map((month): PostingPeriod => ({ ...month, status: 'OPEN' }));

/** January is closed when the figures come. */
function causesOf(changed: Partial<ContractState>): readonly string[] {
  const periods = PERIODS.map((month) => (month.key === '2026-01' ? ({ ...month, status: 'CLOSED' } as const) : month));
  const journals = postings({ ...state, modifications: [], ...changed }, [], { periods, through: '2026-01' });
  if (!journals.ok) throw new Error(journals.error.kind);
  const lines = journals.value.flatMap((journal) => journal.lines);
  return [...new Set(lines.filter(({ layer }) => layer === 'RECOGNITION').map(({ cause }) => cause))];
}

const modified = (effectiveOn: string, ...contractKeys: readonly string[]) => {
  if (recorded === undefined) throw new Error('it is recorded');
  return { ...recorded, effectiveOn: civilDate(effectiveOn), contractKeys };
};
const estimated = (effectiveOn: string, contractKey: string) => {
  const about = { eventId: 'e-vc', element: 'bonus', contractKey, effectiveOn: civilDate(effectiveOn) };
  return { ...about, deltaMinor: 1n, catchUpMinor: 1n };
};

describe('the cause of a difference in a closed month', () => {
  it.each([
    ['a late event, when nothing was changed', [], [], 'LATE_EVENT'],
    ['a modification of the month', [modified('2026-01-15', 'K-1')], [], 'CATCH_UP_MOD'],
    ['a modification of its last day', [modified('2026-01-31', 'K-1')], [], 'CATCH_UP_MOD'],
    ['no modification of a later month', [modified('2026-02-01', 'K-1')], [], 'LATE_EVENT'],
    ['no modification of another contract', [modified('2026-01-15', 'K-1/A-1')], [], 'LATE_EVENT'],
    ['an estimate of the month', [], [estimated('2026-01-15', 'K-1')], 'CATCH_UP_ESTIMATE'],
    ['an estimate of its last day', [], [estimated('2026-01-31', 'K-1')], 'CATCH_UP_ESTIMATE'],
    ['no estimate of a later month', [], [estimated('2026-02-01', 'K-1')], 'LATE_EVENT'],
    ['no estimate in another contract', [], [estimated('2026-01-15', 'K-1/A-1')], 'LATE_EVENT'],
    [
      'an estimate after a modification',
      [modified('2026-01-10', 'K-1')],
      [estimated('2026-01-11', 'K-1')],
      'CATCH_UP_ESTIMATE',
    ],
    [
      'an estimate on the day of a modification',
      [modified('2026-01-10', 'K-1')],
      [estimated('2026-01-10', 'K-1')],
      'CATCH_UP_ESTIMATE',
    ],
    [
      'a modification after an estimate',
      [modified('2026-01-11', 'K-1')],
      [estimated('2026-01-10', 'K-1')],
      'CATCH_UP_MOD',
    ],
  ])('is %s', (_, modifications, estimates, cause) => {
    expect(causesOf({ modifications, estimates })).toEqual([cause]);
  });
});

const drafted = (posted: ReturnType<typeof postings>): readonly PostedLine[] => {
  if (!posted.ok) throw new Error(posted.error.kind);
  return posted.value.flatMap(({ lines }) => lines);
};

describe('the journals of a contract whose approval was withdrawn', () => {
  const ahead = folded([anApproval()]);
  const scope = { periods: PERIODS, through: '2026-06' };
  const posted = drafted(postings(ahead, [], scope));

  it('take back each account, as an error and not as revenue of the day', () => {
    const back = drafted(reversals(posted, scope, { entity: 'US', currency: ahead.currency }));
    const roles = Map.groupBy([...posted, ...back], ({ role, obligation }) => `${role} ${obligation}`);
    for (const lines of roles.values()) {
      expect(sumOf(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor))).toBe(0n);
    }
    expect(new Set(back.map(({ layer, cause }) => `${layer} ${cause}`))).toEqual(
      new Set(['RECOGNITION ERROR', 'RECLASS RECLASS']),
    );
    expect(drafted(reversals([...posted, ...back], scope, { entity: 'US', currency: ahead.currency }))).toEqual([]);
  });
});

describe('what a cancelled contract gives back', () => {
  it('is a liability of its own until the credit memo has come', () => {
    const end = aCancellation(
      { id: 'e-end', effectiveAt: '2026-10-01' },
      { refundable: usd(100_000n), documents: ['credit-c'], settledOn: '2026-11-20' },
    );
    const bill = anInvoice({ id: 'e-bill', effectiveAt: '2026-01-01' }, { lines: [documentLine(60_000_000n)] });
    const memo = aCredit({ id: 'c', effectiveAt: '2026-11-20' }, [
      serviceLine(100_000n, 'PLATFORM-SEAT', '2026-10-01', '2026-12-31'),
    ]);
    const lines = drafted(
      postings(folded([anApproval(), bill, end, memo]), [], { periods: PERIODS, through: '2026-12' }),
    ).filter(({ role }) => role === 'REFUND_LIABILITY');
    expect(lines.map(({ originPeriod, debitMinor, creditMinor }) => [originPeriod, debitMinor, creditMinor])).toEqual([
      ['2026-10', 0n, 100_000n],
      ['2026-11', 100_000n, 0n],
    ]);
  });
});
