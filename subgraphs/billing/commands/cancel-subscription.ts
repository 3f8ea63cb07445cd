import { invoices } from '#billing/entities/invoice.ts';
import { invoiceLines } from '#billing/entities/invoice-line.ts';
import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import { invoiceLineId } from '#billing/line-id.ts';
import type { BillingConnector } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import {
  type CancellationOutcome,
  type CancelSubscription,
  type Credit,
  cancelSubscription as payload,
} from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { noteChange } from './change-note.ts';
import { productsOf } from './invoice-facts.ts';
import { creditMemosOfInvoices } from './mirror-facts.ts';
import { type CommandParts, causeOf, effectOf, liveOfContract, liveSubscription, oneAtATime } from './parts.ts';
import { type BilledInvoice, creditsOf, type InvoiceCredit } from './unused-credit.ts';

/** `cancelSubscription`: bills nothing from the day on, and says what of the invoices is to be credited. */
export const cancelSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<CancellationOutcome> => oneAtATime(parts, command.contractId, () => cancel(parts, command, key)),
    lookUp: async (): Reply<CancellationOutcome | null> => {
      const live = await toEnd(parts, command, key);
      if (!live.ok) return live;
      return isDone(live.value.subscription, command, key) ? outcomeOf(parts, live.value, command) : ok(null);
    },
  }));

/** `previewCancellation`: its credits. */
export const previewCancellation = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<readonly Credit[]> => {
    const live = await liveOfContract(parts, command.contractId, { operationId: null, causationId: null });
    if (!live.ok) return live;
    const refused = refusalOf(live.value.subscription, command);
    return refused === null ? creditsFor(parts, live.value.connector, command) : fail(refused);
  });

interface Place {
  readonly connector: BillingConnector;
  readonly subscription: BillingSubscription;
}

/**
 * What the command ends: what it was noted to end, since once that has ended another one may bill the contract, such as
 * the next term that was signed ahead; without a note, what bills it now.
 */
async function toEnd(parts: CommandParts, { contractId }: CancelSubscription, key: string): Reply<Place> {
  const noted = await parts.dataSource.manager.findOneBy(subscriptionChanges, { key, kind: 'CANCEL' });
  const externalId = noted?.subscriptionExternalId ?? null;
  const connector = noted === null ? undefined : parts.connectors.get(noted.connection);
  if (externalId === null || connector === undefined) return liveOfContract(parts, contractId, causeOf(key));
  const live = await liveSubscription(parts, connector, externalId, causeOf(key));
  return live.ok ? ok({ connector, subscription: live.value }) : live;
}

async function cancel(parts: CommandParts, command: CancelSubscription, key: string): Reply<CancellationOutcome> {
  const live = await toEnd(parts, command, key);
  if (!live.ok) return live;
  const { connector, subscription } = live.value;
  if (isDone(subscription, command, key)) return outcomeOf(parts, live.value, command);
  const { externalId, customerExternalId } = subscription;
  const { contractId, effectiveOn, version } = command;
  // Marked but not ended: the first attempt broke off in between.
  if (subscription.changeKey !== key) {
    if ((subscription.contractVersion ?? 0) >= version) return fail({ kind: 'VersionConflict', externalId });
    const refused = refusalOf(subscription, command);
    if (refused !== null) return fail(refused);
    const { connection } = connector;
    const note = { key, contractId, connection, effectiveOn, customerExternalId, subscription };
    await noteChange(parts, { ...note, kind: 'CANCEL' });
  }
  const ended = await connector.endSubscription({ subscription, version, effectiveOn }, key);
  if (!ended.ok) return ended;
  const after = await liveSubscription(parts, connector, externalId, causeOf(key));
  return after.ok
    ? outcomeOf(parts, { connector, subscription: after.value }, command)
    : fail({ kind: 'OutcomeUnknown', key });
}

function isDone({ changeKey, status, endsOn }: BillingSubscription, { effectiveOn }: CancelSubscription, key: string) {
  if (changeKey !== key) return false;
  return status === 'CANCELLED' || endsOn === addDays(civilDate(effectiveOn), -1);
}

function refusalOf(
  { status, externalId, endsOn, startedAt }: BillingSubscription,
  { effectiveOn }: CancelSubscription,
): ConnectorError | null {
  if (status === 'CANCELLED') {
    return { kind: 'Rejected', code: 'SUBSCRIPTION_ENDED', field: null, detail: `${externalId} has ended` };
  }
  const startedOn = startedAt.toISOString().slice(0, 10);
  if (effectiveOn < startedOn || (endsOn !== null && effectiveOn > addDays(civilDate(endsOn), 1))) {
    const detail = `${externalId} runs from ${startedOn} to ${endsOn ?? 'no end'}`;
    return { kind: 'Rejected', code: 'OUTSIDE_TERM', field: 'effectiveOn', detail };
  }
  return null;
}

async function outcomeOf(
  parts: CommandParts,
  { connector, subscription }: Place,
  command: CancelSubscription,
): Reply<CancellationOutcome> {
  const credits = await creditsFor(parts, connector, command);
  if (!credits.ok) return credits;
  const { externalId } = subscription;
  return ok({
    subscriptionId: mintedId({ kind: 'subscription', connection: connector.connection, externalId }),
    externalId,
    credits: credits.value,
    effect: effectOf(connector, 'subscription', externalId),
  });
}

/** What of the contract's invoices is to be credited, on the invoices as the vendor has them now. */
async function creditsFor(
  parts: CommandParts,
  connector: BillingConnector,
  { contractId, effectiveOn, refund: extent }: CancelSubscription,
): Reply<readonly Credit[]> {
  if (extent === 'NONE') return ok([]);
  const billed = await billedOf(parts, connector, contractId);
  if (!billed.ok) return billed;
  const credits: Credit[] = [];
  for (const one of creditsOf(billed.value, { extent, effectiveOn })) {
    const credit = await creditOf(parts, connector, one);
    if (!credit.ok) return credit;
    credits.push(credit.value);
  }
  return ok(credits);
}

/** The contract's invoices, oldest first, whichever subscription of it they are of. */
async function billedOf(parts: CommandParts, connector: BillingConnector, contractId: string): Reply<BilledInvoice[]> {
  const { manager } = parts.dataSource;
  const { connection } = connector;
  const cause = { operationId: null, causationId: null };
  const known = await manager.findBy(invoices, { connection, contractId });
  const subscriptions = new Set(known.flatMap(({ subscriptionExternalId }) => subscriptionExternalId ?? []));
  for (const externalId of subscriptions) {
    const read = await readIntoMirror(parts, connector, () => connector.invoicesOf(externalId), cause);
    if (!read.ok) return read;
  }
  const rows = await manager.find(invoices, {
    where: { connection, contractId },
    order: { issuedOn: 'ASC', number: 'ASC' },
  });
  const billed: BilledInvoice[] = [];
  for (const row of rows) {
    const { externalId } = row;
    const read = await readIntoMirror(parts, connector, () => connector.creditMemosOf(externalId), cause);
    if (!read.ok) return read;
    const lines = await manager.find(invoiceLines, {
      where: { connection, invoiceExternalId: externalId },
      order: { position: 'ASC' },
    });
    const creditMemos = await creditMemosOfInvoices(manager, connection, [externalId]);
    billed.push({ invoice: { ...row, lines }, creditMemos });
  }
  return ok(billed);
}

async function creditOf(parts: CommandParts, connector: BillingConnector, one: InvoiceCredit): Reply<Credit> {
  const { invoice, amountMinor, lines } = one;
  const { connection } = connector;
  const { currency, externalId } = invoice;
  const products = await productsOf(parts, connector, invoice.lines);
  if (!products.ok) return products;
  return ok({
    invoiceId: mintedId({ kind: 'invoice', connection, externalId }),
    amount: toMoneyWire({ minor: amountMinor, currency }),
    lines: lines.map((part) => ({
      invoiceLineId: invoiceLineId(connection, part.line.externalId),
      productCode: products.value.get(part.line.productExternalId ?? '')?.code ?? null,
      amount: toMoneyWire({ minor: part.amountMinor, currency }),
      serviceStartsOn: part.serviceStartsOn,
      serviceEndsOn: part.serviceEndsOn,
    })),
  });
}
