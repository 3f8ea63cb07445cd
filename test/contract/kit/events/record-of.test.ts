import type { NewEvent, RecordedRow } from '#kit/events/event.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { recordOf } from '#kit/events/record-of.ts';
import { rows } from '#kit/persistence/query.ts';
import { type Ground, openGround } from '../ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
  await ground.em.query(`create table billing.bill (
    connection text, external_id text, total_minor bigint, rate numeric, issued_on date, raw jsonb)`);
  await ground.em.query('create table billing.bill_line (connection text, bill_external_id text, position integer)');
});
afterAll(() => ground.close());
beforeEach(() => ground.em.query('truncate billing.bill, billing.bill_line'));

const told = (record: readonly RecordedRow[]): NewEvent => ({
  type: 'bill.changed',
  schemaVersion: 1,
  origin: 'SOURCE',
  occurredAt: new Date('2026-08-16T09:00:00Z'),
  legalEntity: null,
  customerId: null,
  contractId: null,
  operationId: null,
  correlationId: 'cor_1',
  causationId: null,
  data: {},
  record,
});

const kept = (path: string) =>
  rows<{ value: string }>(
    ground.em,
    `select record #>> $1 as value from event_log.event where record is not null order by xid desc, id desc limit 1`,
    [path.split('.')],
  ).then(([row]) => row?.value);

describe('the record of an event', () => {
  it('holds the row with every digit, also inside what the vendor said', async () => {
    await ground.em.query(`insert into billing.bill values
      ('main', 'in_1', 9007199254740993, 1.10, '2026-08-16', '{"amount": 12345678901234567.10}')`);
    const records = await recordOf(ground.em, { table: 'billing.bill', column: 'external_id' }, ['in_1']);
    await appendEvents(ground.em, [told(records.get('in_1') ?? [])]);
    expect(await kept('1.row.total_minor')).toBe('9007199254740993');
    expect(await kept('1.row.rate')).toBe('1.10');
    expect(await kept('1.row.raw.amount')).toBe('12345678901234567.10');
    expect(await kept('1.row.issued_on')).toBe('2026-08-16');
  });

  it('says first that what was there is gone, so that a line which was taken out is taken out by a replay', async () => {
    await ground.em.query(`insert into billing.bill_line values ('main', 'in_1', 0), ('main', 'in_1', 1)`);
    const table = { table: 'billing.bill_line', column: 'bill_external_id', connection: 'main' };
    const records = await recordOf(ground.em, table, ['in_1', 'in_2']);
    const line = (position: number) => ({
      table: 'billing.bill_line',
      row: { connection: 'main', bill_external_id: 'in_1', position },
    });
    expect(JSON.parse(JSON.stringify([...records]))).toEqual([
      [
        'in_1',
        [
          { table: 'billing.bill_line', row: { connection: 'main', bill_external_id: 'in_1' }, gone: true },
          line(0),
          line(1),
        ],
      ],
      ['in_2', [{ table: 'billing.bill_line', row: { connection: 'main', bill_external_id: 'in_2' }, gone: true }]],
    ]);
  });

  it('leaves out what another connection has under the same id', async () => {
    await ground.em.query(`insert into billing.bill (connection, external_id) values ('main', 'in_1'), ('eu', 'in_1')`);
    const table = { table: 'billing.bill', column: 'external_id', connection: 'eu' };
    const records = await recordOf(ground.em, table, ['in_1']);
    expect(records.get('in_1')?.map(({ row }) => row['connection'])).toEqual(['eu', 'eu']);
  });

  it('is missing, and not an empty one, where an event brought no rows', async () => {
    const { record: _record, ...without } = told([]);
    await appendEvents(ground.em, [{ ...without, type: 'bill.unrecorded' }]);
    const [row] = await rows<{ missing: boolean }>(
      ground.em,
      `select record is null as missing from event_log.event where type = 'bill.unrecorded'`,
    );
    expect(row).toEqual({ missing: true });
  });
});
