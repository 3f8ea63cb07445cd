import { accountingPeriods } from '#erp/entities/accounting-period.ts';
import { legalEntities } from '#erp/entities/legal-entity.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { decimalOf } from '#schema/canonical/contract.ts';
import { compareRatios } from '#schema/canonical/ratio.ts';
import { type Obstacle, readReadiness as payload, type ReadReadiness } from '#schema/commands/erp.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { accountOf, billedAccount, type Chart, chartFor, dimensionsOf } from './accounts.ts';
import { monthOf } from './document.ts';
import { type Books, booksOf, type CommandParts, renewReference } from './parts.ts';

/**
 * `readReadiness`: everything that would keep documents out of the ledger today, by the mirror; `[]` = nothing. What the
 * mirror does not know, or has another price of, is looked for in the ledger once: it may have been set up a moment ago.
 * When the ledger gives no answer then, neither does this, except that another price stands.
 */
export const readReadiness = (parts: CommandParts) =>
  readCommand(payload, async (asked): Reply<readonly Obstacle[]> => {
    const known = await obstaclesTo(parts, asked);
    if (!known.ok || !known.value.some(({ code }) => mayBeNews(code))) return known;
    const renewed = await renewReference(parts);
    if (renewed.ok) return obstaclesTo(parts, asked);
    // What is missing keeps documents out later as well; another price would be met by nothing any more.
    const prices = known.value.filter(({ code }) => code === PRICE_MISMATCH);
    return prices.length > 0 ? ok(prices) : renewed;
  });

const PRICE_MISMATCH = 'PRICE_MISMATCH';

function mayBeNews(code: string): boolean {
  return code.endsWith('_UNMAPPED') || code === 'LEGAL_ENTITY_UNKNOWN' || code === PRICE_MISMATCH;
}

async function obstaclesTo(parts: CommandParts, asked: ReadReadiness): Reply<readonly Obstacle[]> {
  const { legalEntity, currency, productCodes } = asked;
  const known = await parts.dataSource.manager.findOne(legalEntities, { where: { code: legalEntity } });
  if (known === null) {
    const detail = `No ledger keeps books of ${legalEntity}`;
    return ok([{ code: 'LEGAL_ENTITY_UNKNOWN', subject: legalEntity, detail }]);
  }
  const books = await booksOf(parts, legalEntity);
  if (!books.ok) return books;
  const chart = await chartFor(parts, books.value, { codes: productCodes, on: parts.clock.today() });
  const ofProducts = productCodes.flatMap((code) =>
    obstaclesOf(code, [
      dimensionsOf(chart, code, null),
      accountOf(chart, 'REVENUE', code),
      accountOf(chart, 'CONTRACT_LIABILITY', code),
      billedAccount(chart, code),
    ]),
  );
  const roles = ['AR', 'CASH', 'REFUND'] as const;
  const ofBooks = roles.flatMap((role) => obstaclesOf(role, [accountOf(chart, role, null)]));
  return ok([
    ...currencyObstacles(chart, currency),
    ...ofBooks,
    ...ofProducts,
    ...priceObstacles(chart, asked),
    ...(await periodObstacles(parts, books.value)),
  ]);
}

function currencyObstacles({ dimensions }: Chart, currency: string): readonly Obstacle[] {
  const names = dimensions.flatMap(({ kind, name }) => (kind === 'CURRENCY' ? [name] : []));
  if (names.includes(currency)) return [];
  const detail = `The ledger has no currency ${currency}; it has ${names.toSorted().join(', ')}`;
  return [{ code: 'CURRENCY_UNMAPPED', subject: currency, detail }];
}

function priceObstacles(chart: Chart, { currency, listPrices = [] }: ReadReadiness): readonly Obstacle[] {
  return listPrices.flatMap(({ productCode, listPrice }) => {
    const item = chart.items.get(productCode);
    const base = item?.basePrices.find((price) => price.currency === currency);
    if (base === undefined || compareRatios(decimalOf(base.unitPrice), decimalOf(listPrice)) === 0) return [];
    const detail = `${productCode} costs ${listPrice} ${currency} by the price book and ${base.unitPrice} ${currency} by the ledger's item ${item?.code}`;
    return [{ code: PRICE_MISMATCH, subject: productCode, detail }];
  });
}

/** One obstacle a code: a product without an item fails for that reason everywhere. */
function obstaclesOf(subject: string, checks: readonly Result<unknown, ConnectorError>[]): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  for (const check of checks) {
    if (check.ok || check.error.kind !== 'Rejected') continue;
    const { code, detail } = check.error;
    if (!found.has(code)) found.set(code, { code, subject, detail });
  }
  return [...found.values()];
}

/** The month of today must take receivables, or a later one: documents may be put there. */
async function periodObstacles(parts: CommandParts, { entity }: Books): Promise<readonly Obstacle[]> {
  const months = await parts.dataSource.manager.find(accountingPeriods, {
    where: { connection: entity.connection, legalEntity: entity.code },
    order: { key: 'ASC' },
  });
  const today = monthOf(parts.clock.today());
  const current = months.find(({ key }) => key === today);
  if (current?.status === 'OPEN') return [];
  const next = months.find(({ key, status }) => key > today && status === 'OPEN');
  const detail = `${today} is ${current?.status ?? 'no month of the books'}; the first open month is ${next?.key ?? 'not there'}`;
  return [{ code: 'CLOSED_PERIOD', subject: today, detail }];
}
