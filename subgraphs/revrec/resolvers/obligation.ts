import type { ContractState, Obligation } from '#revrec/engine/contract-state.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { causeOn, reasonOf, waitOf } from '#revrec/view/delay.ts';
import { publicMinor, publicMoney } from '#revrec/view/money.ts';
import { viewObligation } from '#revrec/view/obligation.ts';
import { LATEST, type RevrecContext, stateAt, visible } from './context.ts';

/** The graph's `PerformanceObligation`, as of today. */
export function publicObligation(
  state: ContractState,
  obligation: Obligation,
  { contractId, products }: RevenueContractRow,
  { clock }: RevrecContext,
) {
  const wait = waitOf(obligation);
  const view = viewObligation(state, obligation, { products, today: clock.today() });
  return {
    ...view,
    __typename: 'PerformanceObligation' as const,
    product: view.productId === null ? null : { __typename: 'Product', id: view.productId },
    standaloneSellingPrice: publicMoney(view.standaloneSellingPrice),
    allocated: publicMoney(view.allocated),
    recognized: publicMoney(view.recognized),
    delay:
      wait === null || wait.since > clock.today()
        ? null
        : {
            cause: causeOn(wait, clock.today()),
            reason: reasonOf(causeOn(wait, clock.today()), wait.since, view.name),
            since: wait.since,
            amount: publicMinor(wait.waitingMinor, state.currency),
            contract: { __typename: 'Contract', id: contractId },
          },
  };
}

export async function obligationReference({ id }: { readonly id: string }, context: RevrecContext) {
  const place = await context.loaders.obligation.load(id);
  if (place === null) return null;
  const row = visible(await context.loaders.contract.load(place.contractId), context);
  if (row === null) return null;
  const state = await stateAt(row, LATEST, context);
  if (state === null) return null;
  const found = obligationsOf(state).find(({ obligation }) => obligation.key === place.key);
  return found === undefined ? null : publicObligation(state, found.obligation, row, context);
}
