import type { BillingConnector } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import {
  type InvoiceFacts,
  renewSubscription as payload,
  type RenewSubscription,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { noteChange } from './change-note.ts';
import { type CommandParts, causeOf, liveOfContract, oneAtATime } from './parts.ts';
import { previewTerm, priceTerm, startTerm, subscriptionOutcome, type TermStart } from './start-term.ts';

/**
 * `renewSubscription`: another subscription bills the new term from its first day on; the one that runs ends with its
 * own. So the new term may have other lines and another frequency, and the old one is not touched.
 */
export const renewSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<SubscriptionOutcome> => oneAtATime(parts, command.contractId, () => renew(parts, command, key)),
    // What the key started is looked for before anything is written.
    lookUp: async (): Reply<SubscriptionOutcome | null> => ok(null),
  }));

/** `previewRenewal`: the invoice of the new term's first interval, or null. */
export const previewRenewal = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<InvoiceFacts | null> => {
    const live = await liveOfContract(parts, command.contractId, { operationId: null, causationId: null });
    if (!live.ok) return live;
    const { connector, subscription } = live.value;
    const refused = refusalOf(subscription, command);
    if (refused !== null) return fail(refused);
    const { customerExternalId } = subscription;
    const start = termOf(subscription, command);
    return previewTerm(parts, connector, { start, customerExternalId, country: null, about: command });
  });

async function renew(parts: CommandParts, command: RenewSubscription, key: string): Reply<SubscriptionOutcome> {
  const live = await liveOfContract(parts, command.contractId, causeOf(key));
  if (!live.ok) return live;
  const { connector, subscription } = live.value;
  const { customerExternalId, externalId } = subscription;
  const begun = await connector.subscriptionStartedBy(customerExternalId, key);
  if (!begun.ok) return begun;
  if (begun.value === null) {
    if ((subscription.contractVersion ?? 0) >= command.version) return fail({ kind: 'VersionConflict', externalId });
    const refused = refusalOf(subscription, command);
    if (refused !== null) return fail(refused);
  }
  return startRenewal(parts, connector, { subscription, command, key });
}

async function startRenewal(
  parts: CommandParts,
  connector: BillingConnector,
  asked: { readonly subscription: BillingSubscription; readonly command: RenewSubscription; readonly key: string },
): Reply<SubscriptionOutcome> {
  const { subscription, command, key } = asked;
  const { customerExternalId } = subscription;
  const start = termOf(subscription, command);
  const priced = await priceTerm(parts, connector, start);
  if (!priced.ok) return priced;
  const { contractId, startsOn: effectiveOn } = command;
  const { connection } = connector;
  const note = { key, contractId, connection, effectiveOn, customerExternalId, subscription };
  await noteChange(parts, { ...note, kind: 'RENEW' });
  const made = { customerExternalId, start, priced: priced.value, key };
  const started = await startTerm(parts, connector, made);
  return started.ok ? subscriptionOutcome(parts, connector, started.value, key) : started;
}

function termOf(subscription: BillingSubscription, command: RenewSubscription): TermStart {
  const { contractNumber, paymentTermDays, invoiceIssuer } = subscription;
  return {
    ...command,
    contractNumber,
    paymentTermDays: paymentTermDays ?? 0,
    frequency: command.frequency ?? subscription.frequency ?? undefined,
    invoiceIssuer: command.invoiceIssuer ?? invoiceIssuer,
  };
}

/** The new term begins the day after the one that ends; billing one day twice or not at all is refused. */
function refusalOf(
  { endsOn, currency: billed, externalId }: BillingSubscription,
  { startsOn, currency }: RenewSubscription,
): ConnectorError | null {
  const rejected = (code: string, field: string, detail: string) =>
    ({ kind: 'Rejected', code, field, detail }) as const;
  if (currency !== billed) return rejected('CURRENCY_MISMATCH', 'currency', `${externalId} bills ${billed}`);
  if (endsOn === null || startsOn !== addDays(civilDate(endsOn), 1)) {
    return rejected('TERM_INVALID', 'startsOn', `${externalId} ends with ${endsOn ?? 'no day'}`);
  }
  return null;
}
