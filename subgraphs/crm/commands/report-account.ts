import { openLoaders } from '#crm/loaders.ts';
import type { AccountReport } from '#crm/port.ts';
import { survivorOf } from '#crm/survivor.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { formatAmount, fromMoneyWire } from '#schema/canonical/money.ts';
import { reportAccount as payload, type ReportAccount } from '#schema/commands/crm.ts';
import type { EffectRef } from '#schema/commands/values.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, effectOf, oneAtATime, type Place, rejected, renew } from './parts.ts';

interface Reported {
  readonly effect: EffectRef;
}

/** `reportAccount`: shows on the account how its billing stands. A report older than the one it shows changes nothing. */
export const reportAccount = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<Reported> => {
      const report = reportOf(command);
      if (report === null) return rejected('INVALID_INPUT', 'asOf', `${command.asOf} is no instant`);
      return send(parts, command.customerId, report, key);
    },
    lookUp: async (): Reply<Reported | null> => {
      const place = await accountPlace(parts, command.customerId);
      if (!place.ok) return place;
      const shown = await place.value.connector.reportedAsOf(place.value.externalId);
      if (!shown.ok) return shown;
      const isShown = shown.value !== null && shown.value >= (reportOf(command)?.asOf ?? '');
      return ok(isShown ? { effect: effectOf(place.value, 'customer') } : null);
    },
  }));

async function send(parts: CommandParts, customerId: string, report: AccountReport, key: string): Reply<Reported> {
  const first = await accountPlace(parts, customerId);
  if (!first.ok) return first;
  const shown = await show(parts, first.value, report, key);
  if (shown.ok || shown.error.kind !== 'NotFound') return shown;
  // It may have been merged a moment ago: what the vendor says of it now leads to the account that is left.
  const renewed = await renewAccount(parts, first.value, key);
  if (!renewed.ok) return renewed;
  const left = await accountPlace(parts, customerId);
  return left.ok ? show(parts, left.value, report, key) : left;
}

/** One writer an account at a time, so that between looking at the report that is there and writing nobody comes. */
function show(parts: CommandParts, place: Place, report: AccountReport, key: string): Reply<Reported> {
  const { connector, externalId } = place;
  return oneAtATime(parts, place, async () => {
    const shown = await connector.reportedAsOf(externalId);
    if (!shown.ok) return shown;
    if (shown.value === null || shown.value < report.asOf) {
      const done = await connector.reportAccount(externalId, report, key);
      if (!done.ok) return done;
      // The report stands whatever becomes of this read; the poll brings it to the mirror as well.
      await renewAccount(parts, place, key);
    }
    return ok({ effect: effectOf(place, 'customer') });
  });
}

function renewAccount(parts: CommandParts, { connector, externalId }: Place, key: string) {
  return renew(parts, connector, () => connector.account(externalId), causeOf(key));
}

/** The account of the customer, of a merged one that of the customer who is left. */
async function accountPlace({ dataSource, connectors }: CommandParts, customerId: string): Reply<Place> {
  const loaders = openLoaders(dataSource.manager);
  const row = await survivorOf(await loaders.customerById.load(customerId), (ref) => loaders.customer.load(ref));
  const connector = connectors.get(row?.connection ?? '');
  if (row === null || connector === undefined) {
    return fail({ kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: customerId });
  }
  if (!connector.capabilities.has('ACCOUNT_REPORT')) {
    return fail({ kind: 'UnsupportedByVendor', capability: 'ACCOUNT_REPORT' });
  }
  return ok({ connector, externalId: row.externalId });
}

/** Null when `asOf` is no instant. As text of one form instants compare as they follow each other. */
function reportOf({
  asOf,
  invoiceNumber,
  invoiceStatus,
  paymentStatus,
  openBalance,
}: ReportAccount): AccountReport | null {
  const instant = new Date(asOf);
  if (Number.isNaN(instant.getTime())) return null;
  const balance = openBalance === null ? null : fromMoneyWire(openBalance);
  return {
    asOf: instant.toISOString(),
    invoiceNumber,
    invoiceStatus,
    paymentStatus,
    openBalance: balance === null ? null : { amount: formatAmount(balance), currency: balance.currency },
  };
}
