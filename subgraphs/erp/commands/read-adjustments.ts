import type { EntityManager } from 'typeorm';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { rows } from '#kit/persistence/query.ts';
import { type Adjustments, readAdjustments as payload, type ReadAdjustments } from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import type { CommandParts } from './parts.ts';

/** Of the list; the counts are of all. */
const SHOWN_MAX = 100;

/** Journals by hand of a month on any account that our own journals go to: payroll and rent are nobody's adjustment here. */
const BY_HAND = `from erp.journal_entry e
  where e.legal_entity = $1 and e.period = $2 and e.by_hand and exists (
    select from erp.journal_line l
    where l.connection = e.connection and l.entry_external_id = e.external_id and l.account_external_id in (
      select own.account_external_id from erp.journal_line own
      join erp.journal_entry made on made.connection = own.connection and made.external_id = own.entry_external_id
      where made.kind = 'JOURNAL' and not made.by_hand and made.connection = e.connection))`;

/** `readAdjustments`: from the mirror, so a journal is there as soon as the ledger has told of it. */
export const readAdjustments = (parts: CommandParts) =>
  readCommand(payload, async (asked): Reply<Adjustments> => ok(await adjustmentsOf(parts.dataSource.manager, asked)));

async function adjustmentsOf(em: EntityManager, { legalEntity, period }: ReadAdjustments): Promise<Adjustments> {
  const [counted] = await rows<{ count: number; unexplained: number }>(
    em,
    `select count(*)::integer as count,
       (count(*) filter (where coalesce(trim(e.memo), '') = ''))::integer as unexplained ${BY_HAND}`,
    [legalEntity, period],
  );
  const found = await rows<{
    id: string;
    number: string;
    postedOn: string;
    reason: string | null;
    minor: string;
    currency: string;
  }>(
    em,
    `select e.id, e.number, e.posted_on::text as "postedOn", nullif(trim(e.memo), '') as reason, e.currency,
       (select coalesce(sum(l.debit_minor), 0)::text from erp.journal_line l
        where l.connection = e.connection and l.entry_external_id = e.external_id) as minor
     ${BY_HAND} order by e.posted_on, e.id limit $3`,
    [legalEntity, period, SHOWN_MAX],
  );
  return {
    count: counted?.count ?? 0,
    unexplained: counted?.unexplained ?? 0,
    journals: found.map(({ id, minor, currency, ...journal }) => ({
      ...journal,
      journalEntryId: id,
      amount: { minor, currency },
    })),
  };
}
