import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { BillingConnector, BillingSubscription } from '#billing/port.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type AmendSubscription,
  type InvoiceFacts,
  amendSubscription as payload,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { invoiceFactsOf } from './invoice-facts.ts';
import { type CommandParts, causeOf, liveSubscription, oneAtATime, placeOfContract } from './parts.ts';
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
    const refused = refusalOf(live.value, command);
    if (refused !== null) return fail(refused);
    const { currency, lines, effectiveOn } = command;
    const invoice = await connector.previewAmendment({ subscription: live.value, currency, lines, effectiveOn });
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
  const refused = refusalOf(live.value, command);
  if (refused !== null) return fail(refused);
  const items = await connector.priceItems(command.currency, command.lines);
  if (!items.ok) return items;
  await noteAmendment(parts, connector, { command, key, before: live.value });
  const { effectiveOn, version } = command;
  const change = { subscription: live.value, items: items.value, effectiveOn, version };
  const amended = await connector.amendSubscription(change, key);
  return amended.ok ? subscriptionOutcome(parts, connector, externalId, key) : amended;
}

/** What cannot be billed as one proration of what stands is refused before anything is written. */
function refusalOf(
  subscription: BillingSubscription,
  { currency, effectiveOn }: AmendSubscription,
): ConnectorError | null {
  const { status, externalId, currentPeriodStartsOn: from, currentPeriodEndsOn: to } = subscription;
  if (status === 'CANCELLED') {
    return { kind: 'Rejected', code: 'SUBSCRIPTION_ENDED', field: null, detail: `${externalId} has ended` };
  }
  if (currency !== subscription.currency) {
    const detail = `${externalId} bills ${subscription.currency}`;
    return { kind: 'Rejected', code: 'CURRENCY_MISMATCH', field: 'currency', detail };
  }
  // Another period has its own invoices: this change would not be one proration of what is billed.
  const outside = effectiveOn < from || effectiveOn > to;
  return outside ? { kind: 'UnsupportedByVendor', capability: 'amend-outside-period' } : null;
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
