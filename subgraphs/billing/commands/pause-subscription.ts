import type { BillingConnector } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type PauseSubscription,
  pauseSubscription as payload,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { noteChange } from './change-note.ts';
import { type CommandParts, causeOf, liveOfContract, oneAtATime } from './parts.ts';
import { subscriptionOutcome } from './start-term.ts';

type Kind = 'PAUSE' | 'RESUME';

/** `pauseSubscription`: what would be billed until it is resumed is voided as it comes. */
export const pauseSubscription = (parts: CommandParts) => pausing(parts, 'PAUSE');

/** `resumeSubscription`: the next interval is billed again; nothing is billed for the time between. */
export const resumeSubscription = (parts: CommandParts) => pausing(parts, 'RESUME');

function pausing(parts: CommandParts, kind: Kind) {
  return writeCommand(payload, (command, key) => ({
    send: (): Reply<SubscriptionOutcome> =>
      oneAtATime(parts, command.contractId, () => act(parts, command, { kind, key })),
    lookUp: async (): Reply<SubscriptionOutcome | null> => {
      const live = await liveOfContract(parts, command.contractId, causeOf(key));
      if (!live.ok) return live;
      const { connector, subscription } = live.value;
      const isDone = subscription.changeKey === key;
      return isDone ? subscriptionOutcome(parts, connector, subscription.externalId, key) : ok(null);
    },
  }));
}

async function act(
  parts: CommandParts,
  command: PauseSubscription,
  { kind, key }: { readonly kind: Kind; readonly key: string },
): Reply<SubscriptionOutcome> {
  const live = await liveOfContract(parts, command.contractId, causeOf(key));
  if (!live.ok) return live;
  const { connector, subscription } = live.value;
  const { externalId, customerExternalId } = subscription;
  if (subscription.changeKey === key) return subscriptionOutcome(parts, connector, externalId, key);
  const { contractId, effectiveOn, version } = command;
  if ((subscription.contractVersion ?? 0) >= version) return fail({ kind: 'VersionConflict', externalId });
  const refused = refusalOf(parts, command, { subscription, kind });
  if (refused !== null) return fail(refused);
  const { connection } = connector;
  await noteChange(parts, { key, kind, contractId, connection, effectiveOn, customerExternalId, subscription });
  const done = await send(connector, { kind, subscription, version }, key);
  return done.ok ? subscriptionOutcome(parts, connector, externalId, key) : done;
}

function send(
  connector: BillingConnector,
  { kind, ...act }: { readonly kind: Kind; readonly subscription: BillingSubscription; readonly version: number },
  key: string,
): Reply<null> {
  return kind === 'PAUSE' ? connector.pauseSubscription(act, key) : connector.resumeSubscription(act, key);
}

function refusalOf(
  { clock }: CommandParts,
  { effectiveOn }: PauseSubscription,
  { subscription: { status, externalId }, kind }: { readonly subscription: BillingSubscription; readonly kind: Kind },
): ConnectorError | null {
  const rejected = (code: string, detail: string) => ({ kind: 'Rejected', code, field: null, detail }) as const;
  // The vendor begins and ends a pause at once, never on a day to come.
  if (effectiveOn > clock.today()) return { kind: 'UnsupportedByVendor', capability: 'future-pause' };
  if (status === 'CANCELLED') return rejected('SUBSCRIPTION_ENDED', `${externalId} has ended`);
  if (kind === 'PAUSE' && status === 'PAUSED') return rejected('ALREADY_PAUSED', `${externalId} is paused`);
  if (kind === 'RESUME' && status !== 'PAUSED') return rejected('NOT_PAUSED', `${externalId} is ${status}`);
  return null;
}
