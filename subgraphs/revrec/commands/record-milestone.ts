import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import { account, asConnectorError } from '#revrec/accounting.ts';
import { type Obligation, openSegment } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { evidenceGiven } from '#revrec/facts/evidence-given.ts';
import { obligationId } from '#revrec/names.ts';
import { recordMilestone as payload, type RecordMilestone } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { changing, type PlannedChange, previewing } from './change-contract.ts';
import { type CommandParts, rejected } from './parts.ts';

/** `recordMilestone`: evidence that an obligation is met, wholly or to a percentage. */
export const recordMilestone = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => changing(parts, key, planOf(command)));

/** `previewMilestone`: what the evidence would earn. Writes nothing. */
export const previewMilestone = (parts: CommandParts) =>
  readCommand(payload, (command) => previewing(parts, planOf(command)));

function planOf(command: RecordMilestone): PlannedChange {
  const { contractId, operationId, window } = command;
  return {
    contractId,
    operationId,
    window,
    tell: ({ contract, held, recordedAt }) => {
      const obligation = find(command, held);
      if (!obligation.ok) return obligation;
      return ok([evidenceGiven(command, obligation.value.key, { ...contract, recordedAt })]);
    },
  };
}

/** By its id, or by its product's code where one obligation of it is earned by evidence. */
function find(
  { obligation: wanted, percentComplete }: RecordMilestone,
  held: readonly RevenueEvent[],
): Result<Obligation, ConnectorError> {
  const state = account(held);
  if (!state.ok) return fail(asConnectorError(state.error));
  const all = obligationsOf(state.value).map(({ obligation }) => obligation);
  const named = all.filter(({ key, product }) => obligationId(key) === wanted || product === wanted);
  const open = named.filter(isByEvidence);
  const [found, other] = open;
  if (found === undefined) {
    return named.length === 0
      ? rejected('NOT_FOUND', 'obligation', `The contract has no obligation ${wanted}.`)
      : rejected(
          'HELD',
          'obligation',
          `${wanted} is not earned by evidence; its days or its bills say what is earned.`,
        );
  }
  if (other !== undefined) {
    const ids = open.map(({ key }) => obligationId(key)).join(', ');
    return rejected('AMBIGUOUS', 'obligation', `${wanted} stands for several obligations; name one of ${ids}.`);
  }
  if (percentComplete !== null && openSegment(found).plan.measure === 'POINT') {
    return rejected('HELD', 'percentComplete', `${wanted} is met wholly or not at all; record it when it is met.`);
  }
  return ok(found);
}

/** Met by evidence, also when all of it is given already: an equal or later one is for the engine to judge. */
function isByEvidence(obligation: Obligation): boolean {
  const { plan, untilOn } = openSegment(obligation);
  if (untilOn !== null) return false;
  return plan.measure === 'MILESTONE' || (plan.measure === 'POINT' && obligation.trigger !== 'START');
}
