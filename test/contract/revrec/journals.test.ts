import { balanceOf, journalledRevenue, monthsRun, scheduledMinor, whileLocked } from './ledger.ts';
import { booking, months, post, take, upgrade } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const SEPTEMBER = { through: '2026-09', openPeriods: months(1, 12) };

describe('the journals of revenue', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  const due = () => monthsRun(room, SEPTEMBER);

  it('of a month stay the same until they are recorded, and none is left afterwards', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    await post(room, booked.value.journals, 'op_book');
    const first = await due();
    expect(first).toMatchObject([
      { batchKey: expect.stringMatching(/^rev:US:2026-09:/), journal: { period: '2026-09', postedOn: '2026-09-30' } },
    ]);
    expect(await due()).toEqual(first);
    expect(await post(room, first, 'op_run')).toMatchObject({ ok: true });
    expect(await due()).toEqual([]);
  });

  it('of several contracts of an entity are one batch a month', async () => {
    for (const contractId of ['ctr_1', 'ctr_2']) {
      const booked = await take(room, 'recognizeContract', booking({ contractId }));
      await post(room, booked.value.journals, contractId);
    }
    const [batch, ...others] = await due();
    expect(others).toEqual([]);
    expect(new Set(batch?.journal.lines.map(({ contractId }) => contractId))).toEqual(new Set(['ctr_1', 'ctr_2']));
    expect(batch?.journal.memo).toBe('Revenue 2026-09 of US: 2 contracts, USD');
  });

  it('of a month have no more lines than asked for; what was recorded of them is not due again', async () => {
    for (const contractId of ['ctr_1', 'ctr_2', 'ctr_3']) {
      const booked = await take(room, 'recognizeContract', booking({ contractId }));
      await post(room, booked.value.journals, contractId);
    }
    const journals = await monthsRun(room, SEPTEMBER, { linesMax: 5 });
    const lines = journals.map(({ journal }) => journal.lines);
    // Each contract has two lines of the month, and they stay together.
    expect(lines.map((all) => all.length).toSorted()).toEqual([2, 4]);
    for (const all of lines) {
      const sum = (side: 'debit' | 'credit') => all.reduce((sums, line) => sums + BigInt(line[side]?.minor ?? 0), 0n);
      expect(sum('debit')).toBe(sum('credit'));
    }
    expect(new Set(journals.map(({ batchKey }) => batchKey)).size).toBe(2);
    await post(room, journals.slice(0, 1), 'op_first_half');
    expect(await monthsRun(room, SEPTEMBER, { linesMax: 5 })).toEqual([journals[1]]);
  });

  it('are drafted in portions, and anew only of contracts that changed since', async () => {
    for (const contractId of ['ctr_1', 'ctr_2', 'ctr_3'])
      await take(room, 'recognizeContract', booking({ contractId }));
    const draft = async (after: string | null = null) =>
      (await room.command('draftJournals', { legalEntity: 'US', window: SEPTEMBER, after, limit: 2 })).value;
    const first = await draft();
    expect(first).toEqual({ looked: 2, left: 1, after: expect.any(String) });
    expect(await draft(first.after)).toEqual({ looked: 1, left: 0, after: null });
    expect(await draft()).toEqual({ looked: 0, left: 0, after: null });
    const drafted = await journalledRevenue(room);

    await take(room, 'modifyContract', upgrade({ contractId: 'ctr_2', window: undefined }));
    expect(await room.command('readDueCounts', { legalEntity: 'US', through: '2026-09' })).toMatchObject({
      value: { contracts: 1 },
    });
    expect(await draft()).toEqual({ looked: 1, left: 0, after: null });
    const amended = Object.entries(await journalledRevenue(room)).filter(([key, amount]) => drafted[key] !== amount);
    expect(amended.length).toBeGreaterThan(0);
    expect(amended.every(([key]) => key.startsWith('ctr_2/'))).toBe(true);
  });

  it('are drafted anew of a contract whose change was withdrawn', async () => {
    await take(room, 'recognizeContract', booking());
    await take(room, 'modifyContract', upgrade());
    const before = await due();
    await room.command('withdraw', { contractId: 'ctr_meridian', operationId: upgrade().operationId }, 'undo');
    expect((await due()).length).toBeGreaterThan(before.length);
    expect(await balanceOf(room, 'REVENUE')).toBe(-(await scheduledMinor(room, 'ctr_meridian', '2026-09-30')));
  });

  it('are drafted anew of every contract once figures come from other rules', async () => {
    await take(room, 'recognizeContract', booking());
    await due();
    await room.sql(`update revrec.contract set drafted_under = 'engine:0'`);
    const count = { legalEntity: 'US', through: '2026-09' };
    expect((await room.command('readDueCounts', count)).value).toEqual({ journals: 9, contracts: 1 });
    expect(await due()).toHaveLength(9);
    expect((await room.command('readDueCounts', count)).value).toEqual({ journals: 9, contracts: 0 });
  });

  it('that an operation has drafted and not recorded go out under their own key, never twice', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    const found = await due();
    const keys = found.map(({ batchKey }) => batchKey);
    expect(found.slice(0, 8)).toEqual(booked.value.journals);
    expect(keys).toHaveLength(9);
    expect(Object.values(await journalledRevenue(room))).toHaveLength(9);
  });

  it('of two runs at the same time are the same', async () => {
    await take(room, 'recognizeContract', booking());
    const [one, other] = await whileLocked(room, [due, due]);
    expect(one).toHaveLength(9);
    expect(other).toEqual(one);
    expect(await balanceOf(room, 'REVENUE')).toBe(-(await scheduledMinor(room, 'ctr_meridian', '2026-09-30')));
  });

  it('sum to what the engine says, and each balances', async () => {
    await take(room, 'recognizeContract', booking());
    await take(room, 'modifyContract', upgrade());
    await due();
    expect(await balanceOf(room, 'REVENUE')).toBe(-(await scheduledMinor(room, 'ctr_meridian', '2026-09-30')));
    const sides = await room.sql<{ off: string }>(
      `select sum(debit_minor - credit_minor)::text as off from revrec.journal_line
       group by batch_key, accounting_contract, layer`,
    );
    expect(sides.every(({ off }) => off === '0')).toBe(true);
  });

  it('show revenue ahead of billing as unbilled, and take it back once it is billed', async () => {
    await take(room, 'recognizeContract', { ...booking(), invoice: null });
    expect(await balanceOf(room, 'UNBILLED_AR')).toBe(39_945_205n);
    expect(await balanceOf(room, 'CONTRACT_LIABILITY')).toBe(0n);
  });

  it('of closed months go into the first open one and keep their origin', async () => {
    const window = { through: '2026-08', openPeriods: months(7, 12) };
    const booked = await take(room, 'recognizeContract', { ...booking(), window });
    const periods = booked.value.journals.map(({ journal }: { journal: { period: string } }) => journal.period);
    expect(periods).toEqual(['2026-07', '2026-08']);
    expect(booked.value.journals[0].journal.lines[0]).toMatchObject({ originPeriod: '2026-01' });
    await post(room, booked.value.journals, 'op_book');
    const { data } = await room.ask(
      `{ _entities(representations: [{ __typename: "Contract", id: "ctr_meridian" }]) { ... on Contract {
           revenueContract { schedule(to: "2026-07-31") { originPeriod posted amount { amount } cumulative { amount } }
             journalEntries { id } } } } }`,
    );
    const { schedule, journalEntries } = data._entities[0].revenueContract;
    expect(schedule).toHaveLength(7);
    expect(schedule[0]).toMatchObject({ originPeriod: null, posted: true });
    expect(schedule[1]).toMatchObject({ originPeriod: '2026-01', posted: true });
    expect(schedule.at(-1).cumulative).toEqual({ amount: '348493.15' });
    expect(journalEntries).toHaveLength(2);
  });

  it('wait for a person when no later month is open', async () => {
    const window = { through: '2026-08', openPeriods: [] };
    expect(await take(room, 'recognizeContract', { ...booking(), window })).toMatchObject({
      ok: false,
      error: { kind: 'ClosedPeriod', period: '2026-01' },
    });
    expect(await room.sql('select from revrec.contract')).toEqual([]);
  });

  it('are recorded as they were drafted only, and once', async () => {
    const { value } = await take(room, 'recognizeContract', booking());
    const [batch] = value.journals;
    const entry = { batchKey: batch.batchKey, journalEntryId: 'je_1', documentNumber: 'JE1', period: '2026-01' };
    const record = (key: string, command: unknown) => room.command('recordPosted', command, key);
    const changed = { ...batch, journal: { ...batch.journal, memo: 'another' } };
    expect(await record('a', { batches: [changed], entries: [entry] })).toMatchObject({
      error: { code: 'BATCH_DIFFERS' },
    });
    expect(await record('b', { batches: [], entries: [{ ...entry, batchKey: 'rev:nobody' }] })).toMatchObject({
      error: { code: 'UNKNOWN_BATCH' },
    });
    expect(await record('c', { batches: [batch], entries: [entry] })).toMatchObject({ ok: true });
    expect(await record('d', { batches: [batch], entries: [entry] })).toMatchObject({ ok: true });
    const other = { ...entry, journalEntryId: 'je_2' };
    expect(await record('e', { batches: [batch], entries: [other] })).toMatchObject({
      error: { code: 'ALREADY_RECORDED' },
    });
    expect(await record('f', { batches: [batch], entries: [entry] })).toMatchObject({ ok: true });
  });
});
