import type { CalendarPeriod, CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import type { JournalCause, JournalDraft, JournalDraftLine } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { AccountPlaces } from './account-places.ts';
import type { ContractState } from './contract-state.ts';
import { asked } from './earned-curve.ts';
import type { EngineError } from './engine-error.ts';
import { type JournalAccount, NO_TARGET, type PostingTarget, postingTarget } from './posting-target.ts';

/** A calendar entry with its lock in one legal entity and book. */
export interface PostingPeriod extends CalendarPeriod {
  readonly status: 'OPEN' | 'AR_LOCKED' | 'CLOSED';
}

/** A line that was posted. Two lines of one figure add up. */
export type PostedLine = JournalDraftLine;

export interface PostingScope {
  /** Gapless and in order; the first one takes up all that lies before it. */
  readonly periods: readonly PostingPeriod[];
  /** Key of the last period whose figures are due. */
  readonly through: string;
}

/**
 * What has to be posted so that the ledger says what the events say: for each period up to `through` the target's
 * movement less what was posted with that period as its origin. A locked period's difference goes to the first open
 * one after it. Posting the answer and asking again gives no journal.
 */
export function postings(
  state: ContractState,
  posted: readonly PostedLine[],
  { periods, through }: PostingScope,
): Result<readonly JournalDraft[], EngineError> {
  return differences(
    posted,
    { periods, through },
    {
      entity: state.entity,
      currency: state.currency,
      target: postingTarget(state),
      cause: causesOf(state),
    },
  );
}

/** Takes back all that was posted of a contract whose approval was withdrawn: nothing of it was ever right. */
export function reversals(
  posted: readonly PostedLine[],
  scope: PostingScope,
  { entity, currency }: { readonly entity: string; readonly currency: CurrencyCode },
): Result<readonly JournalDraft[], EngineError> {
  return differences(posted, scope, {
    entity,
    currency,
    target: NO_TARGET,
    cause: ({ layer }) => (layer === 'RECOGNITION' ? 'ERROR' : layer),
  });
}

/** A difference that belongs to one period and goes into the same or a later one. */
interface Moved {
  readonly origin: PostingPeriod;
  readonly period: PostingPeriod;
}

type CauseOf = (account: JournalAccount, moved: Moved) => JournalCause;

interface Aim {
  readonly entity: string;
  readonly currency: CurrencyCode;
  readonly target: PostingTarget;
  readonly cause: CauseOf;
}

function differences(
  posted: readonly PostedLine[],
  { periods, through }: PostingScope,
  { entity, currency, target, cause }: Aim,
): Result<readonly JournalDraft[], EngineError> {
  const last = periods.findIndex(({ key }) => key === through);
  if (last < 0) return fail({ kind: 'INVALID_EVENT', subject: through, detail: 'no such period' });
  const due = periods.slice(0, last + 1);
  const openFor = openPeriods(periods);
  const journals = new Map<string, JournalDraftLine[]>();
  for (const { index, origin, account, minor } of movements(due, posted, target)) {
    const period = (account.layer === 'BILLING' ? openFor.billing : openFor.revenue)[index];
    if (period === undefined) return fail({ kind: 'CLOSED_PERIOD', subject: origin.key });
    const lines = journals.get(period.key) ?? [];
    lines.push(lineOf(account, minor, { originPeriod: origin.key, cause: cause(account, { origin, period }) }));
    journals.set(period.key, lines);
  }
  return ok(
    periods.flatMap(({ key }) => {
      const lines = journals.get(key);
      return lines === undefined ? [] : [{ entity, currency, period: key, lines }];
    }),
  );
}

interface Movement {
  readonly index: number;
  readonly origin: PostingPeriod;
  readonly account: JournalAccount;
  readonly minor: bigint;
}

/** By period, then by account: what the target moves by in it, less what was posted with it as its origin. */
function movements(
  due: readonly PostingPeriod[],
  posted: readonly PostedLine[],
  { accounts, balances }: PostingTarget,
): readonly Movement[] {
  const found: Movement[] = [];
  const places = new AccountPlaces();
  const targets = accounts.map((account) => places.placeOf(account));
  const postedBy = Map.groupBy(posted, ({ originPeriod }) => originPeriod);
  const already = due.map(({ key }) =>
    (postedBy.get(key) ?? []).map((line) => ({ place: places.placeOf(line), line })),
  );
  const inOrder = places.inOrder();
  let before: readonly bigint[] = [];
  due.forEach((origin, index) => {
    const moved: bigint[] = inOrder.map(() => 0n);
    const add = (place: number, minor: bigint) => {
      moved[place] = (moved[place] ?? 0n) + minor;
    };
    const now = balances(asked(origin.to));
    targets.forEach((place, at) => {
      add(place, (now[at] ?? 0n) - (before[at] ?? 0n));
    });
    for (const { place, line } of already[index] ?? []) add(place, line.creditMinor - line.debitMinor);
    for (const { account, place } of inOrder) {
      const minor = moved[place] ?? 0n;
      if (minor !== 0n) found.push({ index, origin, account, minor });
    }
    before = now;
  });
  return found;
}

/** For each period the first open one from it on. Receivables lock first; the rest follows when the period closes. */
function openPeriods(periods: readonly PostingPeriod[]) {
  const billing: (PostingPeriod | undefined)[] = [];
  const revenue: (PostingPeriod | undefined)[] = [];
  let [open, unclosed]: [PostingPeriod | undefined, PostingPeriod | undefined] = [undefined, undefined];
  for (const period of periods.toReversed()) {
    if (period.status === 'OPEN') open = period;
    if (period.status !== 'CLOSED') unclosed = period;
    billing.push(open);
    revenue.push(unclosed);
  }
  return { billing: billing.reverse(), revenue: revenue.reverse() };
}

/**
 * A difference that belongs to a locked period is the effect of a modification when one was in force by then, of a
 * change of estimate when that was the later one, of a late event otherwise.
 */
function causesOf({ modifications, estimates }: ContractState): CauseOf {
  return ({ layer, contract }, { origin, period }) => {
    if (layer !== 'RECOGNITION') return layer;
    if (origin.key === period.key) return 'RECOGNITION';
    const isBy = (on: CivilDate) => on <= origin.to;
    const modified = modifications.findLast((one) => one.contractKeys.includes(contract) && isBy(one.effectiveOn));
    const estimated = estimates.findLast((one) => one.contractKey === contract && isBy(one.effectiveOn));
    if (estimated !== undefined && (modified === undefined || estimated.effectiveOn >= modified.effectiveOn)) {
      return 'CATCH_UP_ESTIMATE';
    }
    return modified === undefined ? 'LATE_EVENT' : 'CATCH_UP_MOD';
  };
}

function lineOf(
  { contract, obligation, role, layer }: JournalAccount,
  minor: bigint,
  told: { readonly originPeriod: string; readonly cause: JournalCause },
): JournalDraftLine {
  const { cause, originPeriod } = told;
  const sides = minor > 0n ? { debitMinor: minor, creditMinor: 0n } : { debitMinor: 0n, creditMinor: -minor };
  return { contract, obligation, role, layer, cause, originPeriod, ...sides };
}
