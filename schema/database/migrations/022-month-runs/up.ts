export const up: readonly string[] = [
  'alter table revrec.journal_line add column product_code text',
  `update revrec.journal_line l
   set product_code = b.journal -> 'lines' -> (l.position - 1) ->> 'productCode'
   from revrec.journal_batch b where b.batch_key = l.batch_key`,
  'alter table revrec.journal_batch add column currency char(3), add column memo text',
  `update revrec.journal_batch set currency = journal ->> 'currency', memo = journal ->> 'memo'`,
  'alter table revrec.journal_batch alter column currency set not null, alter column memo set not null',
  'alter table revrec.journal_batch drop column journal',
  'alter table revrec.journal_line drop constraint journal_line_contract_id_fkey',
  'alter table revrec.contract add column drafted_through char(7), add column drafted_under text',
];
