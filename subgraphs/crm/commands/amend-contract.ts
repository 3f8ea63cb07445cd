import { noteBooking } from '#crm/intake/booking-log.ts';
import {
  type CrmConnector,
  type CrmContract,
  type CrmRecords,
  type NewVersion,
  NO_RECORDS,
  type WrittenLine,
} from '#crm/port.ts';
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
import {
  type CommandParts,
  effectOf,
  oneAtATime,
  type Place,
  placeOf,
  placeToWrite,
  rejected,
  renew,
} from './parts.ts';

/** Amendments whose lines move the contract's last day where the command does not name it. */
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
  // Into the mirror first: what somebody else changed is told as theirs before ours is written on top of it.
  const live = await renew(parts, connector, () => connector.contract(externalId));
  if (!live.ok) return live;
  const [contract] = live.value.contracts;
  if (contract === undefined) return fail({ kind: 'NotFound', externalId });
  const own = live.value.versions.find((version) => version.key === key);
  if (own !== undefined) return settle(parts, place, own.externalId, command, key);
  if (contract.currentVersion !== command.expectedVersion) return fail({ kind: 'VersionConflict', externalId });
  const deal = await askingDeal(parts, place, command.opportunityId ?? null);
  if (!deal.ok) return deal;
  const catalogue = await productsOf(connector, command);
  if (!catalogue.ok) return catalogue;
  const version = versionOf(contract, command, { deal: deal.value, catalogue: catalogue.value });
  if (!version.ok) return version;
  await noteBooking(parts.dataSource.manager, { connection: connector.connection, key }, bookingOf(version.value));
  const written = await connector.writeVersion(version.value, key);
  return written.ok ? settle(parts, place, written.value, command, key) : written;
}

interface AskingDeal {
  readonly opportunityExternalId: string;
  readonly linksDeal: boolean;
}

/** The deal that sales asked with. A deal that is another contract's stays that: references are not moved. */
async function askingDeal(parts: CommandParts, place: Place, opportunityId: string | null): Reply<AskingDeal | null> {
  if (opportunityId === null) return ok(null);
  const at = await placeToWrite(parts, 'opportunity', opportunityId);
  if (!at.ok) return at;
  if (at.value.connector !== place.connector) return rejected('IMMUTABLE_REF', 'opportunityId', 'Of another CRM');
  const opportunityExternalId = at.value.externalId;
  const read = await renew(parts, place.connector, () => place.connector.opportunity(opportunityExternalId));
  if (!read.ok) return read;
  const [deal] = read.value.opportunities;
  if (deal === undefined) return fail({ kind: 'NotFound', externalId: opportunityExternalId });
  const linked = deal.contractExternalId ?? deal.changesContractExternalId;
  if (linked !== null && linked !== place.externalId) {
    return rejected('IMMUTABLE_REF', 'opportunityId', `The deal is linked to contract ${linked}`);
  }
  return ok({ opportunityExternalId, linksDeal: linked === null });
}

function productsOf(connector: CrmConnector, { deltas }: AmendContract): Reply<CrmRecords> {
  const codes = new Set(deltas.map(({ productCode }) => productCode));
  return codes.size === 0 ? Promise.resolve(ok(NO_RECORDS)) : connector.productsByCodes([...codes]);
}

function versionOf(
  contract: CrmContract,
  command: AmendContract,
  { deal, catalogue }: { readonly deal: AskingDeal | null; readonly catalogue: CrmRecords },
): Result<NewVersion, ConnectorError> {
  const lines: WrittenLine[] = [];
  for (const delta of command.deltas) {
    const line = lineOf(delta, contract.currency, catalogue);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok({
    contract,
    number: command.expectedVersion + 1,
    effectiveOn: command.effectiveOn,
    endsOn: command.endsOn ?? endAfter(contract, command),
    status: command.status ?? null,
    billingFrequency: command.billingFrequency ?? null,
    opportunityExternalId: deal?.opportunityExternalId ?? null,
    linksDeal: deal?.linksDeal ?? false,
    kind: command.kind,
    reason: command.reason,
    requestedBy: command.requestedBy,
    lines,
  });
}

function endAfter(contract: CrmContract, { kind, deltas }: AmendContract): string {
  const ends = MOVES_THE_END.has(kind) ? deltas.map(({ endsOn }) => endsOn) : [];
  return [contract.endsOn, ...ends].toSorted().at(-1) ?? contract.endsOn;
}

/** What the contract says once the version is written. */
function bookingOf({ contract, status, endsOn, billingFrequency, lines }: NewVersion) {
  return {
    status: status ?? contract.status,
    endsOn,
    billingFrequency: billingFrequency ?? contract.billingFrequency,
    lines,
  };
}

/** The line needs the price book's entry of its product in the contract's currency, whatever price it is sold at. */
function lineOf(
  { productCode, quantity, unitPrice, startsOn, endsOn, chargeModel }: LineDelta,
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
    chargeModel: chargeModel ?? product.chargeModel,
  });
}

async function settle(
  parts: CommandParts,
  { connector, externalId }: Place,
  versionExternalId: string,
  { operationId, opportunityId }: AmendContract,
  key: string,
): Reply<ContractOutcome> {
  const cause = { operationId, causationId: operationId };
  const renewed = await renew(parts, connector, () => connector.contract(externalId), cause);
  if (!renewed.ok) return fail({ kind: 'OutcomeUnknown', key });
  const deal = await placeOf(parts, 'opportunity', opportunityId ?? '');
  // The deal's link stands whatever becomes of this read; the poll brings it to the mirror as well.
  if (deal !== null) await renew(parts, connector, () => connector.opportunity(deal.externalId), cause);
  const effect = effectOf({ connector, externalId: versionExternalId }, 'version');
  return contractOutcome(parts, connector, externalId, effect);
}
