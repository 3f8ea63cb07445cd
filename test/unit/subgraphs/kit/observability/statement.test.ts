import { statementOf } from '#kit/observability/statement.ts';

describe('a statement', () => {
  it.each([
    ['select id from operations.operation where id = $1', 'select', 'operations.operation'],
    ['\n  insert into erp.inbox (a) values ($1)', 'insert', 'erp.inbox'],
    ['UPDATE "billing"."invoice" SET x = 1', 'update', 'billing.invoice'],
    ['delete from crm.vendor_call where id in (select 1)', 'delete', 'crm.vendor_call'],
    ['COMMIT', 'commit', null],
    ["select set_config('app.entities', 'US', true)", 'select', null],
    ["vacuum 'a secret'", 'statement', null],
    ['', 'statement', null],
  ])('is told by what it does, and where: %s', (text, operation, table) => {
    expect(statementOf(text)).toEqual({ operation, table });
  });
});
