import type { CrmRecords, CrmVersion } from '#crm/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { restoreContract as payload } from '#schema/commands/crm.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, oneAtATime, type Place, placeToWrite, renew } from './parts.ts';

type Nothing = Readonly<Record<string, never>>;

/** `restoreContract`: takes back the version that `amendKey` wrote, as long as it is the contract's latest. */
export const restoreContract = (parts: CommandParts) =>
  writeCommand(payload, ({ contractId, amendKey }, key) => ({
    send: async (): Reply<Nothing> => {
      const place = await placeToWrite(parts, 'contract', contractId);
      if (!place.ok) return place;
      return oneAtATime(parts, place.value, () => restore(parts, place.value, amendKey, key));
    },
    lookUp: async (): Reply<Nothing | null> => {
      const place = await placeToWrite(parts, 'contract', contractId);
      if (!place.ok) return place;
      const found = await place.value.connector.versionByKey(amendKey);
      if (!found.ok || found.value !== null) return found.ok ? ok(null) : found;
      return settle(parts, place.value, key);
    },
  }));

async function restore(parts: CommandParts, place: Place, amendKey: string, key: string): Reply<Nothing> {
  const { connector, externalId } = place;
  const version = await connector.versionByKey(amendKey);
  if (!version.ok) return version;
  if (version.value !== null) {
    const live = await connector.contract(externalId);
    if (!live.ok) return live;
    if (hasMovedOn(live.value, version.value)) return fail({ kind: 'VersionConflict', externalId });
    const removed = await connector.removeVersion(version.value, live.value, key);
    if (!removed.ok) return removed;
    // The deal that the version linked is free again.
    const { opportunityExternalId } = version.value;
    if (opportunityExternalId !== null) {
      await renew(parts, connector, () => connector.opportunity(opportunityExternalId), causeOf(key));
    }
  }
  return settle(parts, place, key);
}

/** A later version, or a head that is not the version's own: taking it back would take back somebody else's change. */
function hasMovedOn({ contracts: [contract] }: CrmRecords, version: CrmVersion): boolean {
  if (contract?.currentVersion !== version.number) return true;
  // A version that does not tell the head's status was not written by a command of today.
  if (version.contractStatus === null) return false;
  return (
    contract.status !== version.contractStatus ||
    contract.endsOn !== version.endsOn ||
    contract.billingFrequency !== version.billingFrequency
  );
}

async function settle(parts: CommandParts, { connector, externalId }: Place, key: string): Reply<Nothing> {
  const renewed = await renew(parts, connector, () => connector.contract(externalId), causeOf(key));
  return renewed.ok ? ok({}) : fail({ kind: 'OutcomeUnknown', key });
}
