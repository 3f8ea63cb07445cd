import { z } from 'zod';
import type { AmendSubscription } from '#schema/commands/billing.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { AmendContractInput } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import type { Answer } from './accepted.ts';
import { billedLines, type PlannedAmendment, productsOf } from './planned-amendment.ts';
import { previewAnswer, previewBilling, previewWindow } from './preview.ts';
import { read } from './systems.ts';

/** What an amendment would do: billing's own proration, the ledger's accounts, the revenue engine's decision. */
export async function previewAmendment(
  participants: Participants,
  { contract, plan, products, next }: PlannedAmendment,
  input: AmendContractInput,
  businessDate: string,
): Promise<Answer> {
  const amendment: AmendSubscription = {
    contractId: contract.contractId,
    legalEntity: contract.legalEntity,
    currency: contract.currency,
    effectiveOn: input.effectiveOn,
    version: next.version,
    lines: billedLines(next),
  };
  const billed = await previewBilling(participants, 'previewAmendment', amendment);
  if ('refusals' in billed) return { kind: 'REFUSED', refusals: billed.refusals };
  const modification: ModifyContract = {
    contractId: contract.contractId,
    operationId: 'preview',
    version: next.version,
    effectiveOn: input.effectiveOn,
    deltas: plan.deltas,
    products: productsOf(products),
    invoice: billed.invoice,
    window: await previewWindow(participants, contract.legalEntity, businessDate),
  };
  const revenue = await read(participants, 'REVREC', 'previewModification', modification, z.unknown());
  const facts = { legalEntity: contract.legalEntity, contractId: contract.contractId, invoice: billed.invoice };
  return previewAnswer(participants, facts, revenue);
}
