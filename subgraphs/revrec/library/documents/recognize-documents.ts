import { ALL_KNOWN } from '#revrec/accounting.ts';
import { ENGINE_VERSION, figure } from '#revrec/engine/derivation.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { type LedgerEntry, ledgerEntries, ledgerState } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerRole } from '#revrec/engine/invoice-driven/ledger-role.ts';
import { type LedgerTerms, movementsOn } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { balancesOf } from '#revrec/engine/invoice-driven/movement.ts';
import { replayHash } from '#revrec/engine/replay-hash.ts';
import { type CivilDate, civilDate, monthKey, monthOf, parseCivilDate } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { asFault, type Fault } from '../fault.ts';
import type { RecognizedContract, RecognizeOptions } from '../recognize.ts';
import { type ContractDocuments, documentsOf } from './document-events.ts';
import { documentJournals } from './document-journals.ts';
import { documentRows } from './document-rows.ts';

/** Roles that what was earned is made of: revenue and what was taken back of it. */
const NET_REVENUE: readonly LedgerRole[] = ['REVENUE', 'REFUNDS_CONTRA', 'CREDIT_NOTES_CONTRA', 'VOIDS_CONTRA'];

/**
 * Revenue of one contract by its documents alone: each line of an invoice is its own obligation, earned by its product's
 * method over the days that it is charged for. For a migration and for comparison with a billing-led ledger (model
 * section 9, right column).
 */
export function recognizeDocuments(
  events: readonly RevenueEvent[],
  policyIds: readonly string[],
  { knownAt = ALL_KNOWN, through, on, rateIds }: RecognizeOptions,
): Result<RecognizedContract, readonly Fault[]> {
  const read = documentsOf(events, knownAt);
  if (!read.ok) return read;
  const documents = read.value;
  const { contract, customer, entity, currency } = documents;
  const terms = termsOf(documents);
  const entries = ledgerEntries(documents.events, terms);
  if (!entries.ok) return fail([asFault(entries.error, contract)]);
  const state = ledgerState(documents.events, terms);
  if (!state.ok) return fail([asFault(state.error, contract)]);
  const scheduled = documentRows(entries.value, state.value, { documents, policyIds });
  if (!scheduled.ok) return fail([asFault(scheduled.error, contract)]);
  const { rows } = scheduled.value;
  const due = entries.value.filter(({ month }) => through === undefined || month <= through.slice(0, 7));
  const journals = documentJournals(due, { documents, policyIds });
  const balancesOn = dayOf(on ?? through, entries.value, documents);
  const netted = balanceOn(balancesOn, { documents, terms, policyIds });
  if (!netted.ok) return fail([asFault(netted.error, contract)]);
  const eventIds = documents.told.map(({ id }) => id);
  const replay = { eventIds, policyVersionIds: policyIds, rateIds: rateIds?.get(contract) ?? [] };
  return ok({
    contract,
    customer,
    entity,
    currency,
    transactionPriceMinor: rows.reduce((all, { amountMinor }) => all + amountMinor, 0n),
    schedule: rows,
    journals: journals.lines,
    modifications: [],
    balances: [netted.value.balance],
    balancesOn,
    derivations: [...scheduled.value.derivations, ...journals.derivations, netted.value.derivation],
    eventIds,
    policyVersionIds: policyIds,
    replayHash: replayHash({ ...replay, engineVersion: ENGINE_VERSION, rows }),
    parity: true,
  });
}

/** A contract's documents are in its own currency, and nothing of it is metered here. */
function termsOf({ currency }: ContractDocuments): LedgerTerms {
  return {
    functionalCurrency: currency,
    rates: [],
    measure: 'DAILY',
    meter: null,
    monthEndRemeasurement: false,
    aheadOfBilling: 'UNBILLED_AR',
  };
}

function dayOf(day: string | undefined, entries: readonly LedgerEntry[], { signedOn }: ContractDocuments): CivilDate {
  const last = entries.at(-1)?.month ?? monthKey(civilDate(signedOn));
  return (day === undefined ? null : parseCivilDate(day)) ?? monthOf(civilDate(`${last}-01`)).to;
}

interface Balancing {
  readonly documents: ContractDocuments;
  readonly terms: LedgerTerms;
  readonly policyIds: readonly string[];
}

/** What is billed less what is earned, over all documents: above zero deferred, below zero unbilled. */
function balanceOn(on: CivilDate, { documents, terms, policyIds }: Balancing) {
  const { contract, events } = documents;
  const known = events.filter(({ at }) => at <= on);
  const state = ledgerState(known, terms);
  if (!state.ok) return state;
  const movements = movementsOn(state.value, on, terms);
  if (!movements.ok) return movements;
  const balances = balancesOf(movements.value);
  const credit = (role: LedgerRole) => -(balances.get(role) ?? 0n);
  const recognizedMinor = NET_REVENUE.reduce((all, role) => all + credit(role), 0n);
  const net = credit('DEFERRED_REVENUE');
  const billedMinor = recognizedMinor + net;
  const derivation: Derivation = figure({
    id: `balance:${contract}@${on}`,
    op: 'NET',
    rule: 'billed less recognised: above zero deferred, below zero unbilled',
    formula: `${billedMinor} - ${recognizedMinor}`,
    inputs: [...known.map(({ id }) => id), ...policyIds],
    exact: ratio(net),
  });
  const balance = {
    contract,
    contractedMinor: billedMinor,
    billedMinor,
    taxMinor: credit('TAX_LIABILITY'),
    recognizedMinor,
    refundMinor: 0n,
    deferredMinor: net > 0n ? net : 0n,
    unbilledMinor: net < 0n ? -net : 0n,
    derivation: derivation.id,
  };
  return ok({ balance, derivation });
}
