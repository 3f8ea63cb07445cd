import { z } from 'zod';
import type { AmendSubscription } from '#schema/commands/billing.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { Participants } from '../engine/ports.ts';
import type { Answer } from './accepted.ts';
import { billedLines, type PlannedChange, productsOf } from './planned-change.ts';
import { previewAnswer, previewBilling, previewWindow } from './preview.ts';
import { read } from './systems.ts';

/** What an amendment would do: billing's own proration, the ledger's accounts, the revenue engine's decision. */
export function previewAmendment(
  participants: Participants,
  planned: PlannedChange,
  businessDate: string,
): Promise<Answer> {
  const { contract, next, endsOn, frequency } = planned;
  const amendment: AmendSubscription = {
    contractId: contract.contractId,
    legalEntity: contract.legalEntity,
    currency: contract.currency,
    effectiveOn: planned.effectiveOn,
    version: next.version,
    lines: billedLines(next),
    ...(endsOn === null ? {} : { endsOn }),
    ...(frequency === null ? {} : { frequency }),
  };
  const modification = { kind: planned.kind, ...(endsOn === null ? {} : { endsOn }) };
  return previewChange(
    participants,
    planned,
    { name: 'previewAmendment', payload: amendment, modification },
    businessDate,
  );
}

/** What a change would bill, and what the books would make of it. */
export async function previewChange(
  participants: Participants,
  { contract, deltas, products, next, effectiveOn }: PlannedChange,
  billing: {
    readonly name: 'previewAmendment' | 'previewRenewal';
    readonly payload: unknown;
    readonly modification: Pick<ModifyContract, 'kind' | 'endsOn'>;
  },
  businessDate: string,
): Promise<Answer> {
  const billed = await previewBilling(participants, billing.name, billing.payload);
  if ('refusals' in billed) return { kind: 'REFUSED', refusals: billed.refusals };
  const modification: ModifyContract = {
    ...billing.modification,
    contractId: contract.contractId,
    operationId: 'preview',
    version: next.version,
    effectiveOn,
    deltas,
    products: productsOf(products),
    invoice: billed.invoice,
    window: await previewWindow(participants, contract.legalEntity, businessDate),
  };
  const revenue = await read(participants, 'REVREC', 'previewModification', modification, z.unknown());
  const facts = { legalEntity: contract.legalEntity, contractId: contract.contractId, invoice: billed.invoice };
  return previewAnswer(participants, facts, revenue);
}
