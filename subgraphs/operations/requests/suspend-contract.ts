import type { Principal } from '#kit/identity/principal.ts';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import type { ContractFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { ResumeContractInput, SuspendContractInput } from '#schema/generated/operations.ts';
import { anySaga } from '../engine/saga.ts';
import { resumeContract as resumption, suspendContract as suspension } from '../sagas/suspend-contract.ts';
import type { Answer } from './accepted.ts';
import { type ChangeOfContract, changeContract, type Planned } from './change-contract.ts';
import { plannedChange } from './planned-change.ts';
import { refuse } from './refusal.ts';
import type { RequestParts } from './request.ts';

/** Stops service and collection of a contract. */
export function suspendContract(
  parts: RequestParts,
  principal: Principal,
  input: SuspendContractInput,
): Promise<Answer> {
  const what = pause(parts, input.effectiveOn, 'SUSPENDED');
  return changeContract(parts, principal, input, {
    ...what,
    kind: 'SUSPEND_CONTRACT',
    act: 'SUSPEND',
    saga: anySaga(suspension),
  });
}

/** Has a suspended contract go on. */
export function resumeContract(parts: RequestParts, principal: Principal, input: ResumeContractInput): Promise<Answer> {
  const what = pause(parts, input.effectiveOn, 'ACTIVE');
  return changeContract(parts, principal, input, {
    ...what,
    kind: 'RESUME_CONTRACT',
    act: 'RESUME',
    saga: anySaga(resumption),
  });
}

function pause(
  parts: RequestParts,
  effectiveOn: string,
  status: 'SUSPENDED' | 'ACTIVE',
): Omit<ChangeOfContract, 'kind' | 'act' | 'saga'> {
  return {
    productCodes: [],
    plan: async (contract, catalogue) => plan(contract, effectiveOn, parts.clock.today(), status, catalogue),
    sagaInput: async (common) => common,
    preview: null,
    atStake: async () => null,
  };
}

function plan(
  contract: ContractFacts,
  effectiveOn: string,
  today: string,
  status: 'SUSPENDED' | 'ACTIVE',
  catalogue: ReadonlyMap<string, ProductFacts>,
): Planned {
  const day = parseCivilDate(effectiveOn);
  if (day === null || effectiveOn < contract.startsOn || effectiveOn > contract.endsOn) {
    const message = `effectiveOn must lie in the contract's term, ${contract.startsOn} to ${contract.endsOn}.`;
    return { refusals: refuse('DATE_OUT_OF_TERM', ['effectiveOn'], message) };
  }
  if (effectiveOn > today) {
    const message = `Changes ahead of time are not supported yet: send it on ${effectiveOn}; today is ${today}.`;
    return { refusals: refuse('UNSUPPORTED_BY_VENDOR', ['effectiveOn'], message) };
  }
  const kind = status === 'SUSPENDED' ? 'SUSPENSION' : 'RESUMPTION';
  return plannedChange(contract, { kind, effectiveOn, deltas: [], endsOn: null, status, frequency: null }, catalogue);
}
