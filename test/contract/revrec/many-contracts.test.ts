import { balanceOf, monthsRun } from './ledger.ts';
import { booking, months, take } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const SEPTEMBER = { through: '2026-09', openPeriods: months(1, 12) };
/** More than are reckoned in one go, so that they are reckoned in threads, slice by slice. */
const MANY = 700;

/** One contract as often as that, under other ids. */
async function multiply(room: Room, count: number): Promise<void> {
  await room.sql(
    `insert into revrec.contract (id, contract_id, number, customer_id, legal_entity, currency, starts_on, ends_on, version,
       products)
     select id || n, contract_id || n, number || n, customer_id, legal_entity, currency, starts_on, ends_on, version, products
     from revrec.contract cross join generate_series(2, $1::integer) n`,
    [count],
  );
  await room.sql(
    `insert into revrec.event (id, contract_id, kind, legal_entity, effective_at, recorded_at, source_system, source_type,
       source_id, source_version, payload_hash, payload, operation_id)
     select id || n, contract_id || n, kind, legal_entity, effective_at, recorded_at, source_system, source_type,
       source_id || n, source_version, payload_hash || n, payload, operation_id || n
     from revrec.event cross join generate_series(2, $1::integer) n`,
    [count],
  );
}

describe('a month of very many contracts', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
    await take(room, 'recognizeContract', { ...booking(), window: undefined });
    await multiply(room, MANY);
  });

  afterEach(() => room.close());

  it('comes to what each of them comes to, in journals that each balance', async () => {
    const batches = await monthsRun(room, SEPTEMBER, { linesMax: 1_000, limit: MANY });
    // 60,000,000 cents by 273 of 365 days.
    expect(await balanceOf(room, 'REVENUE')).toBe(-44_876_712n * BigInt(MANY));
    for (const { journal } of batches) {
      const sum = (side: 'debit' | 'credit') =>
        journal.lines.reduce((all, line) => all + BigInt(line[side]?.minor ?? 0), 0n);
      expect(sum('debit')).toBe(sum('credit'));
      expect(journal.lines.length).toBeLessThanOrEqual(1_000);
    }
    const contracts = new Set(batches.flatMap(({ journal }) => journal.lines.map(({ contractId }) => contractId)));
    expect(contracts.size).toBe(MANY);
    expect((await room.command('readDueCounts', { legalEntity: 'US', through: '2026-09' })).value.contracts).toBe(0);
  });

  it('leaves out one that is held, and keeps the month open for it', async () => {
    await room.sql(
      `insert into revrec.event (id, contract_id, kind, legal_entity, effective_at, recorded_at, source_system, source_type,
         source_id, source_version, payload_hash, payload, operation_id)
       select 'e_unknown', contract_id, 'MILESTONE_MET', legal_entity, effective_at, recorded_at, 'TEST', 'fact', 'e_unknown', '1',
         'h', '{"obligation": "nobody", "evidence": "x"}', 'op_x' from revrec.event where contract_id = 'ctr_meridian500' limit 1`,
    );
    await monthsRun(room, SEPTEMBER, { limit: MANY });
    expect(await balanceOf(room, 'REVENUE')).toBe(-44_876_712n * BigInt(MANY - 1));
    expect((await room.command('readDueCounts', { legalEntity: 'US', through: '2026-09' })).value.contracts).toBe(1);
  });

  it('writes nothing of a portion whose months are all closed', async () => {
    const window = { through: '2026-09', openPeriods: [] };
    const drafted = await room.command('draftJournals', { legalEntity: 'US', window, after: null, limit: MANY });
    expect(drafted).toMatchObject({ ok: false, error: { kind: 'ClosedPeriod', period: '2026-01' } });
    expect(await room.sql('select from revrec.journal_batch')).toEqual([]);
  });
});
