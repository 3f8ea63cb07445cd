import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { JournalDraftLine } from '#schema/canonical/revenue.ts';
import type { JournalBatch, PostedJournal } from '#schema/commands/erp.ts';

/** A line in the engine's terms, with the signed contract it belongs to. */
export interface KeptLine extends JournalDraftLine {
  readonly contractId: string;
}

/** A batch as it goes out, and the lines it was made of. */
export interface DraftedBatch extends JournalBatch {
  readonly kept: readonly KeptLine[];
}

interface LineRow {
  readonly contract_id: string;
  readonly accounting_contract: string;
  readonly obligation: string | null;
  readonly role: JournalDraftLine['role'];
  readonly layer: JournalDraftLine['layer'];
  readonly cause: JournalDraftLine['cause'];
  readonly origin_period: string;
  readonly debit_minor: string;
  readonly credit_minor: string;
}

/** What these contracts have in the ledger, or in a batch that is on its way there. By signed contract. */
export async function takenLinesOf(
  em: EntityManager,
  contractIds: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptLine[]>> {
  const found = await rows<LineRow>(
    em,
    'select * from revrec.journal_line where contract_id = any($1::text[]) order by batch_key, position',
    [contractIds],
  );
  return Map.groupBy(found.map(fromLine), ({ contractId }) => contractId);
}

/** Keeps drafts: from now on their amounts count as taken, whoever posts them. */
export async function keepDrafts(em: EntityManager, drafts: readonly DraftedBatch[], draftedAt: Date): Promise<void> {
  for (const { batchKey, journal, kept } of drafts) {
    await rows(
      em,
      `insert into revrec.journal_batch (batch_key, legal_entity, period, journal, drafted_at)
       values ($1, $2, $3, $4, $5)`,
      [batchKey, journal.legalEntity, journal.period, JSON.stringify(journal), draftedAt],
    );
    await rows(
      em,
      `insert into revrec.journal_line (batch_key, position, contract_id, accounting_contract, obligation, role, layer,
         cause, origin_period, debit_minor, credit_minor)
       select $1, position, contract_id, accounting_contract, obligation, role, layer, cause, origin_period, debit, credit
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
         $10::bigint[]) with ordinality
         as t(contract_id, accounting_contract, obligation, role, layer, cause, origin_period, debit, credit, position)`,
      [
        batchKey,
        kept.map(({ contractId }) => contractId),
        kept.map(({ contract }) => contract),
        kept.map(({ obligation }) => obligation),
        kept.map(({ role }) => role),
        kept.map(({ layer }) => layer),
        kept.map(({ cause }) => cause),
        kept.map(({ originPeriod }) => originPeriod),
        kept.map(({ debitMinor }) => debitMinor.toString()),
        kept.map(({ creditMinor }) => creditMinor.toString()),
      ],
    );
  }
}

/**
 * Drafts of an entity that no entry is recorded for, with anything that was earned up to `through` (YYYY-MM). With a
 * contract only those that are wholly its own.
 */
export async function openDrafts(
  em: EntityManager,
  of: { readonly legalEntity: string; readonly contractId: string | null; readonly through: string },
): Promise<readonly JournalBatch[]> {
  const found = await rows<{ batch_key: string; journal: JournalBatch['journal'] }>(
    em,
    `select batch_key, journal from revrec.journal_batch b
     where legal_entity = $1 and journal_entry_id is null and exists (
       select from revrec.journal_line l where l.batch_key = b.batch_key and l.origin_period <= $2)
       and ($3::text is null or not exists (
         select from revrec.journal_line o where o.batch_key = b.batch_key and o.contract_id <> $3))
     order by period, batch_key`,
    [of.legalEntity, of.through, of.contractId],
  );
  return found.map(({ batch_key, journal }) => ({ batchKey: batch_key, journal }));
}

/** How many batches there are for an entity's month: tells two of the same contents apart. */
export async function batchCount(em: EntityManager, legalEntity: string, period: string): Promise<number> {
  const [counted] = await rows<{ count: string }>(
    em,
    'select count(*) as count from revrec.journal_batch where legal_entity = $1 and period = $2',
    [legalEntity, period],
  );
  return Number(counted?.count ?? 0);
}

export interface BatchState {
  readonly batchKey: string;
  readonly journal: JournalBatch['journal'];
  readonly journalEntryId: string | null;
}

/** Batches by key, locked. */
export function lockBatches(em: EntityManager, batchKeys: readonly string[]): Promise<readonly BatchState[]> {
  return rows(
    em,
    `select batch_key as "batchKey", journal, journal_entry_id as "journalEntryId"
     from revrec.journal_batch where batch_key = any($1::text[]) order by batch_key for update`,
    [batchKeys],
  );
}

export async function markPosted(em: EntityManager, entry: PostedJournal, recordedAt: Date): Promise<void> {
  await rows(
    em,
    `update revrec.journal_batch set journal_entry_id = $2, document_number = $3, posted_period = $4, recorded_at = $5
     where batch_key = $1`,
    [entry.batchKey, entry.journalEntryId, entry.documentNumber, entry.period, recordedAt],
  );
}

/** Revenue that the ledger has: the earning month, the month it was posted in, credit above zero. */
export interface PostedRevenue {
  readonly contractId: string;
  readonly obligation: string;
  readonly originPeriod: string;
  readonly postedPeriod: string;
  readonly amountMinor: bigint;
  readonly recordedAt: string;
}

export async function postedRevenueOf(
  em: EntityManager,
  contractIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PostedRevenue[]>> {
  const found = await rows<Omit<PostedRevenue, 'amountMinor' | 'recordedAt'> & { amount: string; recordedAt: Date }>(
    em,
    `select l.contract_id as "contractId", l.obligation, l.origin_period as "originPeriod",
       b.posted_period as "postedPeriod", l.credit_minor - l.debit_minor as amount, b.recorded_at as "recordedAt"
     from revrec.journal_line l join revrec.journal_batch b using (batch_key)
     where l.contract_id = any($1::text[]) and l.role = 'REVENUE' and b.journal_entry_id is not null
     order by l.batch_key, l.position`,
    [contractIds],
  );
  const posted = found.map(({ amount, recordedAt, ...row }) => ({
    ...row,
    amountMinor: BigInt(amount),
    recordedAt: recordedAt.toISOString(),
  }));
  return Map.groupBy(posted, ({ contractId }) => contractId);
}

/** The ledger's entries of each contract, in the order of their months. */
export async function entriesOf(
  em: EntityManager,
  contractIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await rows<{ contract_id: string; ids: readonly string[] }>(
    em,
    `select contract_id, array_agg(journal_entry_id order by period, journal_entry_id) as ids
     from (select distinct l.contract_id, b.period, b.journal_entry_id
       from revrec.journal_line l join revrec.journal_batch b using (batch_key)
       where l.contract_id = any($1::text[]) and b.journal_entry_id is not null) as entry
     group by contract_id`,
    [contractIds],
  );
  return new Map(found.map(({ contract_id, ids }) => [contract_id, [...new Set(ids)]]));
}

function fromLine(row: LineRow): KeptLine {
  return {
    contractId: row.contract_id,
    contract: row.accounting_contract,
    obligation: row.obligation,
    role: row.role,
    layer: row.layer,
    cause: row.cause,
    originPeriod: row.origin_period,
    debitMinor: BigInt(row.debit_minor),
    creditMinor: BigInt(row.credit_minor),
  };
}
