import { type SubscriptionChangeRow, subscriptionChanges } from '#billing/entities/subscription-change.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector, BillingInvoice, BillingSubscription } from '#billing/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { restoreSubscription as payload } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { settle } from './cancel-started.ts';
import { type CommandParts, causeOf, liveSubscription, oneAtATime } from './parts.ts';

type Nothing = Readonly<Record<string, never>>;

/**
 * `restoreSubscription`: back to what stood before `amendKey`. An open invoice of the amendment is voided; one that was
 * settled already, as a credit is at once, is reversed by its own proration. Nothing when nothing was amended.
 */
export const restoreSubscription = (parts: CommandParts) =>
  writeCommand(payload, ({ contractId, amendKey }, key) => ({
    send: (): Reply<Nothing> => oneAtATime(parts, contractId, () => restore(parts, amendKey, key)),
    // Every part is done once however often it is sent, so what was done needs no other proof than sending again.
    lookUp: async (): Reply<Nothing | null> => ok(null),
  }));

async function restore(parts: CommandParts, amendKey: string, key: string): Reply<Nothing> {
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key: amendKey });
  const externalId = noted?.subscriptionExternalId ?? null;
  // Nothing was ever sent under that key.
  if (noted === null || externalId === null) return ok({});
  const connector = parts.connectors.get(noted.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  const live = await liveSubscription(parts, connector, externalId, causeOf(key));
  if (!live.ok) return live;
  const { changeKey } = live.value;
  if (changeKey !== amendKey && changeKey !== noted.keyBefore) return fail({ kind: 'VersionConflict', externalId });
  const invoices = await readIntoMirror(parts, connector, () => connector.invoicesOf(externalId), causeOf(key));
  if (!invoices.ok) return invoices;
  const invoice = invoices.value.invoices.find((one) => one.changeKey === amendKey) ?? null;
  const voided = await voidIfOwed(connector, invoice, key);
  if (!voided.ok) return voided;
  if (changeKey === amendKey) {
    const restored = await takeBack(connector, noted, { subscription: live.value, invoice, key });
    if (!restored.ok) return restored;
  }
  return settle(parts, connector, externalId, key);
}

async function voidIfOwed(connector: BillingConnector, invoice: BillingInvoice | null, key: string): Reply<null> {
  if (invoice === null || (invoice.status !== 'OPEN' && invoice.status !== 'UNCOLLECTIBLE')) return ok(null);
  return connector.voidInvoice(invoice.externalId, key);
}

function takeBack(
  connector: BillingConnector,
  { itemsBefore, keyBefore, versionBefore, effectiveOn }: SubscriptionChangeRow,
  made: {
    readonly subscription: BillingSubscription;
    readonly invoice: BillingInvoice | null;
    readonly key: string;
  },
): Reply<null> {
  const { subscription, invoice, key } = made;
  const restore = {
    subscription,
    items: itemsBefore,
    changeKey: keyBefore,
    version: versionBefore,
    reverseOn: invoice?.status === 'PAID' ? effectiveOn : null,
  };
  return connector.restoreSubscription(restore, key);
}
