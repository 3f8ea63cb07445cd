import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { BillingConnector, CarriedLine, PlanChange } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { AmendSubscription, InvoiceFacts, SubscriptionOutcome } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { noteChange } from './change-note.ts';
import { onlyUnbilled } from './one-time-charges.ts';
import { type CommandParts, causeOf, liveSubscription } from './parts.ts';
import { previewTerm, priceTerm, startTerm, subscriptionOutcome, type TermStart } from './start-term.ts';

/**
 * Another frequency is another subscription from `effectiveOn` on: its first invoice carries the vendor's own credit of
 * what the old one billed for that time, and the old one ends without any proration. So every period goes on beginning
 * at midnight, which a vendor's change of the interval on the spot would not.
 */

export function changesFrequency({ frequency, endsOn }: AmendSubscription, subscription: BillingSubscription): boolean {
  if (frequency === undefined || frequency === subscription.frequency) return false;
  const lastDay = endsOn ?? subscription.endsOn;
  // All that is left is billed already, which is what prepaid means.
  const isPrepaid = lastDay !== null && subscription.currentPeriodEndsOn >= lastDay;
  return frequency !== 'PREPAID' || !isPrepaid;
}

interface Switch {
  readonly subscription: BillingSubscription;
  readonly command: AmendSubscription;
}

export async function previewSwitch(
  parts: CommandParts,
  connector: BillingConnector,
  asked: Switch,
): Reply<InvoiceFacts | null> {
  const start = await termAfter(connector, asked);
  if (!start.ok) return start;
  const { customerExternalId } = asked.subscription;
  return previewTerm(parts, connector, { start: start.value, customerExternalId, country: null, about: asked.command });
}

interface NotedSwitch extends Switch {
  readonly key: string;
  /** What the plans bill that are changed with it. */
  readonly planned: readonly PlanChange[];
}

/** Every part is looked for before it is done, so it may be sent again after any loss. */
export async function switchFrequency(
  parts: CommandParts,
  connector: BillingConnector,
  { subscription, command, key, planned }: NotedSwitch,
): Reply<SubscriptionOutcome> {
  const { customerExternalId } = subscription;
  const begun = await connector.subscriptionStartedBy(customerExternalId, key);
  if (!begun.ok) return begun;
  if (begun.value === null) {
    const started = await startAfter(parts, connector, { subscription, command, key, planned });
    if (!started.ok) return started;
  }
  return finishSwitch(parts, connector, { customerExternalId, key });
}

async function startAfter(parts: CommandParts, connector: BillingConnector, asked: NotedSwitch): Reply<string> {
  const { subscription, command, key, planned } = asked;
  const start = await termAfter(connector, asked);
  if (!start.ok) return start;
  const priced = await priceTerm(parts, connector, start.value);
  if (!priced.ok) return priced;
  const { contractId, effectiveOn } = command;
  const { customerExternalId } = subscription;
  const { connection } = connector;
  const note = { key, contractId, connection, effectiveOn, customerExternalId, subscription, planned };
  await noteChange(parts, { ...note, kind: 'AMEND', isReplaced: true });
  return startTerm(parts, connector, { customerExternalId, start: start.value, priced: priced.value, key });
}

/** Ends what is replaced. The note says what that was. */
async function finishSwitch(
  parts: CommandParts,
  connector: BillingConnector,
  { customerExternalId, key }: { readonly customerExternalId: string; readonly key: string },
): Reply<SubscriptionOutcome> {
  const started = await connector.subscriptionStartedBy(customerExternalId, key);
  if (!started.ok) return started;
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key });
  const replaced = noted?.subscriptionExternalId ?? null;
  if (started.value === null || replaced === null) return fail({ kind: 'OutcomeUnknown', key });
  const ended = await connector.cancelSubscription(replaced, key);
  if (!ended.ok) return ended;
  const live = await liveSubscription(parts, connector, replaced, causeOf(key));
  return live.ok ? subscriptionOutcome(parts, connector, started.value, key) : fail({ kind: 'OutcomeUnknown', key });
}

/** The rest of the term at the new frequency, with the credit of what was billed for it. */
async function termAfter(connector: BillingConnector, { subscription, command }: Switch): Reply<TermStart> {
  const { contractId, legalEntity, currency, effectiveOn, version, frequency } = command;
  const unused = await connector.previewUnused(subscription, effectiveOn);
  if (!unused.ok) return unused;
  const lines = await onlyUnbilled(connector, subscription, command);
  if (!lines.ok) return lines;
  return ok({
    contractId,
    contractNumber: subscription.contractNumber,
    legalEntity,
    currency,
    startsOn: effectiveOn,
    endsOn: command.endsOn ?? subscription.endsOn ?? subscription.currentPeriodEndsOn,
    paymentTermDays: subscription.paymentTermDays ?? 0,
    version,
    lines: lines.value,
    frequency,
    invoiceIssuer: command.invoiceIssuer ?? subscription.invoiceIssuer,
    carried: unused.value.flatMap((line): CarriedLine[] => {
      const { productExternalId, description, amountMinor, serviceStartsOn, serviceEndsOn } = line;
      if (productExternalId === null || serviceStartsOn === null || serviceEndsOn === null) return [];
      return [{ productExternalId, description, amountMinor, serviceStartsOn, serviceEndsOn }];
    }),
  });
}
