import type { Cause } from '#billing/intake/changed-events.ts';
import { type MirrorParts, readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector } from '#billing/port.ts';
import type { BillingInvoice, BillingRecords, BillingSubscription } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { withAdvisoryLock } from '#kit/persistence/advisory-lock.ts';
import { firstRow } from '#kit/persistence/query.ts';
import type { EffectRef } from '#schema/commands/values.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** What every command stands on. */
export interface CommandParts extends MirrorParts {
  readonly databaseUrl: string;
  readonly connectors: ReadonlyMap<string, BillingConnector>;
}

/** The connection that bills a legal entity. All entities share the first one as long as none has its own. */
export function connectorFor(parts: CommandParts, _legalEntity: string): BillingConnector {
  const [connector] = parts.connectors.values();
  if (connector === undefined) throw new Error('Billing has no connection');
  return connector;
}

/** One writer a contract at a time, in every process: between reading what it bills and changing it nobody comes. */
export function oneAtATime<Outcome>(parts: CommandParts, subject: string, work: () => Reply<Outcome>): Reply<Outcome> {
  return withAdvisoryLock({ url: parts.databaseUrl, name: `billing ${subject}` }, work);
}

/** The operation in a command's key, `operation:step`. */
export function causeOf(key: string): Cause {
  const [operationId = key] = key.split(':');
  return { operationId, causationId: operationId };
}

export function effectOf(
  { vendor, connection, words }: BillingConnector,
  kind: keyof BillingConnector['words'],
  externalId: string,
): EffectRef {
  return { system: 'BILLING', vendor, connection, type: words[kind], externalId };
}

export function rejected(code: string, field: string | null, detail: string): Result<never, ConnectorError> {
  return fail({ kind: 'Rejected', code, field, detail });
}

/** The subscription that bills a contract now, by the mirror: one that runs before one to come, that before an ended one. */
export async function subscriptionRowOf({ dataSource }: CommandParts, contractId: string) {
  const found = await firstRow<{ connection: string; external_id: string }>(
    dataSource,
    `select connection, external_id from billing.subscription where contract_id = $1
     order by (status = 'CANCELLED'), (status = 'PENDING'), started_at desc, external_id desc limit 1`,
    [contractId],
  );
  return found === null ? null : { connection: found.connection, externalId: found.external_id };
}

/** Where it is kept. A contract that billing does not know yet is waited for. */
export async function placeOfContract(
  parts: CommandParts,
  contractId: string,
): Promise<Result<{ readonly connector: BillingConnector; readonly externalId: string }, ConnectorError>> {
  const found = await subscriptionRowOf(parts, contractId);
  if (found === null) return fail({ kind: 'MissingPrerequisite', prerequisite: 'CONTRACT', id: contractId });
  const connector = parts.connectors.get(found.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  return ok({ connector, externalId: found.externalId });
}

/** The subscription that bills a contract, as the vendor has it now. */
export async function liveOfContract(
  parts: CommandParts,
  contractId: string,
  cause: Cause,
): Reply<{ readonly connector: BillingConnector; readonly subscription: BillingSubscription }> {
  const place = await placeOfContract(parts, contractId);
  if (!place.ok) return place;
  const { connector, externalId } = place.value;
  const live = await liveSubscription(parts, connector, externalId, cause);
  return live.ok ? ok({ connector, subscription: live.value }) : live;
}

/** The subscription as the vendor has it now, through the mirror. */
export async function liveSubscription(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  cause: Cause,
): Reply<BillingSubscription> {
  const read = await readIntoMirror(parts, connector, () => connector.subscription(externalId), cause);
  if (!read.ok) return read;
  const [subscription] = read.value.subscriptions;
  const [unmappable] = read.value.unmappable;
  if (unmappable !== undefined) return fail(unmappable.error);
  return subscription === undefined ? fail({ kind: 'NotFound', externalId }) : ok(subscription);
}

/**
 * The invoice that a command's change of the subscription brought; null when it brought none. A draft is issued, or kept
 * from being issued where the ledger does that.
 */
export async function invoiceOfChange(
  parts: CommandParts,
  connector: BillingConnector,
  { subscription, key }: { readonly subscription: BillingSubscription; readonly key: string },
): Reply<BillingInvoice | null> {
  const { externalId, invoiceIssuer } = subscription;
  const cause = causeOf(key);
  const read = () => readIntoMirror(parts, connector, () => connector.invoicesOf(externalId), cause);
  const found = invoiceBy(await read(), key);
  if (!found.ok || found.value?.status !== 'DRAFT') return found;
  if (invoiceIssuer === 'ERP') {
    const held = await connector.holdInvoice(found.value.externalId, key);
    return held.ok ? found : held;
  }
  // evidence: docs: an automatic invoice stays a draft for about an hour
  const issued = await connector.issueInvoice(found.value.externalId, key);
  return issued.ok ? invoiceBy(await read(), key) : issued;
}

function invoiceBy(
  read: Result<BillingRecords, ConnectorError>,
  key: string,
): Result<BillingInvoice | null, ConnectorError> {
  if (!read.ok) return read;
  return ok(read.value.invoices.find(({ changeKey }) => changeKey === key) ?? null);
}
