import { In } from 'typeorm';
import { bookedValue } from '#crm/bookings.ts';
import { linesUnder, statusOn, valueUnder, type WholeContract } from '#crm/contract-view.ts';
import { prices } from '#crm/entities/price.ts';
import { products } from '#crm/entities/product.ts';
import { bookingsOf } from '#crm/intake/booking-log.ts';
import { openLoaders } from '#crm/loaders.ts';
import type { CrmAccount } from '#crm/port.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { ContractFacts, CustomerFacts, SoldLine } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { CommandParts } from './parts.ts';

/** A contract as sagas take it, from the mirror; null when the mirror has none. */
export async function contractFactsOf(
  parts: CommandParts,
  contractId: string,
): Promise<Result<ContractFacts | null, ConnectorError>> {
  const { manager } = parts.dataSource;
  const loaders = openLoaders(manager);
  const contract = await loaders.contractById.load(contractId);
  if (contract === null) return ok(null);
  const { connection, accountExternalId, opportunityExternalId } = contract;
  const account = await loaders.customer.load({ connection, externalId: accountExternalId });
  if (account === null) return missing('account', contract.externalId);
  const legalEntity = contract.legalEntity ?? account.legalEntity;
  if (legalEntity === null) return missing('legalEntity', contract.externalId);
  const whole = await loaders.wholeContract.load(contract);
  const lines = await soldLines(parts, whole);
  if (!lines.ok) return lines;
  const booked = bookedValue(whole, await bookingsOf(manager, [whole]));
  const parentId = await parentIdOf(parts, account);
  const [opportunityId = null] =
    opportunityExternalId === null
      ? []
      : await idsOf(manager, 'crm', [{ kind: 'opportunity', connection, externalId: opportunityExternalId }]);
  return ok({
    contractId,
    externalId: contract.externalId,
    number: contract.number,
    version: contract.currentVersion,
    status: statusOn(contract, parts.clock.today()),
    currency: contract.currency,
    legalEntity,
    startsOn: contract.startsOn,
    endsOn: contract.endsOn,
    opportunityId,
    ...(contract.billingFrequency === null ? {} : { billingFrequency: contract.billingFrequency }),
    customer: customerFactsOf(account.id, account, { legalEntity, parentId }),
    lines: lines.value,
    totalValue: toMoneyWire(valueUnder(whole, contract.currentVersion)),
    bookedValue: booked === null ? null : toMoneyWire(booked),
  });
}

/** Our id of the account above, whether or not that one was read yet. */
export async function parentIdOf(
  { dataSource }: CommandParts,
  account: CrmAccount & { readonly connection: string },
): Promise<string | null> {
  const { parentExternalId: externalId, connection } = account;
  if (externalId === null) return null;
  const [id = null] = await idsOf(dataSource.manager, 'crm', [{ kind: 'customer', connection, externalId }]);
  return id;
}

/** `legalEntity` stands in where the account names none: that of the deal or contract. */
export function customerFactsOf(
  customerId: string,
  account: CrmAccount,
  { legalEntity, parentId }: { readonly legalEntity: string; readonly parentId: string | null },
): CustomerFacts {
  const { externalId, name, country } = account;
  return { customerId, externalId, name, country, legalEntity: account.legalEntity ?? legalEntity, parentId };
}

async function soldLines(
  { dataSource, clock }: CommandParts,
  whole: WholeContract,
): Promise<Result<readonly SoldLine[], ConnectorError>> {
  const { connection, currency, currentVersion } = whole.contract;
  const held = linesUnder(whole, currentVersion, clock.today());
  const externalIds = held.map(({ productExternalId }) => productExternalId);
  const catalogue = await dataSource.manager.find(products, { where: { connection, externalId: In(externalIds) } });
  const listed = await dataSource.manager.find(prices, {
    where: { connection, currency, standard: true, active: true, productExternalId: In(externalIds) },
  });
  const lines: SoldLine[] = [];
  for (const { productExternalId, quantity, unitPrice, startsOn, endsOn, chargeModel } of held) {
    const product = catalogue.find(({ externalId }) => externalId === productExternalId);
    if (product === undefined) return missing('product', productExternalId);
    const list = listed.find((price) => price.productExternalId === productExternalId);
    lines.push({
      productId: product.id,
      productCode: product.code,
      productName: product.name,
      quantity,
      unitPrice,
      listPrice: list?.unitPrice ?? null,
      startsOn,
      endsOn,
      chargeModel,
    });
  }
  return ok(lines);
}

function missing(field: string, externalId: string): Result<never, ConnectorError> {
  return fail({ kind: 'Unmappable', field, detail: `${externalId} has none that is known` });
}
