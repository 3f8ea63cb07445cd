import { type SubscriptionChangeRow, subscriptionChanges } from '#billing/entities/subscription-change.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector } from '#billing/port.ts';
import type { BillingInvoice } from '#billing/port-records.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { cancelStarted as payload } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, liveSubscription, oneAtATime, rejected } from './parts.ts';
import { takeBackInvoice } from './take-back-invoice.ts';

type Nothing = Readonly<Record<string, never>>;

/** `cancelStarted`: ends the subscription that `startKey` started and voids its invoice; nothing when it started none. */
export const cancelStarted = (parts: CommandParts) =>
  writeCommand(payload, ({ contractId, startKey }, key) => ({
    send: async (): Reply<Nothing> => oneAtATime(parts, contractId, () => cancel(parts, startKey, key)),
    // Every part is done once however often it is sent, so what was done needs no other proof than sending again.
    lookUp: async (): Reply<Nothing | null> => ok(null),
  }));

async function cancel(parts: CommandParts, startKey: string, key: string): Reply<Nothing> {
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key: startKey });
  // Nothing was ever sent under that key.
  if (noted === null) return ok({});
  const connector = parts.connectors.get(noted.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  return takeBackStarted(parts, connector, { noted, key });
}

/** Ends what the noted command started and voids its invoices; nothing when it started none. */
export async function takeBackStarted(
  parts: CommandParts,
  connector: BillingConnector,
  { noted, key }: { readonly noted: SubscriptionChangeRow; readonly key: string },
): Reply<Nothing> {
  const started = await connector.subscriptionStartedBy(noted.customerExternalId, noted.key);
  if (!started.ok || started.value === null) return started.ok ? ok({}) : started;
  const externalId = started.value;
  const invoices = await readIntoMirror(parts, connector, () => connector.invoicesOf(externalId), causeOf(key));
  if (!invoices.ok) return invoices;
  const paid = invoices.value.invoices.find(({ amountPaidMinor }) => amountPaidMinor > 0n);
  // Money that came in is given back by a person's decision, never by an undoing.
  if (paid !== undefined) return rejected('INVOICE_PAID', null, `Invoice ${paid.number} has been paid`);
  for (const invoice of invoices.value.invoices) {
    const voided = await takeBackInvoice(connector, invoice, key);
    if (!voided.ok) return voided;
  }
  const reversed = await reverseCredit(connector, { noted, invoices: invoices.value.invoices, key });
  if (!reversed.ok) return reversed;
  const subscription = await liveSubscription(parts, connector, externalId, causeOf(key));
  if (!subscription.ok) return subscription;
  if (subscription.value.status !== 'CANCELLED') {
    const cancelled = await connector.cancelSubscription(externalId, key);
    if (!cancelled.ok) return cancelled;
  }
  return settle(parts, connector, externalId, key);
}

/** An invoice below zero was settled onto the account as it was issued: that is taken off again. */
async function reverseCredit(
  connector: BillingConnector,
  {
    noted,
    invoices,
    key,
  }: { readonly noted: SubscriptionChangeRow; readonly invoices: readonly BillingInvoice[]; readonly key: string },
): Reply<null> {
  const credits = invoices.filter(({ totalMinor, status }) => totalMinor < 0n && status !== 'VOID');
  for (const [part, { currency, totalMinor, externalId: creditExternalId }] of credits.entries()) {
    const { customerExternalId } = noted;
    const amountMinor = -totalMinor;
    const debit = { customerExternalId, currency, amountMinor, creditExternalId, changeKey: key, part };
    const debited = await connector.debitAccount(debit, `${key}:account:${part}`);
    if (!debited.ok) return debited;
  }
  return ok(null);
}

/** Brings mirror and event log up to what was undone. */
export async function settle(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  key: string,
): Reply<Nothing> {
  const subscription = await liveSubscription(parts, connector, externalId, causeOf(key));
  const invoices = await readIntoMirror(parts, connector, () => connector.invoicesOf(externalId), causeOf(key));
  return subscription.ok && invoices.ok ? ok({}) : fail({ kind: 'OutcomeUnknown', key });
}
