import type { CalendarPeriod, CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import type {
  AccountRole,
  JournalCause,
  JournalDraft,
  JournalDraftLine,
  JournalLayer,
} from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type ContractState, recognizedOn } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import { balancesAt } from './position.ts';
import { obligationsOf } from './target.ts';

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

/** A balance of one role: debit above zero. */
interface Entry {
  readonly contract: string;
  readonly obligation: string | null;
  readonly role: AccountRole;
  readonly layer: JournalLayer;
  readonly debitMinor: bigint;
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
      target: (on) => targetAt(state, on),
      cause: (entry, moved) => causeOf(state, entry, moved),
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
    target: () => [],
    cause: ({ layer }) => (layer === 'RECOGNITION' ? 'ERROR' : layer),
  });
}

/** An entry that belongs to one period and goes into the same or a later one. */
interface Moved {
  readonly origin: PostingPeriod;
  readonly period: PostingPeriod;
}

interface Aim {
  readonly entity: string;
  readonly currency: CurrencyCode;
  readonly target: (on: CivilDate) => readonly Entry[];
  readonly cause: (entry: Entry, moved: Moved) => JournalCause;
}

function differences(
  posted: readonly PostedLine[],
  { periods, through }: PostingScope,
  { entity, currency, target: targetOn, cause }: Aim,
): Result<readonly JournalDraft[], EngineError> {
  const last = periods.findIndex(({ key }) => key === through);
  if (last < 0) return fail({ kind: 'INVALID_EVENT', subject: through, detail: 'no such period' });
  const journals = new Map<string, JournalDraftLine[]>();
  const postedBy = Map.groupBy(posted, ({ originPeriod }) => originPeriod);
  let before: readonly Entry[] = [];
  for (const [index, origin] of periods.slice(0, last + 1).entries()) {
    const target = targetOn(origin.to);
    const already = (postedBy.get(origin.key) ?? []).map(asEntry);
    for (const entry of netted([...target, ...before.map(opposite), ...already.map(opposite)])) {
      const period = periods.slice(index).find(({ status }) => isOpenFor(entry.layer, status));
      if (period === undefined) return fail({ kind: 'CLOSED_PERIOD', subject: origin.key });
      const lines = journals.get(period.key) ?? [];
      lines.push(lineOf(entry, origin.key, cause(entry, { origin, period })));
      journals.set(period.key, lines);
    }
    before = target;
  }
  return ok(
    periods.flatMap(({ key }) => {
      const lines = journals.get(key);
      return lines === undefined ? [] : [{ entity, currency, period: key, lines }];
    }),
  );
}

/** Cumulative balances at the end of a day, by role. Each layer sums to zero in each accounting contract. */
function targetAt(state: ContractState, on: CivilDate): readonly Entry[] {
  const { aheadOfBilling, billingJournal } = state.policies.values;
  const earned = obligationsOf(state).flatMap(({ contract, obligation }): readonly Entry[] => {
    const minor = recognizedOn(obligation, on);
    const common = { contract, obligation: obligation.key, layer: 'RECOGNITION' } as const;
    return [
      { ...common, role: 'CONTRACT_LIABILITY', debitMinor: minor },
      { ...common, role: 'REVENUE', debitMinor: -minor },
    ];
  });
  const balances = balancesAt(state, on).flatMap((balance) => {
    const { contract, unbilledMinor, refundMinor, billedMinor, taxMinor } = balance;
    const reclass = { contract, obligation: null, layer: 'RECLASS' } as const;
    const billing = { contract, obligation: null, layer: 'BILLING' } as const;
    const ahead: readonly Entry[] = [
      { ...reclass, role: aheadOfBilling, debitMinor: unbilledMinor },
      { ...reclass, role: 'CONTRACT_LIABILITY', debitMinor: refundMinor - unbilledMinor },
      { ...reclass, role: 'REFUND_LIABILITY', debitMinor: -refundMinor },
    ];
    const documents: readonly Entry[] = [
      { ...billing, role: 'AR', debitMinor: billedMinor + taxMinor },
      { ...billing, role: 'CONTRACT_LIABILITY', debitMinor: -billedMinor },
      { ...billing, role: 'TAX_LIABILITY', debitMinor: -taxMinor },
    ];
    return billingJournal === 'ENGINE' ? [...ahead, ...documents] : ahead;
  });
  return [...earned, ...balances];
}

function netted(entries: readonly Entry[]): readonly Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const key = [entry.contract, entry.obligation ?? '', entry.layer, entry.role].join('\n');
    const sum = sums.get(key);
    sums.set(key, { ...entry, debitMinor: entry.debitMinor + (sum?.debitMinor ?? 0n) });
  }
  return [...sums.entries()]
    .filter(([, { debitMinor }]) => debitMinor !== 0n)
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([, entry]) => entry);
}

/** Receivables lock first; revenue and its reclassification follow when the period closes. */
function isOpenFor(layer: JournalLayer, status: PostingPeriod['status']): boolean {
  return status === 'OPEN' || (status === 'AR_LOCKED' && layer !== 'BILLING');
}

/**
 * A difference that belongs to a locked period is the effect of a modification when one was in force by then, of a
 * change of estimate when that was the later one, of a late event otherwise.
 */
function causeOf(
  { modifications, estimates }: ContractState,
  { layer, contract }: Entry,
  { origin, period }: Moved,
): JournalCause {
  if (layer !== 'RECOGNITION') return layer;
  if (origin.key === period.key) return 'RECOGNITION';
  const modified = modifications.findLast(
    ({ contractKeys, effectiveOn }) => contractKeys.includes(contract) && effectiveOn <= origin.to,
  );
  const estimated = estimates.findLast(
    ({ contractKey, effectiveOn }) => contractKey === contract && effectiveOn <= origin.to,
  );
  if (estimated !== undefined && (modified === undefined || estimated.effectiveOn >= modified.effectiveOn)) {
    return 'CATCH_UP_ESTIMATE';
  }
  return modified === undefined ? 'LATE_EVENT' : 'CATCH_UP_MOD';
}

function lineOf(entry: Entry, originPeriod: string, cause: JournalCause): JournalDraftLine {
  const { contract, obligation, role, layer, debitMinor } = entry;
  const sides = debitMinor > 0n ? { debitMinor, creditMinor: 0n } : { debitMinor: 0n, creditMinor: -debitMinor };
  return { contract, obligation, role, layer, cause, originPeriod, ...sides };
}

function asEntry({ contract, obligation, role, layer, debitMinor, creditMinor }: PostedLine): Entry {
  return { contract, obligation, role, layer, debitMinor: debitMinor - creditMinor };
}

function opposite(entry: Entry): Entry {
  return { ...entry, debitMinor: -entry.debitMinor };
}
