import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { BillingConnector, BillingSubscription, SubscriptionChange } from '#billing/port.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type AmendSubscription,
  type InvoiceFacts,
  amendSubscription as payload,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { invoiceFactsOf } from './invoice-facts.ts';
import { type CommandParts, causeOf, liveSubscription, oneAtATime, placeOfContract, rejected } from './parts.ts';
import { subscriptionOutcome } from './start-subscription.ts';

/** `amendSubscription`: from `effectiveOn` on the subscription bills exactly the lines; the difference is billed at once. */
export const amendSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<SubscriptionOutcome> => oneAtATime(parts, command.contractId, () => amend(parts, command, key)),
    lookUp: async (): Reply<SubscriptionOutcome | null> => {
      const place = await placeOfContract(parts, command.contractId);
      if (!place.ok) return place;
      const { connector, externalId } = place.value;
      const live = await liveSubscription(parts, connector, externalId, causeOf(key));
      if (!live.ok) return live;
      return live.value.changeKey === key ? subscriptionOutcome(parts, connector, externalId, key) : ok(null);
    },
  }));

/** `previewAmendment`: the invoice that the amendment would bring, with its figures; null when it costs nothing. */
export const previewAmendment = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<InvoiceFacts | null> => {
    const place = await placeOfContract(parts, command.contractId);
    if (!place.ok) return place;
    const { connector, externalId } = place.value;
    const live = await liveSubscription(parts, connector, externalId, { operationId: null, causationId: null });
    if (!live.ok) return live;
    const change = await changeOf(connector, live.value, command);
    if (!change.ok) return change;
    const invoice = await connector.previewAmendment(change.value);
    if (!invoice.ok || invoice.value === null) return invoice.ok ? ok(null) : invoice;
    return invoiceFactsOf(parts, connector, invoice.value, command);
  });

async function amend(parts: CommandParts, command: AmendSubscription, key: string): Reply<SubscriptionOutcome> {
  const place = await placeOfContract(parts, command.contractId);
  if (!place.ok) return place;
  const { connector, externalId } = place.value;
  const live = await liveSubscription(parts, connector, externalId, causeOf(key));
  if (!live.ok) return live;
  if (live.value.changeKey === key) return subscriptionOutcome(parts, connector, externalId, key);
  // A later version of the contract is billed already: this one came too late.
  if ((live.value.contractVersion ?? 0) >= command.version) return fail({ kind: 'VersionConflict', externalId });
  const change = await changeOf(connector, live.value, command);
  if (!change.ok) return change;
  await noteAmendment(parts, connector, { command, key, before: live.value });
  const amended = await connector.amendSubscription(change.value, key);
  return amended.ok ? subscriptionOutcome(parts, connector, externalId, key) : amended;
}

async function changeOf(
  connector: BillingConnector,
  subscription: BillingSubscription,
  { currency, lines, effectiveOn, version }: AmendSubscription,
): Reply<SubscriptionChange> {
  const { status, externalId, currentPeriodStartsOn: from, currentPeriodEndsOn: to } = subscription;
  if (status === 'CANCELLED') return rejected('SUBSCRIPTION_ENDED', null, `${externalId} has ended`);
  if (currency !== subscription.currency) {
    return rejected('CURRENCY_MISMATCH', 'currency', `${externalId} bills ${subscription.currency}`);
  }
  // Another period has its own invoices: this change would not be one proration of what is billed.
  if (effectiveOn < from || effectiveOn > to)
    return fail({ kind: 'UnsupportedByVendor', capability: 'amend-outside-period' });
  const items = await connector.priceItems(currency, lines);
  return items.ok ? ok({ subscription, items: items.value, effectiveOn, version }) : items;
}

/** Noted before the vendor is asked: what stood before it, so that it can be taken back. The first note stays. */
async function noteAmendment(
  { dataSource }: CommandParts,
  { connection }: BillingConnector,
  noted: {
    readonly command: AmendSubscription;
    readonly key: string;
    readonly before: BillingSubscription;
  },
): Promise<void> {
  const { command, key, before } = noted;
  await dataSource.manager
    .createQueryBuilder()
    .insert()
    .into(subscriptionChanges)
    .values({
      key,
      kind: 'AMEND',
      contractId: command.contractId,
      connection,
      customerExternalId: before.customerExternalId,
      subscriptionExternalId: before.externalId,
      effectiveOn: command.effectiveOn,
      itemsBefore: [...before.items],
      keyBefore: before.changeKey,
      versionBefore: before.contractVersion,
    })
    .orIgnore()
    .execute();
}
