import { ALL_KNOWN, transactionPriceMinor } from '#revrec/accounting.ts';
import type { ContractState, ModificationRecord } from '#revrec/engine/contract-state.ts';
import { ENGINE_VERSION, figure } from '#revrec/engine/derivation.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import type { PolicySet as EnginePolicies } from '#revrec/engine/policies.ts';
import { type Balance, balancesAt } from '#revrec/engine/position.ts';
import { postings } from '#revrec/engine/posting.ts';
import { replayHash } from '#revrec/engine/replay-hash.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { type CalendarPeriod, type CivilDate, parseCivilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation, JournalDraft, ScheduleRow } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { recognizeDocuments } from './documents/recognize-documents.ts';
import { withEvidence } from './evidence-inputs.ts';
import { asFault, FAULTS_MAX, type Fault } from './fault.ts';
import { causesOf, explainJournals, type JournalLine } from './journal-lines.ts';
import { enginePolicies, ledgerPolicies, type PolicySet } from './policy-set.ts';

export interface RecognizeOptions {
  /** `2026-08-16T09:30:00.000Z`: only what was recorded by then counts. Left out: everything. */
  readonly knownAt?: string;
  /** `YYYY-MM-DD`: journals of the months up to this day's. Left out: of all. */
  readonly through?: string;
  /** `YYYY-MM-DD`: the day of the balances and of the policies in force. Left out: `through`, else the last day. */
  readonly on?: string;
  /** Ids of the rates that amounts were converted with, by contract. They are part of its replay hash. */
  readonly rateIds?: ReadonlyMap<string, readonly string[]>;
}

/** What the events of one signed contract come to, in minor units of its currency. */
export interface RecognizedContract {
  readonly contract: string;
  readonly customer: string;
  readonly entity: string;
  readonly currency: string;
  /** All modifications and the usage charged included; under INVOICE_DRIVEN what is billed, less credits. */
  readonly transactionPriceMinor: bigint;
  /** By accounting contract, obligation and month; they sum to the transaction price. */
  readonly schedule: readonly ScheduleRow[];
  /** Balanced by month, accounting contract and layer; roles, not accounts. */
  readonly journals: readonly JournalLine[];
  readonly modifications: readonly ModificationRecord[];
  /** At the end of `balancesOn`, one an accounting contract, each with its derivation. */
  readonly balances: readonly (Balance & { readonly derivation: string })[];
  readonly balancesOn: string;
  /** How each figure above came to be, causes first. Every input is another one's id, or an event's, price's or policy's. */
  readonly derivations: readonly Derivation[];
  readonly eventIds: readonly string[];
  readonly policyVersionIds: readonly string[];
  /** Under INVOICE_DRIVEN: figures of a billing-led ledger, for a migration and for comparison only. */
  readonly parity?: true;
  /** SHA-256 in hex; the same for the same events, policies, rates, engine and rows on every machine. */
  readonly replayHash: string;
}

export interface Recognition {
  readonly engineVersion: string;
  /** In the order of their keys. */
  readonly contracts: readonly RecognizedContract[];
}

/**
 * Revenue of any number of contracts. Pure: no clock, no storage, and the order of the events has no influence. One
 * fault anywhere and there is no figure at all; up to twenty are told at once.
 */
export function recognize(
  events: readonly RevenueEvent[],
  policies: PolicySet,
  options: RecognizeOptions = {},
): Result<Recognition, readonly Fault[]> {
  const days = [options.through, options.on].filter((day) => day !== undefined);
  const wrong = days.filter((day) => parseCivilDate(day) === null);
  if (wrong.length > 0)
    return fail(wrong.map((day) => ({ code: 'BAD_DATE', path: day, message: `${day} is no day.` })));
  const run = runnerOf(policies, options);
  if (!run.ok) return run;
  const whole = wholeOf(events);
  const groups = Map.groupBy(events, ({ contractKey }) => whole.get(contractKey) ?? contractKey);
  if (groups.size === 0) return fail([{ code: 'EMPTY', path: '', message: 'There is no event.' }]);
  const contracts: RecognizedContract[] = [];
  const faults: Fault[] = [];
  for (const [, own] of [...groups].toSorted(([a], [b]) => compareKeys(a, b))) {
    const recognized = run.value(own);
    if (recognized.ok) contracts.push(recognized.value);
    else faults.push(...recognized.error);
  }
  return faults.length > 0 ? fail(faults.slice(0, FAULTS_MAX)) : ok({ engineVersion: ENGINE_VERSION, contracts });
}

/** Of each contract that was combined into another one: that one. */
function wholeOf(events: readonly RevenueEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap(({ kind, contractKey, payload }) =>
      kind === 'CONTRACT_COMBINED' && payload !== null
        ? payload.members.map((member) => [member, contractKey] as const)
        : [],
    ),
  );
}

/** How one contract is recognised: by what it promises, or by its documents alone. */
function runnerOf(
  set: PolicySet,
  options: RecognizeOptions,
): Result<(events: readonly RevenueEvent[]) => Result<RecognizedContract, readonly Fault[]>, readonly Fault[]> {
  const on = options.on ?? options.through;
  if (set.preset === 'INVOICE_DRIVEN') {
    const ids = ledgerPolicies(set, on);
    return ids.ok ? ok((events) => recognizeDocuments(events, ids.value, options)) : ids;
  }
  const policies = enginePolicies(set, on);
  if (!policies.ok) return policies;
  return ok((events) => {
    const recognized = recognizeOne(events, policies.value, options);
    return recognized.ok ? recognized : fail([recognized.error]);
  });
}

function recognizeOne(
  events: readonly RevenueEvent[],
  policies: EnginePolicies,
  { knownAt = ALL_KNOWN, through, on, rateIds }: RecognizeOptions,
): Result<RecognizedContract, Fault> {
  const folded = fold(events, { knownAt, policies });
  if (!folded.ok) return fail(asFault(folded.error, events[0]?.contractKey ?? ''));
  const state = folded.value;
  const calendar = calendarOf(state);
  const schedule = scheduleOf(state, calendar);
  const { rows } = schedule;
  const byId = new Map(events.map((event) => [event.id, event]));
  const inOrder = state.eventIds.flatMap((id) => byId.get(id) ?? []);
  const derivations = withEvidence(schedule, inOrder, calendar);
  const drafts = draftsThrough(state, calendar, through);
  if (!drafts.ok) return drafts;
  const journals = explainJournals(state, drafts.value, calendar);
  const balancesOn = dayOf(on ?? through, calendar);
  const balances = balancesAt(state, balancesOn).map((balance) => netted(state, balance, balancesOn));
  const replay = {
    eventIds: state.eventIds,
    policyVersionIds: policies.versionIds,
    rateIds: rateIds?.get(state.contractKey) ?? [],
    engineVersion: ENGINE_VERSION,
  };
  return ok({
    contract: state.contractKey,
    customer: state.customer,
    entity: state.entity,
    currency: state.currency,
    transactionPriceMinor: transactionPriceMinor(state),
    schedule: rows,
    journals: journals.lines,
    modifications: state.modifications,
    balances: balances.map(({ balance, derivation }) => ({ ...balance, derivation: derivation.id })),
    balancesOn,
    derivations: [
      ...state.derivations,
      ...derivations,
      ...journals.derivations,
      ...balances.map(({ derivation }) => derivation),
    ],
    eventIds: state.eventIds,
    policyVersionIds: policies.versionIds,
    replayHash: replayHash({ ...replay, rows }),
  });
}

/** After its last month a contract moves no more, so a later day asks for the same journals. */
function draftsThrough(
  state: ContractState,
  calendar: readonly CalendarPeriod[],
  through: string | undefined,
): Result<readonly JournalDraft[], Fault> {
  const due = calendar.findLast(({ from }) => through === undefined || from <= through);
  if (due === undefined) return ok([]);
  const periods = calendar.map((period) => ({ ...period, status: 'OPEN' as const }));
  const drafts = postings(state, [], { periods, through: due.key });
  return drafts.ok ? drafts : fail(asFault(drafts.error, state.contractKey));
}

function dayOf(day: string | undefined, calendar: readonly CalendarPeriod[]): CivilDate {
  const last = calendar.at(-1);
  if (last === undefined) throw new Error('A contract has at least one month');
  return (day === undefined ? null : parseCivilDate(day)) ?? last.to;
}

function netted(state: ContractState, balance: Balance, on: CivilDate) {
  const { contract, billedMinor, recognizedMinor, refundMinor } = balance;
  const derivation = figure({
    id: `balance:${contract}@${on}`,
    op: 'NET',
    rule: 'billed less recognised less owed as a refund: above zero deferred, below zero unbilled',
    formula: `${billedMinor} - ${recognizedMinor} - ${refundMinor}`,
    inputs: [...causesOf(state, contract, on), ...state.policies.versionIds],
    exact: ratio(billedMinor - recognizedMinor - refundMinor),
    paragraph: 'IFRS 15.105-106; ASC 606-10-45-1 to 45-2',
  });
  return { balance, derivation };
}
