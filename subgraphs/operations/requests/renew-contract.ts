import type { Principal } from '#kit/identity/principal.ts';
import { planRenewal } from '#schema/canonical/amendment.ts';
import type { RenewSubscription } from '#schema/commands/billing.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { RenewContractInput } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import { anySaga, type SagaInput } from '../engine/saga.ts';
import { type RenewContractInput as RenewSagaInput, renewContract as saga } from '../sagas/renew-contract.ts';
import type { Answer } from './accepted.ts';
import { fieldOfAdded, productCodesOf, refusalsOf } from './amend-contract.ts';
import { changeContract } from './change-contract.ts';
import { readChanges } from './contract-changes.ts';
import { billedLines, type PlannedChange, plannedChange, productsOf } from './planned-change.ts';
import { previewChange } from './preview-amendment.ts';
import type { RequestParts } from './request.ts';

/** Carries a contract on for another term. `askedBy` is the deal that asks. */
export async function renewContract(
  parts: RequestParts,
  principal: Principal,
  input: RenewContractInput,
  askedBy?: string,
): Promise<Answer> {
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const read = await readChanges(participants, principal.entities, input.changes ?? [], 0);
  if ('refusals' in read) return { kind: 'REFUSED', refusals: read.refusals };
  return changeContract(parts, principal, input, {
    kind: 'RENEW_CONTRACT',
    act: 'RENEW',
    askedBy,
    saga: anySaga(saga),
    productCodes: productCodesOf(read.changes),
    fieldOf: fieldOfAdded(read.changes),
    plan: async (contract, catalogue) => {
      const planned = planRenewal(contract, read.changes, input.endsOn, catalogue);
      if ('refusals' in planned) return { refusals: refusalsOf(planned.refusals) };
      const { plan, startsOn } = planned;
      return plannedChange(contract, { ...plan, kind: 'RENEWAL', effectiveOn: startsOn, status: 'ACTIVE' }, catalogue);
    },
    sagaInput: async (common, { next, products }): Promise<SagaInput> => {
      const whole: RenewSagaInput = {
        ...common,
        endsOn: input.endsOn,
        nextLines: billedLines(next),
        products: productsOf(products),
      };
      return whole;
    },
    preview: previewRenewal,
    atStake: async () => null,
  });
}

function previewRenewal(participants: Participants, planned: PlannedChange, businessDate: string): Promise<Answer> {
  const { contract, next, effectiveOn } = planned;
  const renewal: RenewSubscription = {
    contractId: contract.contractId,
    legalEntity: contract.legalEntity,
    currency: contract.currency,
    startsOn: effectiveOn,
    endsOn: next.endsOn,
    version: next.version,
    lines: billedLines(next),
    ...(planned.frequency === null ? {} : { frequency: planned.frequency }),
  };
  const modification: Pick<ModifyContract, 'kind' | 'endsOn'> = { kind: 'RENEWAL', endsOn: next.endsOn };
  return previewChange(participants, planned, { name: 'previewRenewal', payload: renewal, modification }, businessDate);
}
