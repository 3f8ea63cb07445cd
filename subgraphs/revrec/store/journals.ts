import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import type { JournalDraftLine } from '#schema/canonical/revenue.ts';
import type { PostedJournal } from '#schema/commands/erp.ts';

/** A line in the engine's terms, with the signed contract it belongs to. */
export interface KeptLine extends JournalDraftLine {
  readonly contractId: string;
}

/** With the product whose account it goes to; null where the account hangs on none. */
export interface DraftedLine extends KeptLine {
  readonly productCode: string | null;
}

/** A journal under the key that stands for it in the ledger. */
export interface DraftedBatch {
  readonly batchKey: string;
  readonly legalEntity: string;
  readonly currency: CurrencyCode;
  /** YYYY-MM, as everywhere here. */
  readonly period: string;
  readonly memo: string;
  readonly lines: readonly DraftedLine[];
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
  for (const { batchKey, legalEntity, currency, period, memo, lines } of drafts) {
    await rows(
      em,
      `insert into revrec.journal_batch (batch_key, legal_entity, period, currency, memo, drafted_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [batchKey, legalEntity, period, currency, memo, draftedAt],
    );
    await rows(
      em,
      `insert into revrec.journal_line (batch_key, position, contract_id, accounting_contract, obligation, role, layer,
         cause, origin_period, product_code, debit_minor, credit_minor)
       select $1, position, contract_id, accounting_contract, obligation, role, layer, cause, origin_period, product,
         debit, credit
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::bigint[], $11::bigint[]) with ordinality
         as t(contract_id, accounting_contract, obligation, role, layer, cause, origin_period, product, debit, credit,
           position)`,
      [
        batchKey,
        lines.map(({ contractId }) => contractId),
        lines.map(({ contract }) => contract),
        lines.map(({ obligation }) => obligation),
        lines.map(({ role }) => role),
        lines.map(({ layer }) => layer),
        lines.map(({ cause }) => cause),
        lines.map(({ originPeriod }) => originPeriod),
        lines.map(({ productCode }) => productCode),
        lines.map(({ debitMinor }) => debitMinor.toString()),
        lines.map(({ creditMinor }) => creditMinor.toString()),
      ],
    );
  }
}

/** Journals of an entity that no entry is recorded for, with anything that was earned up to `through`. */
const OPEN = `legal_entity = $1 and journal_entry_id is null and exists (
  select from revrec.journal_line l where l.batch_key = b.batch_key and l.origin_period <= $2)`;

export interface OpenJournals {
  readonly legalEntity: string;
  readonly through: string;
}

/** Those of them that hold nothing of another contract than this one. */
export async function openJournalsOf(
  em: EntityManager,
  { legalEntity, through, contractId }: OpenJournals & { readonly contractId: string },
): Promise<readonly DraftedBatch[]> {
  const found = await rows<{ batch_key: string }>(
    em,
    `select batch_key from revrec.journal_batch b
     where ${OPEN} and not exists (
       select from revrec.journal_line o where o.batch_key = b.batch_key and o.contract_id <> $3)`,
    [legalEntity, through, contractId],
  );
  return batchesOf(
    em,
    found.map(({ batch_key }) => batch_key),
  );
}

/** Where a list of journals goes on. */
export interface JournalPlace {
  readonly period: string;
  readonly batchKey: string;
}

/** The first of them after a place, by month and key. */
export function openJournalsAfter(
  em: EntityManager,
  {
    legalEntity,
    through,
    after,
    limit,
  }: OpenJournals & { readonly after: JournalPlace | null; readonly limit: number },
): Promise<readonly JournalPlace[]> {
  return rows(
    em,
    `select period, batch_key as "batchKey" from revrec.journal_batch b
     where ${OPEN} and (period, batch_key) > ($3::text, $4::text) order by period, batch_key limit $5`,
    [legalEntity, through, after?.period ?? '', after?.batchKey ?? '', limit],
  );
}

/** The obligations in each of these journals, by contract; lines of no obligation leave theirs empty. */
export async function contractsInJournals(
  em: EntityManager,
  batchKeys: readonly string[],
): Promise<ReadonlyMap<string, readonly { readonly contractId: string; readonly obligations: readonly string[] }[]>> {
  const found = await rows<{ batch_key: string; contract_id: string; obligations: readonly string[] | null }>(
    em,
    `select batch_key, contract_id,
       array_agg(distinct obligation order by obligation) filter (where obligation is not null) as obligations
     from revrec.journal_line where batch_key = any($1::text[]) group by batch_key, contract_id
     order by batch_key, contract_id`,
    [batchKeys],
  );
  const named = found.map(({ batch_key, contract_id, obligations }) => ({
    batchKey: batch_key,
    contractId: contract_id,
    obligations: obligations ?? [],
  }));
  return Map.groupBy(named, ({ batchKey }) => batchKey);
}

export async function openJournalCount(
  em: EntityManager,
  of: OpenJournals,
  after: JournalPlace | null,
): Promise<number> {
  const [counted] = await rows<{ count: string }>(
    em,
    `select count(*) as count from revrec.journal_batch b where ${OPEN} and (period, batch_key) > ($3::text, $4::text)`,
    [of.legalEntity, of.through, after?.period ?? '', after?.batchKey ?? ''],
  );
  return Number(counted?.count ?? 0);
}

type BatchRow = Omit<DraftedBatch, 'lines'>;

/** Journals by key, with their lines, by month and key. */
export async function batchesOf(em: EntityManager, batchKeys: readonly string[]): Promise<readonly DraftedBatch[]> {
  const batches = await rows<BatchRow>(
    em,
    `select batch_key as "batchKey", legal_entity as "legalEntity", currency, period, memo from revrec.journal_batch
     where batch_key = any($1::text[]) order by period, batch_key`,
    [batchKeys],
  );
  const lines = await rows<LineRow & { readonly batch_key: string; readonly product_code: string | null }>(
    em,
    'select * from revrec.journal_line where batch_key = any($1::text[]) order by batch_key, position',
    [batchKeys],
  );
  const byBatch = Map.groupBy(lines, ({ batch_key }) => batch_key);
  return batches.map((batch) => ({
    ...batch,
    lines: (byBatch.get(batch.batchKey) ?? []).map((row) => ({ ...fromLine(row), productCode: row.product_code })),
  }));
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

/** Locks journals and answers which entry is recorded for each, null for none; one that is not known is left out. */
export async function lockBatches(
  em: EntityManager,
  batchKeys: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = await rows<{ batch_key: string; journal_entry_id: string | null }>(
    em,
    `select batch_key, journal_entry_id from revrec.journal_batch
     where batch_key = any($1::text[]) order by batch_key for update`,
    [batchKeys],
  );
  return new Map(found.map(({ batch_key, journal_entry_id }) => [batch_key, journal_entry_id]));
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
