import { setImmediate } from 'node:timers/promises';
import { account, productsByObligation } from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { EngineError } from '#revrec/engine/engine-error.ts';
import { postings, reversals } from '#revrec/engine/posting.ts';
import type { KeptLine } from '#revrec/store/journals.ts';
import type { KnownOf } from '#revrec/store/known.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { JournalDraft } from '#schema/canonical/revenue.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { Products } from './batch.ts';
import { postedScope, postingScope } from './posting-scope.ts';

/** What is left to be journalled of a contract; `held` says why nothing can be said of one. */
export interface DueOfContract {
  readonly contractId: string;
  readonly journals: readonly JournalDraft[];
  readonly products: Products;
  readonly held: EngineError | null;
}

/** So many contracts are reckoned before others of the process have a turn. */
const AT_A_STRETCH = 20;

/** Reckons what no journal of these contracts has yet. */
export async function dueOf(
  { contracts, facts, taken }: KnownOf,
  window: PostingWindow,
): Promise<Result<readonly DueOfContract[], EngineError>> {
  const found: DueOfContract[] = [];
  for (const contract of contracts) {
    if (found.length % AT_A_STRETCH === 0) await setImmediate();
    const { contractId } = contract;
    const own = facts.get(contractId) ?? [];
    const products = productsByObligation(own);
    const state = account(own);
    if (!state.ok && state.error.kind !== 'NO_CONTRACT') {
      found.push({ contractId, journals: [], products, held: state.error });
      continue;
    }
    const posted = taken.get(contractId) ?? [];
    const journals = leftOf(contract, state.ok ? state.value : null, { posted, window });
    if (!journals.ok) return journals;
    found.push({ contractId, journals: journals.value, products, held: null });
  }
  return ok(found);
}

/** What is left to post of a contract; of one whose approval was withdrawn, what is left to take back. */
function leftOf(
  { legalEntity, currency }: RevenueContractRow,
  state: ContractState | null,
  { posted, window }: { readonly posted: readonly KeptLine[]; readonly window: PostingWindow },
): Result<readonly JournalDraft[], EngineError> {
  return state === null
    ? reversals(posted, postedScope(posted, window), { entity: legalEntity, currency })
    : postings(state, posted, postingScope(state, window));
}
