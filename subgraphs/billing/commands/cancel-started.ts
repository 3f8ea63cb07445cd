import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector, BillingInvoice } from '#billing/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { cancelStarted as payload } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, liveSubscription, oneAtATime, rejected } from './parts.ts';

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
  const started = await connector.subscriptionStartedBy(noted.customerExternalId, startKey);
  if (!started.ok || started.value === null) return started.ok ? ok({}) : started;
  const invoices = await readIntoMirror(
    parts,
    connector,
    () => connector.invoicesOf(started.value ?? ''),
    causeOf(key),
  );
  if (!invoices.ok) return invoices;
  const paid = invoices.value.invoices.find(({ amountPaidMinor }) => amountPaidMinor > 0n);
  // Money that came in is given back by a person's decision, never by an undoing.
  if (paid !== undefined) return rejected('INVOICE_PAID', null, `Invoice ${paid.number} has been paid`);
  const voided = await voidOpen(connector, invoices.value.invoices, key);
  if (!voided.ok) return voided;
  const subscription = await liveSubscription(parts, connector, started.value, causeOf(key));
  if (!subscription.ok) return subscription;
  if (subscription.value.status !== 'CANCELLED') {
    const cancelled = await connector.cancelSubscription(started.value, key);
    if (!cancelled.ok) return cancelled;
  }
  return settle(parts, connector, started.value, key);
}

/** Takes back every invoice that is still owed. */
async function voidOpen(connector: BillingConnector, invoices: readonly BillingInvoice[], key: string): Reply<null> {
  for (const { externalId, status } of invoices) {
    if (status !== 'OPEN' && status !== 'UNCOLLECTIBLE') continue;
    const voided = await connector.voidInvoice(externalId, key);
    if (!voided.ok) return voided;
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
