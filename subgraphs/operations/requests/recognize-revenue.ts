import type { Principal } from '#kit/identity/principal.ts';
import { monthOf, parseCivilDate } from '#schema/canonical/calendar.ts';
import type { RecognizeRevenueInput } from '#schema/generated/operations.ts';
import { anySaga } from '../engine/saga.ts';
import { journalLinesMax } from '../policies/postgres-policies.ts';
import { type RecognizeRevenueInput as SagaInput, recognizeRevenue as saga } from '../sagas/recognize-revenue.ts';
import type { Answer } from './accepted.ts';
import { accept, answerOfKey } from './postgres-accept.ts';
import { refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';
import { readLegalEntity } from './systems.ts';

/** Starts the recognition run of a month for one entity. Runs of one entity stand in one line. */
export async function recognizeRevenue(
  parts: RequestParts,
  principal: Principal,
  input: RecognizeRevenueInput,
): Promise<Answer> {
  const key = requestKey(principal, 'RECOGNIZE_REVENUE', input);
  const unreadable = refuseInput(input);
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;
  const refusals = refuseThrough(input.through, parts.clock.today());
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const entity = await readLegalEntity(participants, input.legalEntityId);
  if (entity === null || !principal.entities.includes(entity.code)) {
    const message = `There is no legal entity ${input.legalEntityId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['legalEntityId'], message) };
  }
  const operationId = parts.ids.next('op');
  const linesMax = await journalLinesMax(parts.dataSource.manager, entity.code, parts.clock.now());
  const sagaInput: SagaInput = {
    operationId,
    legalEntity: entity.code,
    through: input.through,
    ...(linesMax === null ? {} : { journalLinesMax: linesMax }),
  };
  return accept(
    parts,
    {
      ...key,
      operationId,
      input,
      correlationId: principal.correlationId,
      customerId: null,
      contractId: null,
      legalEntity: entity.code,
      line: `recognition:${entity.code}`,
      saga: anySaga(saga),
      sagaInput,
    },
    async () => null,
  );
}

function refuseThrough(through: string, today: string) {
  const date = parseCivilDate(through);
  if (date === null || monthOf(date).to !== date) {
    return refuse('INVALID_INPUT', ['through'], 'through must be the last day of a month.');
  }
  const current = parseCivilDate(today);
  if (current === null || date <= monthOf(current).to) return [];
  return refuse('INVALID_INPUT', ['through'], `through must not lie after the current month; today is ${today}.`);
}
