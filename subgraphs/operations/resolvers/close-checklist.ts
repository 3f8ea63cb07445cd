import { GraphQLError } from 'graphql';
import { monthOf, parseCivilDate } from '#schema/canonical/calendar.ts';
import { adjustments as adjustmentsAnswer } from '#schema/commands/erp.ts';
import { dueCounts } from '#schema/commands/revrec.ts';
import type { OperationsContext } from '../context.ts';
import { closeWorkOf } from '../exceptions/postgres-close.ts';
import { moneyOf } from '../requests/preview.ts';
import { read, readLegalEntity } from '../requests/systems.ts';
import { explainSilence } from './silence.ts';

interface Asked {
  readonly legalEntityId: string;
  /** Last day of the month. */
  readonly through: string;
}

/** Whether a month can be closed, and what keeps it open. Null where the asker may not see the entity. */
export async function closeChecklist(_root: unknown, asked: Asked, context: OperationsContext) {
  const day = parseCivilDate(asked.through);
  if (day === null || monthOf(day).to !== day) {
    const message = 'through must be the last day of a month.';
    throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return checklistOf(asked, monthOf(day).from, context).catch(explainSilence);
}

async function checklistOf({ legalEntityId, through }: Asked, startsOn: string, context: OperationsContext) {
  const { parts, principal } = context;
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const entity = await readLegalEntity(participants, legalEntityId);
  if (entity === null || !principal.entities.includes(entity.code)) return null;
  const { code: legalEntity } = entity;
  const asked = { legalEntity, through: through.slice(0, 'YYYY-MM'.length) };
  const due = await read(participants, 'REVREC', 'readDueCounts', asked, dueCounts);
  const month = { legalEntity, startsOn, endsOn: through };
  const byHand = await read(
    participants,
    'ERP',
    'readAdjustments',
    { legalEntity, period: asked.through },
    adjustmentsAnswer,
  );
  const work = await closeWorkOf(parts.dataSource.manager, month);
  return {
    ...work,
    legalEntity: { __typename: 'LegalEntity', id: legalEntityId },
    startsOn,
    endsOn: through,
    ready: [work.exceptionCount, work.operationCount, due.journals, due.contracts, byHand.unexplained].every(
      (count) => count === 0,
    ),
    impact: work.impact.map(moneyOf),
    journalsDue: due.journals,
    contractsDue: due.contracts,
    adjustmentCount: byHand.count,
    adjustments: byHand.journals.map(({ amount, ...journal }) => ({ ...journal, amount: moneyOf(amount) })),
  };
}
