import {
  account,
  asConnectorError,
  productsByObligation,
  publicTreatment,
  transactionPriceMinor,
} from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { postings } from '#revrec/engine/posting.ts';
import { isPartOf } from '#revrec/engine/signed-ahead.ts';
import { retold } from '#revrec/facts/retold.ts';
import { contractBatch, journalOf, linesOf } from '#revrec/journals/batch.ts';
import { postingScope } from '#revrec/journals/posting-scope.ts';
import { effectOn } from '#revrec/names.ts';
import type { DraftedBatch, KeptLine } from '#revrec/store/journals.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { money, toMoneyWire } from '#schema/canonical/money.ts';
import type { PostingWindow, ProrationCheck, RevenueOutcome } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** A change of one contract: what is held of it, and what is new. */
export interface Change {
  readonly contract: RevenueContractRow;
  readonly held: readonly RevenueEvent[];
  readonly told: readonly RevenueEvent[];
  /** Lines that the ledger has or is about to get. */
  readonly taken: readonly KeptLine[];
  readonly operationId: string;
  /** Left out: nothing is posted with the change, so there are no drafts. */
  readonly window: PostingWindow | undefined;
}

export interface Reckoned {
  readonly state: ContractState;
  /** Those told that were not held yet. */
  readonly fresh: readonly RevenueEvent[];
  readonly drafts: readonly DraftedBatch[];
}

/** What a change comes to: figures with it, and the journals that bring the ledger there. Writes nothing. */
export function reckon({ contract, held, told, taken, operationId, window }: Change): Result<Reckoned, ConnectorError> {
  const fresh = retold(told, held).filter(
    ({ id, source }) => !held.some((one) => one.id === id && isSame(one, source)),
  );
  const state = account([...held, ...fresh]);
  if (!state.ok) return fail(asConnectorError(state.error));
  if (window === undefined) return ok({ state: state.value, fresh, drafts: [] });
  const due = postings(state.value, taken, postingScope(state.value, window));
  if (!due.ok) return fail(asConnectorError(due.error));
  const products = productsByObligation([...held, ...fresh]);
  const { contractId, number } = contract;
  const drafts = due.value.map(({ entity, currency, period, lines }) =>
    contractBatch(
      { entity, currency, period, lines: linesOf(contractId, lines, products) },
      { contractId, number, operationId },
    ),
  );
  return ok({ state: state.value, fresh, drafts });
}

function isSame({ source }: RevenueEvent, { payloadHash }: RevenueEvent['source']): boolean {
  return source.payloadHash === payloadHash;
}

/** What the command answers; `amendment` names the change of the deal, when it was one. */
export function outcomeOf(
  { state, drafts }: Reckoned,
  contract: RevenueContractRow,
  told: { readonly amendment: string; readonly prorationCheck: ProrationCheck | null },
): RevenueOutcome {
  const { id, version, currency } = contract;
  return {
    revenueContractId: id,
    version,
    treatment: treatmentOf(state, told.amendment),
    transactionPrice: toMoneyWire(money(transactionPriceMinor(state), currency)),
    prorationCheck: told.prorationCheck,
    journals: drafts.map(journalOf),
    effect: effectOn(id),
  };
}

/** How the amendment was treated, MIXED when in more than one way; null where nothing of revenue was changed by it. */
export function treatmentOf(state: ContractState, amendment: string): RevenueOutcome['treatment'] {
  const made = state.modifications.filter((modification) => isPartOf(modification.amendment, amendment));
  const [first = null, second] = new Set(made.flatMap(({ treatment }) => publicTreatment(treatment) ?? []));
  return second === undefined ? first : 'MIXED';
}
