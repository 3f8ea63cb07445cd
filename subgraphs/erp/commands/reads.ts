import { z } from 'zod';
import { accountingPeriods } from '#erp/entities/accounting-period.ts';
import { legalEntities } from '#erp/entities/legal-entity.ts';
import { postings } from '#erp/entities/posting.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { LegalEntityFacts, PeriodFacts, PostingFacts } from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import { booksOf, type CommandParts, foundOrRefreshed, renewPeriods } from './parts.ts';

/**
 * `readPeriods`: the entity's months in order, as the ledger has them now; when it does not answer, as the mirror has
 * them, because every posting asks again.
 */
export const readPeriods = (parts: CommandParts) =>
  readCommand(z.object({ legalEntity: z.string() }), async ({ legalEntity }): Reply<readonly PeriodFacts[]> => {
    const books = await booksOf(parts, legalEntity);
    if (!books.ok) return books;
    const renewed = await renewPeriods(parts, books.value.connector);
    if (!renewed.ok) parts.log.warn({ legalEntity, error: renewed.error }, 'live read failed');
    const found = await parts.dataSource.manager.find(accountingPeriods, {
      where: { legalEntity },
      order: { startsOn: 'ASC' },
    });
    return ok(found.map(({ id, key, startsOn, endsOn, status }) => ({ id, key, startsOn, endsOn, status })));
  });

/** `readLegalEntity { id }` or `{ code }`: from the mirror; null when no ledger keeps its books. */
export const readLegalEntity = (parts: CommandParts) =>
  readCommand(
    z.union([z.object({ id: z.string() }), z.object({ code: z.string() })]),
    async (where): Reply<LegalEntityFacts | null> => {
      const found = await foundOrRefreshed(parts, () => parts.dataSource.manager.findOne(legalEntities, { where }));
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      const { id, code, currency } = found.value;
      return ok({ id, code, currency });
    },
  );

/** `readPosting { documentId }`: what the ledger did with it, from the mirror; null when it has not heard of it. */
export const readPosting = (parts: CommandParts) =>
  readCommand(z.object({ documentId: z.string() }), async ({ documentId }): Reply<PostingFacts | null> => {
    const found = await parts.dataSource.manager.findOne(postings, {
      where: { documentId },
      order: { postedAt: 'DESC' },
    });
    if (found === null) return ok(null);
    const { number, status, period, currency, totalMinor: minor } = found;
    return ok({ documentId, status, documentNumber: number, period, total: toMoneyWire({ minor, currency }) });
  });
