import { noteWithdrawal } from '#crm/intake/booking-log.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { deactivateContract as payload } from '#schema/commands/crm.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, oneAtATime, type Place, placeToWrite, renew } from './parts.ts';

type Nothing = Readonly<Record<string, never>>;

/** `deactivateContract`: takes back the contract that `activateKey` made, as long as it is in its first version. */
export const deactivateContract = (parts: CommandParts) =>
  writeCommand(payload, ({ opportunityId, activateKey }, key) => ({
    send: async (): Reply<Nothing> => {
      const place = await placeToWrite(parts, 'opportunity', opportunityId);
      if (!place.ok) return place;
      return oneAtATime(parts, place.value, () => deactivate(parts, place.value, activateKey, key));
    },
    lookUp: async (): Reply<Nothing | null> => {
      const place = await placeToWrite(parts, 'opportunity', opportunityId);
      if (!place.ok) return place;
      const found = await place.value.connector.contractByKey(activateKey);
      if (!found.ok || found.value !== null) return found.ok ? ok(null) : found;
      return settle(parts, place.value, key);
    },
  }));

async function deactivate(parts: CommandParts, place: Place, activateKey: string, key: string): Reply<Nothing> {
  const { connector } = place;
  const found = await connector.contractByKey(activateKey);
  if (!found.ok) return found;
  if (found.value === null) return settle(parts, place, key);
  const externalId = found.value;
  return oneAtATime(parts, { connector, externalId }, async () => {
    const live = await connector.contract(externalId);
    if (!live.ok) return live;
    const isFirst = live.value.contracts[0]?.currentVersion === 1 && live.value.versions.length === 1;
    if (!isFirst) return fail({ kind: 'VersionConflict', externalId });
    await noteWithdrawal(parts.dataSource.manager, connector.connection, activateKey, key);
    const removed = await connector.removeContract(live.value, key);
    if (!removed.ok) return removed;
    // What was removed is asked for once more, so that the mirror takes the vendor's word for it.
    const renewed = await renew(parts, connector, () => connector.contract(externalId), causeOf(key));
    return renewed.ok ? settle(parts, place, key) : fail({ kind: 'OutcomeUnknown', key });
  });
}

/** The deal no longer leads to a contract. A contract whose removal was cut short leaves the mirror by the poll. */
async function settle(parts: CommandParts, { connector, externalId }: Place, key: string): Reply<Nothing> {
  const renewed = await renew(parts, connector, () => connector.opportunity(externalId), causeOf(key));
  return renewed.ok ? ok({}) : fail({ kind: 'OutcomeUnknown', key });
}
