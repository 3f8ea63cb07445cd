import type { CrmContract, CrmRecords, NewVersion, WrittenLine } from '#crm/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type AmendContract,
  type ContractOutcome,
  type LineDelta,
  amendContract as payload,
} from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { contractOutcome } from './activate-contract.ts';
import { type CommandParts, effectOf, oneAtATime, type Place, placeToWrite, rejected, renew } from './parts.ts';

/** Amendments that may move a contract's last day. */
const MOVES_THE_END: ReadonlySet<string> = new Set(['TERM', 'CO_TERM', 'RENEWAL']);

/** `amendContract`: writes the next version of a contract that is at the expected one. */
export const amendContract = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<ContractOutcome> => {
      const place = await placeToWrite(parts, 'contract', command.contractId);
      if (!place.ok) return place;
      return oneAtATime(parts, place.value, () => amend(parts, place.value, command, key));
    },
    lookUp: async (): Reply<ContractOutcome | null> => {
      const place = await placeToWrite(parts, 'contract', command.contractId);
      if (!place.ok) return place;
      const found = await place.value.connector.versionByKey(key);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      return settle(parts, place.value, found.value.externalId, command, key);
    },
  }));

async function amend(parts: CommandParts, place: Place, command: AmendContract, key: string): Reply<ContractOutcome> {
  const { connector, externalId } = place;
  const live = await connector.contract(externalId);
  if (!live.ok) return live;
  const [contract] = live.value.contracts;
  if (contract === undefined) return fail({ kind: 'NotFound', externalId });
  const own = live.value.versions.find((version) => version.key === key);
  if (own !== undefined) return settle(parts, place, own.externalId, command, key);
  if (contract.currentVersion !== command.expectedVersion) return fail({ kind: 'VersionConflict', externalId });
  const catalogue = await connector.productsByCodes([...new Set(command.deltas.map(({ productCode }) => productCode))]);
  if (!catalogue.ok) return catalogue;
  const version = versionOf(contract, command, catalogue.value);
  if (!version.ok) return version;
  const written = await connector.writeVersion(version.value, key);
  return written.ok ? settle(parts, place, written.value, command, key) : written;
}

function versionOf(
  contract: CrmContract,
  command: AmendContract,
  catalogue: CrmRecords,
): Result<NewVersion, ConnectorError> {
  const lines: WrittenLine[] = [];
  for (const delta of command.deltas) {
    const line = lineOf(delta, contract.currency, catalogue);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  const ends = MOVES_THE_END.has(command.kind) ? command.deltas.map(({ endsOn }) => endsOn) : [];
  return ok({
    contract,
    number: command.expectedVersion + 1,
    effectiveOn: command.effectiveOn,
    endsOn: [contract.endsOn, ...ends].toSorted().at(-1) ?? contract.endsOn,
    kind: command.kind,
    reason: command.reason,
    requestedBy: command.requestedBy,
    lines,
  });
}

/** The line needs the price book's entry of its product in the contract's currency, whatever price it is sold at. */
function lineOf(
  { productCode, quantity, unitPrice, startsOn, endsOn }: LineDelta,
  wanted: string,
  { products, prices }: CrmRecords,
): Result<WrittenLine, ConnectorError> {
  const product = products.find(({ code }) => code === productCode);
  if (product === undefined) return rejected('PRODUCT_UNKNOWN', 'deltas', `The CRM has no product ${productCode}`);
  const entry = prices.find(
    ({ productExternalId, standard, currency }) =>
      productExternalId === product.externalId && standard && currency === wanted,
  );
  if (entry === undefined) return rejected('PRICE_MISSING', 'deltas', `${productCode} has no price in ${wanted}`);
  return ok({
    productExternalId: product.externalId,
    priceExternalId: entry.externalId,
    priceBookExternalId: entry.priceBookExternalId,
    quantity,
    unitPrice,
    startsOn,
    endsOn,
  });
}

async function settle(
  parts: CommandParts,
  { connector, externalId }: Place,
  versionExternalId: string,
  { operationId }: AmendContract,
  key: string,
): Reply<ContractOutcome> {
  const cause = { operationId, causationId: operationId };
  const renewed = await renew(parts, connector, () => connector.contract(externalId), cause);
  if (!renewed.ok) return fail({ kind: 'OutcomeUnknown', key });
  const effect = effectOf({ connector, externalId: versionExternalId }, 'version');
  return contractOutcome(parts, connector, externalId, effect);
}
