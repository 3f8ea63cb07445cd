import { z } from 'zod';
import type { Principal } from '#kit/identity/principal.ts';
import { planCancellation } from '#schema/canonical/amendment.ts';
import { addDays, civilDate, parseCivilDate } from '#schema/canonical/calendar.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import {
  type ContractBillingFacts,
  type Credit,
  contractBillingFacts,
  credit,
  type PaymentFacts,
} from '#schema/commands/billing.ts';
import type { ContractFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { CancelContractInput } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import { anySaga, type SagaInput } from '../engine/saga.ts';
import { type CancelContractInput as CancelSagaInput, cancelContract as saga } from '../sagas/cancel-contract.ts';
import type { Answer } from './accepted.ts';
import { changeContract, type Planned } from './change-contract.ts';
import { type PlannedChange, plannedChange } from './planned-change.ts';
import { previewCredits } from './preview-credits.ts';
import { refuse } from './refusal.ts';
import type { RequestParts } from './request.ts';
import { read } from './systems.ts';

/** Ends a contract, with or without giving something back. */
export function cancelContract(parts: RequestParts, principal: Principal, input: CancelContractInput): Promise<Answer> {
  const refund = input.refund ?? 'NONE';
  return changeContract(parts, principal, input, {
    kind: 'CANCEL_CONTRACT',
    act: 'CANCEL',
    saga: anySaga(saga),
    productCodes: [],
    plan: async (contract, catalogue) => plan(contract, input.effectiveOn, parts.clock.today(), catalogue),
    sagaInput: async (common, _planned, participants): Promise<SagaInput> => {
      const whole: CancelSagaInput = { ...common, refund, payments: await paymentsOf(participants, input.contractId) };
      return whole;
    },
    preview: async (participants, planned, today) => {
      const credits = await creditsOf(participants, planned, refund);
      return previewCredits(participants, { ...planned, credits, businessDate: today, ends: true });
    },
    atStake: async (participants, planned) => sumOf(await creditsOf(participants, planned, refund)),
  });
}

function plan(
  contract: ContractFacts,
  effectiveOn: string,
  today: string,
  catalogue: ReadonlyMap<string, ProductFacts>,
): Planned {
  const day = parseCivilDate(effectiveOn);
  const after = addDays(civilDate(contract.endsOn), 1);
  if (day === null || day < civilDate(contract.startsOn) || day > after) {
    const message = `effectiveOn must lie between ${contract.startsOn} and ${after}, the day after the term.`;
    return { refusals: refuse('DATE_OUT_OF_TERM', ['effectiveOn'], message) };
  }
  if (day > today && day !== after) {
    const message = `Cancel as of today, ${today}, or as of ${after}, the day after the term.`;
    return { refusals: refuse('UNSUPPORTED_BY_VENDOR', ['effectiveOn'], message) };
  }
  const deltas = planCancellation(contract, effectiveOn);
  const endsOn = day === after ? null : addDays(day, -1);
  return plannedChange(
    contract,
    { kind: 'CANCELLATION', effectiveOn, deltas, endsOn, status: 'CANCELLED', frequency: null },
    catalogue,
  );
}

/** What billing would credit, asked of billing itself. */
function creditsOf(
  participants: Participants,
  { contract, next, effectiveOn }: PlannedChange,
  refund: 'NONE' | 'PRORATED' | 'FULL',
): Promise<readonly Credit[]> {
  const { contractId, legalEntity } = contract;
  const payload = { contractId, legalEntity, effectiveOn, refund, version: next.version };
  return read(participants, 'BILLING', 'previewCancellation', payload, z.array(credit));
}

async function paymentsOf(participants: Participants, contractId: string): Promise<readonly PaymentFacts[]> {
  const facts: ContractBillingFacts | null = await read(
    participants,
    'BILLING',
    'readContractBilling',
    { contractId },
    contractBillingFacts.nullable(),
  );
  return (facts?.invoices ?? []).flatMap(({ payments }) => payments).filter(({ status }) => HOLDS_MONEY.has(status));
}

const HOLDS_MONEY: ReadonlySet<string> = new Set(['SUCCEEDED', 'PARTIALLY_REFUNDED']);

function sumOf(credits: readonly Credit[]): MoneyWire | null {
  const [first] = credits;
  if (first === undefined) return null;
  return { ...first.amount, minor: String(credits.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n)) };
}
