import { z } from 'zod';
import type { Principal } from '#kit/identity/principal.ts';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import { parseRatio } from '#schema/canonical/ratio.ts';
import type { RecordMilestoneInput } from '#schema/generated/operations.ts';
import { anySaga } from '../engine/saga.ts';
import { type RecordMilestoneInput as SagaInput, recordMilestone as saga } from '../sagas/record-milestone.ts';
import type { Answer } from './accepted.ts';
import { accept, answerOfKey, lineOfDocument } from './postgres-accept.ts';
import { previewAnswer, previewWindow } from './preview.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';
import { read, readContract } from './systems.ts';

const EVIDENCE_LENGTH_MAX = 1000;

/** Takes up evidence that an obligation is met. */
export async function recordMilestone(
  parts: RequestParts,
  principal: Principal,
  input: RecordMilestoneInput,
): Promise<Answer> {
  const key = requestKey(principal, 'RECORD_MILESTONE', input);
  const today = parts.clock.today();
  const unreadable = [...refuseInput(input), ...refuseMilestone(input, today)];
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = input.dryRun === true ? null : await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const contract = await readContract(participants, input.contractId);
  if (contract === null || !principal.entities.includes(contract.legalEntity)) {
    const message = `There is no contract ${input.contractId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['contractId'], message) };
  }
  const { obligation, completedOn, evidence } = input;
  const milestone = { obligation, completedOn, evidence, percentComplete: input.percentComplete ?? null };
  const { contractId, legalEntity, customer } = contract;
  if (input.dryRun === true) {
    const window = await previewWindow(participants, legalEntity, today);
    const payload = { contractId, operationId: 'preview', ...milestone, window };
    const revenue = await read(participants, 'REVREC', 'previewMilestone', payload, z.unknown());
    return previewAnswer(participants, { legalEntity, contractId, invoice: null }, revenue);
  }
  const operationId = parts.ids.next('op');
  const sagaInput: SagaInput = { operationId, contractId, legalEntity, businessDate: today, milestone };
  return accept(
    parts,
    {
      ...key,
      operationId,
      input,
      correlationId: principal.correlationId,
      customerId: customer.customerId,
      contractId,
      legalEntity,
      line: await lineOfDocument(parts.dataSource.manager, contractId, customer.customerId),
      saga: anySaga(saga),
      sagaInput,
    },
    async () => null,
  );
}

function refuseMilestone(input: RecordMilestoneInput, today: string): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const day = parseCivilDate(input.completedOn);
  if (day === null || input.completedOn > today) {
    const message = `completedOn must be a day up to today, ${today}: what is not done is no evidence.`;
    refusals.push(...refuse('INVALID_INPUT', ['completedOn'], message));
  }
  if (input.evidence.trim() === '' || input.evidence.length > EVIDENCE_LENGTH_MAX) {
    const message = `Name the evidence in 1 to ${EVIDENCE_LENGTH_MAX} characters.`;
    refusals.push(...refuse('INVALID_INPUT', ['evidence'], message));
  }
  const percent = input.percentComplete ?? null;
  const share = percent === null ? null : parseRatio(percent);
  if (percent !== null && (share === null || share.n < 0n || share.n > 100n * share.d)) {
    refusals.push(...refuse('INVALID_INPUT', ['percentComplete'], 'percentComplete must lie between 0 and 100.'));
  }
  return refusals;
}
