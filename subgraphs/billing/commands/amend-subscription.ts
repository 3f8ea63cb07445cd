import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { BillingConnector, PricedLines } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type AmendSubscription,
  type InvoiceFacts,
  amendSubscription as payload,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { refusalOf } from './amendment-refusal.ts';
import { changesFrequency, previewSwitch, switchFrequency } from './change-frequency.ts';
import { noteChange } from './change-note.ts';
import { invoiceFactsOf } from './invoice-facts.ts';
import { onlyUnbilled } from './one-time-charges.ts';
import { type CommandParts, causeOf, liveOfContract, oneAtATime } from './parts.ts';
import { standingRhythm } from './rhythm.ts';
import { subscriptionOutcome } from './start-term.ts';

/** `amendSubscription`: from `effectiveOn` on the subscription bills exactly the lines; the difference is billed at once. */
export const amendSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<SubscriptionOutcome> => oneAtATime(parts, command.contractId, () => amend(parts, command, key)),
    lookUp: async (): Reply<SubscriptionOutcome | null> => {
      const live = await liveOfContract(parts, command.contractId, causeOf(key));
      if (!live.ok) return live;
      const { connector, subscription } = live.value;
      // A switch looks for each of its parts before it does it, so it is sent again.
      const isSwitch = changesFrequency(command, subscription) || subscription.startKey === key;
      const isDone = subscription.changeKey === key && !isSwitch;
      return isDone ? subscriptionOutcome(parts, connector, subscription.externalId, key) : ok(null);
    },
  }));

/** `previewAmendment`: the invoice that the amendment would bring, with its figures; null when it costs nothing. */
export const previewAmendment = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<InvoiceFacts | null> => {
    const live = await liveOfContract(parts, command.contractId, { operationId: null, causationId: null });
    if (!live.ok) return live;
    const { connector, subscription } = live.value;
    const refused = refusalOf(subscription, command);
    if (refused !== null) return fail(refused);
    return changesFrequency(command, subscription)
      ? previewSwitch(parts, connector, { subscription, command })
      : previewChange(parts, connector, { subscription, command });
  });

async function previewChange(
  parts: CommandParts,
  connector: BillingConnector,
  { subscription, command }: { readonly subscription: BillingSubscription; readonly command: AmendSubscription },
): Reply<InvoiceFacts | null> {
  const rhythm = standingRhythm(subscription);
  if (rhythm === null) return fail({ kind: 'UnsupportedByVendor', capability: 'amend-one-time' });
  const lines = await onlyUnbilled(connector, subscription, command);
  if (!lines.ok) return lines;
  const { currency, effectiveOn, endsOn } = command;
  const change = { subscription, currency, rhythm, lines: lines.value, effectiveOn, endsOn };
  const invoice = await connector.previewAmendment(change);
  if (!invoice.ok || invoice.value === null) return invoice.ok ? ok(null) : invoice;
  return invoiceFactsOf(parts, connector, invoice.value, command);
}

async function amend(parts: CommandParts, command: AmendSubscription, key: string): Reply<SubscriptionOutcome> {
  const live = await liveOfContract(parts, command.contractId, causeOf(key));
  if (!live.ok) return live;
  const { connector, subscription } = live.value;
  const { externalId } = subscription;
  // Begun before: what it replaces may have ended already.
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key });
  if (noted?.before?.isReplaced === true) {
    return switchFrequency(parts, connector, { subscription, command, key });
  }
  if (subscription.changeKey === key) return subscriptionOutcome(parts, connector, externalId, key);
  // A later version of the contract is billed already: this one came too late.
  if ((subscription.contractVersion ?? 0) >= command.version) return fail({ kind: 'VersionConflict', externalId });
  const refused = refusalOf(subscription, command);
  if (refused !== null) return fail(refused);
  if (changesFrequency(command, subscription)) return switchFrequency(parts, connector, { subscription, command, key });
  const priced = await pricesOf(connector, subscription, command);
  if (!priced.ok) return priced;
  const { contractId, effectiveOn, endsOn, invoiceIssuer, version } = command;
  await noteChange(parts, {
    key,
    kind: 'AMEND',
    contractId,
    connection: connector.connection,
    effectiveOn,
    customerExternalId: subscription.customerExternalId,
    subscription,
  });
  const change = { subscription, ...priced.value, effectiveOn, endsOn, invoiceIssuer, version };
  const amended = await connector.amendSubscription(change, key);
  return amended.ok ? subscriptionOutcome(parts, connector, externalId, key) : amended;
}

async function pricesOf(
  connector: BillingConnector,
  subscription: BillingSubscription,
  command: AmendSubscription,
): Reply<PricedLines> {
  const rhythm = standingRhythm(subscription);
  if (rhythm === null) return fail({ kind: 'UnsupportedByVendor', capability: 'amend-one-time' });
  const lines = await onlyUnbilled(connector, subscription, command);
  return lines.ok ? connector.priceLines(command.currency, lines.value, rhythm) : lines;
}
