import { In } from 'typeorm';
import { z } from 'zod';
import { prices } from '#crm/entities/price.ts';
import { products } from '#crm/entities/product.ts';
import { type CrmDeal, NO_RECORDS } from '#crm/port.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { OpportunityFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { contractFactsOf, customerFactsOf, parentIdOf } from './contract-facts.ts';
import { type CommandParts, placeOf, renew } from './parts.ts';

/** `readOpportunity`: the deal as the vendor has it now, or null. The mirror is renewed on the way. */
export const readOpportunity = (parts: CommandParts) =>
  readCommand(z.object({ opportunityId: z.string() }), async ({ opportunityId }) => {
    const place = await placeOf(parts, 'opportunity', opportunityId);
    if (place === null) return ok(null);
    const { connector, externalId } = place;
    const read: { deal: CrmDeal | null } = { deal: null };
    const renewed = await renew(parts, connector, async () => {
      const deal = await connector.deal(externalId);
      if (!deal.ok) return deal;
      read.deal = deal.value;
      return ok(deal.value?.records ?? NO_RECORDS);
    });
    if (!renewed.ok) return renewed;
    return read.deal === null ? ok(null) : opportunityFacts(parts, connector.connection, read.deal);
  });

/** `readContract`: from the mirror (CACHED) or renewed from the vendor (LIVE), or null. */
export const readContract = (parts: CommandParts) =>
  readCommand(
    z.object({ contractId: z.string(), freshness: z.enum(['CACHED', 'LIVE']).default('CACHED') }),
    async ({ contractId, freshness }) => {
      const place = await placeOf(parts, 'contract', contractId);
      if (place === null) return ok(null);
      if (freshness === 'LIVE') {
        const renewed = await renew(parts, place.connector, () => place.connector.contract(place.externalId));
        if (!renewed.ok) return renewed;
      }
      return contractFactsOf(parts, contractId);
    },
  );

/** `readProducts`: from the mirror, in the order asked, null where the catalogue has none. */
export const readProducts = (parts: CommandParts) =>
  readCommand(
    z.object({ codes: z.array(z.string()), currency: z.string().length(3) }),
    async ({ codes, currency }): Promise<Result<readonly (ProductFacts | null)[], ConnectorError>> => {
      const { manager } = parts.dataSource;
      const found = await manager.find(products, { where: { code: In(codes) }, order: { externalId: 'ASC' } });
      const listed = await manager.find(prices, {
        where: {
          currency,
          standard: true,
          active: true,
          productExternalId: In(found.map(({ externalId }) => externalId)),
        },
      });
      return ok(
        codes.map((wanted) => {
          const product = found.find(({ code }) => code === wanted);
          if (product === undefined) return null;
          const { id, code, name, active, chargeModel, connection, externalId } = product;
          const list = listed.find(
            (price) => price.connection === connection && price.productExternalId === externalId,
          );
          return { productId: id, code, name, active, listPrice: list?.unitPrice ?? null, chargeModel };
        }),
      );
    },
  );

async function opportunityFacts(
  parts: CommandParts,
  connection: string,
  { opportunity, account, facts, lines, appliedToExternalId }: CrmDeal,
): Promise<Result<OpportunityFacts, ConnectorError>> {
  const legalEntity = opportunity.legalEntity ?? account.legalEntity;
  if (legalEntity === null) {
    return fail({ kind: 'Unmappable', field: 'legalEntity', detail: `${opportunity.externalId} has none` });
  }
  const { manager } = parts.dataSource;
  const idOf = async (kind: string, externalId: string | null) => {
    if (externalId === null) return null;
    const [id = null] = await idsOf(manager, 'crm', [{ kind, connection, externalId }]);
    return id;
  };
  const productIds = await idsOf(
    manager,
    'crm',
    lines.map(({ productExternalId: externalId }) => ({ kind: 'product', connection, externalId })),
  );
  const { amountMinor, currency, quotedVersion, approval, billingFrequency } = opportunity;
  const parentId = await parentIdOf(parts, { ...account, connection });
  return ok({
    opportunityId: (await idOf('opportunity', opportunity.externalId)) ?? '',
    externalId: opportunity.externalId,
    name: opportunity.name,
    stage: opportunity.stage,
    won: opportunity.won,
    currency,
    legalEntity,
    closedOn: opportunity.closedOn,
    startsOn: facts.startsOn,
    endsOn: facts.endsOn,
    paymentTermDays: facts.paymentTermDays,
    contractId: await idOf('contract', opportunity.contractExternalId ?? appliedToExternalId),
    ...(billingFrequency === null ? {} : { billingFrequency }),
    kind: opportunity.kind,
    changesContractId: await idOf('contract', opportunity.changesContractExternalId),
    quotedVersion,
    ...(approval === null ? {} : { approval }),
    amount: amountMinor === null ? null : toMoneyWire({ minor: amountMinor, currency }),
    customer: customerFactsOf((await idOf('customer', account.externalId)) ?? '', account, { legalEntity, parentId }),
    lines: lines.map((line, index) => ({
      productId: productIds[index] ?? '',
      productCode: line.productCode,
      productName: line.productName,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      listPrice: line.listPrice,
      startsOn: line.startsOn,
      endsOn: line.endsOn,
      chargeModel: line.chargeModel,
    })),
  });
}
