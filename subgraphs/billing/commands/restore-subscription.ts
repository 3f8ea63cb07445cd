import { type SubscriptionChangeRow, subscriptionChanges } from '#billing/entities/subscription-change.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { restoreSubscription as payload } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { settle, takeBackStarted } from './cancel-started.ts';
import { beforeOf } from './change-note.ts';
import { type CommandParts, causeOf, liveSubscription, oneAtATime } from './parts.ts';
import { restorePlans } from './planned-terms.ts';
import { takeBackInvoice } from './take-back-invoice.ts';

type Nothing = Readonly<Record<string, never>>;

/**
 * `restoreSubscription`: back to what stood before `amendKey`. An open invoice of the change is voided; one that was
 * settled already, as a credit is at once, is reversed by its own proration. What was ended goes on as another
 * subscription; what was started by the change ends; terms to come bill what they did. Nothing when nothing was changed.
 */
export const restoreSubscription = (parts: CommandParts) =>
  writeCommand(payload, ({ contractId, amendKey }, key) => ({
    send: (): Reply<Nothing> => oneAtATime(parts, contractId, () => restore(parts, amendKey, key)),
    // Every part is done once however often it is sent, so what was done needs no other proof than sending again.
    lookUp: async (): Reply<Nothing | null> => ok(null),
  }));

async function restore(parts: CommandParts, amendKey: string, key: string): Reply<Nothing> {
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key: amendKey });
  // Nothing was ever sent under that key.
  if (noted === null) return ok({});
  const connector = parts.connectors.get(noted.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  if (noted.kind === 'RENEW') return takeBackStarted(parts, connector, { noted, key });
  const externalId = noted.subscriptionExternalId;
  if (externalId === null) return ok({});
  const planned = await restorePlans(parts, connector, { noted, key });
  if (!planned.ok) return planned;
  if (noted.before?.isReplaced === true) {
    const taken = await takeBackStarted(parts, connector, { noted, key });
    if (!taken.ok) return taken;
  }
  const live = await liveSubscription(parts, connector, externalId, causeOf(key));
  if (!live.ok) return live;
  if (live.value.status === 'CANCELLED') return revive(parts, connector, { noted, ended: live.value, key });
  return putBack(parts, connector, { noted, subscription: live.value, key });
}

interface Restoring {
  readonly noted: SubscriptionChangeRow;
  readonly key: string;
}

/** Goes on with what the change had ended. */
async function revive(
  parts: CommandParts,
  connector: BillingConnector,
  { noted, ended, key }: Restoring & { readonly ended: BillingSubscription },
): Reply<Nothing> {
  const isOurs = ended.changeKey === noted.key || noted.before?.isReplaced === true;
  // Somebody else ended it since, or its term is over.
  if (!isOurs) return fail({ kind: 'VersionConflict', externalId: ended.externalId });
  const found = await connector.subscriptionRevivedFrom(ended);
  if (!found.ok) return found;
  const before = beforeOf(noted, ended);
  const revived = found.value === null ? await connector.reviveSubscription(ended, before, key) : ok(found.value);
  if (!revived.ok) return revived;
  const kept = before.invoiceIssuer === 'ERP' ? await connector.keepDrafts(revived.value, key) : ok(null);
  return kept.ok ? settle(parts, connector, revived.value, key) : kept;
}

async function putBack(
  parts: CommandParts,
  connector: BillingConnector,
  { noted, subscription, key }: Restoring & { readonly subscription: BillingSubscription },
): Reply<Nothing> {
  const { changeKey, externalId } = subscription;
  if (changeKey !== noted.key && changeKey !== noted.keyBefore) return fail({ kind: 'VersionConflict', externalId });
  const invoices = await readIntoMirror(parts, connector, () => connector.invoicesOf(externalId), causeOf(key));
  if (!invoices.ok) return invoices;
  const invoice = invoices.value.invoices.find((one) => one.changeKey === noted.key) ?? null;
  const voided = await takeBackInvoice(connector, invoice, key);
  if (!voided.ok) return voided;
  if (changeKey === noted.key) {
    const reverseOn = invoice?.status === 'PAID' ? noted.effectiveOn : null;
    const restored = await connector.restoreSubscription(
      { subscription, before: beforeOf(noted, subscription), reverseOn },
      key,
    );
    if (!restored.ok) return restored;
  }
  return settle(parts, connector, externalId, key);
}
