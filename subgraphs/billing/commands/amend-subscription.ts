import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { BillingConnector, PlanChange, PricedLines } from '#billing/port.ts';
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
import { changePlans, ofRunningTerm, planChanges, plannedTerms, plansBefore, termsAhead } from './planned-terms.ts';
import { standingRhythm } from './rhythm.ts';
import { subscriptionOutcome } from './start-term.ts';

/**
 * `amendSubscription`: from `effectiveOn` on the contract is billed exactly the lines; the difference is billed at once,
 * what falls into a term that was signed ahead with that term.
 */
export const amendSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<SubscriptionOutcome> => oneAtATime(parts, command.contractId, () => amend(parts, command, key)),
    lookUp: async (): Reply<SubscriptionOutcome | null> => {
      const live = await liveOfContract(parts, command.contractId, causeOf(key));
      if (!live.ok) return live;
      const { connector, subscription } = live.value;
      // A switch looks for each of its parts before it does it, so it is sent again.
      const isSwitch = changesFrequency(command, subscription) || subscription.startKey === key;
      const planned = await plannedTerms(parts, command.contractId, causeOf(key));
      if (!planned.ok) return planned;
      const all = [subscription, ...planned.value.map((term) => term.subscription)];
      const isDone = all.every(({ changeKey }) => changeKey === key) && !isSwitch;
      return isDone ? subscriptionOutcome(parts, connector, subscription.externalId, key) : ok(null);
    },
  }));

/** `previewAmendment`: the invoice that the amendment would bring, with its figures; null when it costs nothing. */
export const previewAmendment = (parts: CommandParts) =>
  readCommand(payload, async (asked): Reply<InvoiceFacts | null> => {
    const cause = { operationId: null, causationId: null };
    const live = await liveOfContract(parts, asked.contractId, cause);
    if (!live.ok) return live;
    const { connector, subscription } = live.value;
    const planned = await plannedTerms(parts, asked.contractId, cause);
    if (!planned.ok) return planned;
    const ahead = termsAhead(parts, planned.value, asked);
    if (!ahead.ok) return ahead;
    const command = ofRunningTerm(asked, subscription, planned.value);
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
  const planned = await plannedTerms(parts, command.contractId, causeOf(key));
  if (!planned.ok) return planned;
  const running = ofRunningTerm(command, subscription, planned.value);
  const changes = await planChanges(parts, { planned: planned.value, command, key });
  if (!changes.ok) return changes;
  const before = await plansBefore(planned.value);
  if (!before.ok) return before;
  const asked = { subscription, command: running, key, planned: before.value };
  const outcome = await amendRunning(parts, connector, asked);
  if (!outcome.ok) return outcome;
  const changed = await changePlans(parts, { planned: planned.value, changes: changes.value, key });
  return changed.ok ? outcome : changed;
}

interface Asked {
  readonly subscription: BillingSubscription;
  readonly command: AmendSubscription;
  readonly key: string;
  /** What the plans bill that are changed with it. */
  readonly planned: readonly PlanChange[];
}

async function amendRunning(
  parts: CommandParts,
  connector: BillingConnector,
  { subscription, command, key, planned }: Asked,
): Reply<SubscriptionOutcome> {
  const { externalId } = subscription;
  // Begun before: what it replaces may have ended already.
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key });
  if (noted?.before?.isReplaced === true) {
    return switchFrequency(parts, connector, { subscription, command, key, planned });
  }
  if (subscription.changeKey === key) return subscriptionOutcome(parts, connector, externalId, key);
  // A later version of the contract is billed already: this one came too late.
  if ((subscription.contractVersion ?? 0) >= command.version) return fail({ kind: 'VersionConflict', externalId });
  const refused = refusalOf(subscription, command);
  if (refused !== null) return fail(refused);
  if (changesFrequency(command, subscription)) {
    return switchFrequency(parts, connector, { subscription, command, key, planned });
  }
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
    planned,
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
