import { accountingPeriods } from '#erp/entities/accounting-period.ts';
import { legalEntities } from '#erp/entities/legal-entity.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type Obstacle, readReadiness as payload } from '#schema/commands/erp.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { accountOf, billedAccount, chartFor, dimensionsOf } from './accounts.ts';
import { monthOf } from './document.ts';
import { type Books, booksOf, type CommandParts } from './parts.ts';

/** `readReadiness`: everything that would keep documents out of the ledger today, by the mirror; `[]` = nothing. */
export const readReadiness = (parts: CommandParts) =>
  readCommand(payload, async ({ legalEntity, currency, productCodes }): Reply<readonly Obstacle[]> => {
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
    const hasCurrency = chart.dimensions.some(({ kind, name }) => kind === 'CURRENCY' && name === currency);
    const detail = `The ledger has no currency ${currency}`;
    const ofCurrency = hasCurrency ? [] : [{ code: 'CURRENCY_UNMAPPED', subject: currency, detail }];
    return ok([...ofCurrency, ...ofBooks, ...ofProducts, ...(await periodObstacles(parts, books.value))]);
  });

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
