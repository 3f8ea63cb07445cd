import type { Principal } from '#kit/identity/principal.ts';
import { type ContractChange, planAmendment } from '#schema/canonical/amendment.ts';
import type { ContractFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { AmendContractInput } from '#schema/generated/operations.ts';
import { anySaga, type SagaInput } from '../engine/saga.ts';
import { type AmendContractInput as AmendSagaInput, amendContract as saga } from '../sagas/amend-contract.ts';
import type { Answer } from './accepted.ts';
import { changeContract, type Planned } from './change-contract.ts';
import { readChanges } from './contract-changes.ts';
import { billedLines, plannedChange, productsOf } from './planned-change.ts';
import { previewAmendment } from './preview-amendment.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { RequestParts } from './request.ts';

/** Changes a signed contract: quantities, products, prices, term, billing frequency. `askedBy` is the deal that asks. */
export async function amendContract(
  parts: RequestParts,
  principal: Principal,
  input: AmendContractInput,
  askedBy?: string,
): Promise<Answer> {
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const read = await readChanges(participants, principal.entities, input.changes, 1);
  if ('refusals' in read) return { kind: 'REFUSED', refusals: read.refusals };
  return changeContract(parts, principal, input, {
    kind: 'AMEND_CONTRACT',
    act: 'AMEND',
    askedBy,
    saga: anySaga(saga),
    productCodes: productCodesOf(read.changes),
    fieldOf: fieldOfAdded(read.changes),
    plan: async (contract, catalogue) =>
      plan(contract, read.changes, input.effectiveOn, parts.clock.today(), catalogue),
    sagaInput: async (common, { next, products }): Promise<SagaInput> => {
      const whole: AmendSagaInput = { ...common, nextLines: billedLines(next), products: productsOf(products) };
      return whole;
    },
    preview: previewAmendment,
    atStake: async () => null,
  });
}

/** Where a product stands that these changes add. */
export function fieldOfAdded(changes: readonly ContractChange[]) {
  return (productCode: string): readonly string[] => {
    const index = changes.findIndex((change) => change.kind === 'ADD_PRODUCT' && change.productCode === productCode);
    return index < 0 ? ['changes'] : ['changes', String(index), 'addProduct', 'productCode'];
  };
}

/** Products that these changes name. */
export function productCodesOf(changes: readonly ContractChange[]): readonly string[] {
  return changes.flatMap((change) => ('productCode' in change ? [change.productCode] : []));
}

function plan(
  contract: ContractFacts,
  changes: readonly ContractChange[],
  effectiveOn: string,
  today: string,
  catalogue: ReadonlyMap<string, ProductFacts>,
): Planned {
  const late = refuseDate(contract, effectiveOn, today);
  const planned = planAmendment(contract, changes, effectiveOn, catalogue);
  if ('refusals' in planned) return { refusals: [...late, ...refusalsOf(planned.refusals)] };
  if (late.length > 0) return { refusals: late };
  return plannedChange(contract, { ...planned.plan, effectiveOn, status: null }, catalogue);
}

/** The planner's refusals with their place in the input. */
export function refusalsOf(refusals: readonly (Refusal & { readonly change: number | null })[]): readonly Refusal[] {
  return refusals.map(({ code, change, field, message }) => ({
    code,
    field: change === null ? field : ['changes', String(change), ...field],
    message,
  }));
}

/** A day after the term is refused as such, not as one that is still to come. */
function refuseDate({ endsOn }: ContractFacts, effectiveOn: string, today: string): readonly Refusal[] {
  if (effectiveOn <= today || effectiveOn > endsOn) return [];
  const message = `Changes ahead of time are not supported yet: send it on ${effectiveOn}; today is ${today}.`;
  return refuse('UNSUPPORTED_BY_VENDOR', ['effectiveOn'], message);
}
