import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type EndedTerms, type EndPlannedTerms, endPlannedTerms as payload } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, effectOf, liveSubscription, oneAtATime } from './parts.ts';
import { plannedTerms } from './planned-terms.ts';

/** `endPlannedTerms`: no term that was planned for the contract begins any more. */
export const endPlannedTerms = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<EndedTerms> => oneAtATime(parts, command.contractId, () => end(parts, command, key)),
    // What is planned is looked for before it is ended, so what was done needs no other proof than sending again.
    lookUp: async (): Reply<EndedTerms | null> => ok(null),
  }));

async function end(parts: CommandParts, { contractId }: EndPlannedTerms, key: string): Reply<EndedTerms> {
  const planned = await plannedTerms(parts, contractId, causeOf(key));
  if (!planned.ok) return planned;
  const externalIds: string[] = [];
  let effect: EndedTerms['effect'] = null;
  for (const { connector, subscription } of planned.value) {
    const { externalId } = subscription;
    const ended = await connector.cancelSubscription(externalId, `${key}:${externalId}`);
    if (!ended.ok) return ended;
    const after = await liveSubscription(parts, connector, externalId, causeOf(key));
    if (!after.ok) return fail({ kind: 'OutcomeUnknown', key });
    externalIds.push(externalId);
    effect ??= effectOf(connector, 'subscription', externalId);
  }
  return ok({ externalIds, effect });
}
