import type { EntityManager } from 'typeorm';
import type { NewEvent, RecordedRow } from '#kit/events/event.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { recordOf } from '#kit/events/record-of.ts';
import { type RebuildSettings, rebuildMirror } from '#kit/mirror/rebuild.ts';
import type { MirrorTable } from '#kit/mirror/scratch.ts';
import { rows } from '#kit/persistence/query.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { type Ground, horizonPassed, openGround, openTransaction } from '../ground.ts';

const BILLS: MirrorTable = {
  table: 'billing.bill',
  key: ['connection', 'external_id'],
  notCompared: ['as_of'],
};
const LINES: MirrorTable = { table: 'billing.bill_line', key: ['connection', 'bill_external_id', 'position'] };

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  await ground.em.query('truncate event_log.event');
  await ground.em.query('drop schema if exists billing_rebuild cascade');
  await ground.em.query('drop table if exists billing.bill_line, billing.bill');
  await ground.em.query(`create table billing.bill (
    connection text not null, external_id text not null, total_minor bigint not null, rate numeric,
    as_of timestamptz not null, raw jsonb not null, owed_minor bigint generated always as (total_minor * 2) stored,
    primary key (connection, external_id))`);
  await ground.em.query(`create table billing.bill_line (
    connection text not null, bill_external_id text not null, position integer not null, amount_minor bigint not null,
    primary key (connection, bill_external_id, position),
    foreign key (connection, bill_external_id) references billing.bill (connection, external_id))`);
});

/** Writes a bill with its lines, or takes it out (`null`), and tells it. */
async function tell(em: EntityManager, id: string, lines: readonly bigint[] | null, contractId = 'ctr_1') {
  await em.query('delete from billing.bill_line where bill_external_id = $1', [id]);
  if (lines === null) await em.query('delete from billing.bill where external_id = $1', [id]);
  else {
    const total = lines.reduce((sum, line) => sum + line, 0n);
    await em.query(
      `insert into billing.bill (connection, external_id, total_minor, rate, as_of, raw)
       values ('main', $1, $2, 1.10, clock_timestamp(), $3::jsonb)
       on conflict (connection, external_id) do update set total_minor = $2, as_of = excluded.as_of, raw = excluded.raw`,
      [id, total.toString(), `{"exact": ${total}.10}`],
    );
    for (const [position, amount] of lines.entries()) {
      await em.query('insert into billing.bill_line values ($1, $2, $3, $4)', [
        'main',
        id,
        position,
        amount.toString(),
      ]);
    }
  }
  await appendEvents(em, [event(contractId, await recordsOf(em, id))]);
}

async function recordsOf(em: EntityManager, id: string): Promise<readonly RecordedRow[]> {
  const bills = await recordOf(em, { table: BILLS.table, column: 'external_id', connection: 'main' }, [id]);
  const lines = await recordOf(em, { table: LINES.table, column: 'bill_external_id', connection: 'main' }, [id]);
  return [...(bills.get(id) ?? []), ...(lines.get(id) ?? [])];
}

const event = (contractId: string, record: readonly RecordedRow[]): NewEvent => ({
  type: 'bill.changed',
  schemaVersion: 1,
  origin: 'SOURCE',
  occurredAt: new Date('2026-08-16T09:00:00Z'),
  legalEntity: null,
  customerId: null,
  contractId,
  operationId: null,
  correlationId: 'cor_1',
  causationId: null,
  data: {},
  record,
});

const rebuild = (settings: Partial<RebuildSettings> = {}) =>
  rebuildMirror({
    dataSource: ground.dataSource,
    mirror: 'billing',
    tables: [BILLS, LINES],
    contractId: null,
    mode: 'COMPARE',
    batchSize: 7,
    ...settings,
  });

const mirror = async () => ({
  bills: await rows(ground.em, 'select * from billing.bill order by external_id'),
  lines: await rows(ground.em, 'select * from billing.bill_line order by bill_external_id, position'),
});

/** Bills that come, change, lose lines and go, of two contracts. */
async function someHistory(): Promise<void> {
  const random = seededRandom('bills');
  const upTo = (max: number) => Math.floor(random.next() * max);
  for (let number = 0; number < 60; number += 1) {
    const bill = upTo(8);
    const lines = Array.from({ length: 1 + upTo(4) }, () => 9_007_199_254_740_993n + BigInt(upTo(1000)));
    await ground.dataSource.transaction((em) =>
      tell(em, `in_${bill}`, upTo(6) === 0 ? null : lines, `ctr_${bill % 2}`),
    );
  }
  await horizonPassed(ground.em);
}

describe('a mirror made again from the log alone', () => {
  it('is the live one, with every digit, whatever came, changed and went', async () => {
    await someHistory();
    const report = await rebuild();
    expect(report.tables.map(({ differing }) => differing)).toEqual([[], []]);
    expect(report).toMatchObject({ same: true, replaced: false, eventCount: 60 });
    expect(report.tables[0]?.liveCount).not.toBe('0');
  });

  it('takes the place of one that was lost', async () => {
    await someHistory();
    const before = await mirror();
    await ground.em.query('truncate billing.bill, billing.bill_line');
    expect(await rebuild({ mode: 'REPLACE' })).toMatchObject({ same: false, replaced: true });
    expect(await mirror()).toEqual(before);
    expect(await rebuild()).toMatchObject({ same: true });
  });

  it('names the rows that somebody changed by hand, and leaves them alone when it only compares', async () => {
    await someHistory();
    await ground.em.query(`update billing.bill set total_minor = total_minor + 1 where external_id = 'in_1'`);
    expect((await rebuild()).tables[0]).toMatchObject({ same: false, differing: ['["main", "in_1"]'] });
    await ground.em.query(`insert into billing.bill values ('main', 'in_99', 1, null, now(), '{}')`);
    const before = await mirror();
    const report = await rebuild();
    expect(report.tables[0]).toMatchObject({ same: false, differing: ['["main", "in_1"]', '["main", "in_99"]'] });
    expect(report.tables[1]).toMatchObject({ same: true });
    expect(await mirror()).toEqual(before);
  });

  it('does not count what changes without an event', async () => {
    await someHistory();
    await ground.em.query(`update billing.bill set as_of = '2030-01-01'`);
    expect(await rebuild()).toMatchObject({ same: true });
  });

  it('goes on where it broke off, and begins anew for another scope', async () => {
    await someHistory();
    const progress: number[] = [];
    const breakOff = (eventCount: number) => {
      progress.push(eventCount);
      if (eventCount >= 21) throw new Error('the machine stops');
    };
    await expect(rebuild({ onProgress: breakOff })).rejects.toThrow('the machine stops');
    const report = await rebuild({ onProgress: (eventCount) => progress.push(eventCount) });
    expect(report).toMatchObject({ same: true, eventCount: 60 });
    expect(progress).toEqual([7, 14, 21, 28, 35, 42, 49, 56, 60]);
    await expect(rebuild({ onProgress: breakOff })).rejects.toThrow('the machine stops');
    const again: number[] = [];
    await rebuild({ tables: [BILLS], onProgress: (eventCount) => again.push(eventCount) });
    expect(again[0]).toBe(7);
  });

  it('of one contract touches no row of another', async () => {
    await someHistory();
    const before = await mirror();
    await ground.em.query(`update billing.bill set total_minor = 1`);
    await ground.em.query('delete from billing.bill_line');
    await ground.em.query(`insert into billing.bill values ('main', 'in_98', 1, null, now(), '{}')`);
    const report = await rebuild({ contractId: 'ctr_1', mode: 'REPLACE' });
    expect(report).toMatchObject({ same: false, replaced: true });
    const { bills, lines } = (await mirror()) as { bills: { external_id: string }[]; lines: object[] };
    const odd = /[1357]$/;
    const isOdd = (row: object) => odd.test((row as Record<string, string>)['external_id'] ?? '');
    expect(bills.filter(isOdd)).toEqual(before.bills.filter((row) => isOdd(row as object)));
    expect(bills.filter((row) => !isOdd(row))).toEqual(
      expect.arrayContaining([expect.objectContaining({ external_id: 'in_98' })]),
    );
    expect(
      bills
        .filter((row) => !isOdd(row))
        .every((row) => (row as unknown as { total_minor: string }).total_minor === '1'),
    ).toBe(true);
    expect(lines.length).toBeGreaterThan(0);
    expect(await rebuild({ contractId: 'ctr_1' })).toMatchObject({ same: true });
  });

  it('of one contract takes out a row that should be gone', async () => {
    await tell(ground.em, 'in_1', [1n]);
    await tell(ground.em, 'in_1', null);
    await ground.em.query(`insert into billing.bill values ('main', 'in_1', 1, null, now(), '{}')`);
    const report = await rebuild({ contractId: 'ctr_1', mode: 'REPLACE' });
    expect(report.tables[0]).toMatchObject({ liveCount: '1', rebuiltCount: '0', differing: ['["main", "in_1"]'] });
    expect((await mirror()).bills).toEqual([]);
  });

  it('reads records from before a column came, and from before one was dropped', async () => {
    await tell(ground.em, 'in_1', [5n]);
    await ground.em.query(`alter table billing.bill add column status text not null default 'OPEN', drop column rate`);
    await ground.em.query('delete from billing.bill_line');
    await ground.em.query('delete from billing.bill');
    await rebuild({ mode: 'REPLACE' });
    expect((await mirror()).bills).toMatchObject([{ external_id: 'in_1', total_minor: '5', status: 'OPEN' }]);
  });

  it('holds also what was told while it ran, by a writer that began before', async () => {
    await someHistory();
    const slow = await openTransaction(ground.dataSource);
    await tell(slow.em, 'in_slow', [1n]);
    const report = await rebuild({
      onProgress: (eventCount) => {
        // All that could be read was read: only the end can see this one.
        if (eventCount === 60) void slow.commit();
      },
    });
    expect(report).toMatchObject({ same: true, eventCount: 61 });
  });

  it('refuses a record that says nothing of what is gone', async () => {
    await appendEvents(ground.em, [event('ctr_1', [{ table: BILLS.table, row: { nonsense: 1 }, gone: true }])]);
    await expect(rebuild()).rejects.toThrow('cannot be told by nonsense');
  });
});
