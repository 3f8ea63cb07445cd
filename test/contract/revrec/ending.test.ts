import { balanceOf, factCount, journalledRevenue } from './ledger.ts';
import { about, CONTRACT, END, mixedBooking, REVENUE, termination, UNUSED, YEAR } from './life.ts';
import { booking, post, take, upgrade, usd } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

describe('the end of a contract in revenue, and what is withdrawn of it', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  const send = <Command extends { readonly operationId: string }>(name: string, command: Command) =>
    room.command(name, command, `${command.operationId}:${name}`);
  const position = async (asOf: string) => {
    const { data } = await room.ask(REVENUE, { id: 'cust_meridian', asOf });
    const [row] = data._entities[0].revenue;
    return ['contracted', 'billed', 'recognized', 'deferred', 'unbilled'].map((name) => row[name].amount);
  };
  const dueOf = (contractId: string | undefined, through: string) =>
    room.command('dueJournals', { legalEntity: 'US', contractId, window: { ...YEAR, through } });

  it('ends: the unused part credited, nothing deferred, no row after the day', async () => {
    await take(room, 'recognizeContract', booking());
    const preview = await room.command('previewTermination', termination());
    expect(preview.value).toMatchObject({ treatment: 'PROSPECTIVE', warnings: [] });
    expect(preview.value.after.filter(({ period }: { period: string }) => period > '2026-10')).toEqual([]);
    const ended = await send('terminateContract', termination());
    expect(ended).toMatchObject({
      ok: true,
      value: { version: 2, treatment: 'PROSPECTIVE', transactionPrice: { minor: '44876712' } },
    });
    expect(await position('2026-12-31')).toEqual(['448767.12', '448767.12', '448767.12', '0.00', '0.00']);
    expect([await balanceOf(room, 'REVENUE'), await balanceOf(room, 'CONTRACT_LIABILITY')]).toEqual([
      -44_876_712n,
      44_876_712n,
    ]);
    const { data } = await room.ask(CONTRACT);
    expect(data._entities[0].revenueContract.obligations).toMatchObject([
      { status: 'CANCELLED', endsOn: '2026-09-30' },
    ]);
    // Its credit memo told again by itself, and a refund of it, move nothing.
    await send('recordCreditMemo', { ...about('op_webhook'), creditMemo: UNUSED });
    const refund = {
      refundId: 'rf_1',
      externalId: 're_1',
      status: 'SUCCEEDED',
      paymentId: 'pay_1',
      invoiceId: null,
      creditMemoId: 'cm_end',
      customerId: 'cust_meridian',
      contractId: 'ctr_meridian',
      legalEntity: 'US',
      amount: usd(15_123_288),
      refundedOn: '2026-10-05',
    };
    expect(await send('recordRefund', { ...about('op_refund'), refund, window: YEAR })).toMatchObject({
      ok: true,
      value: { journals: [], treatment: null },
    });
    expect(await position('2026-12-31')).toEqual(['448767.12', '448767.12', '448767.12', '0.00', '0.00']);
  });

  it('ends the same when its credit memo was told before the cancellation', async () => {
    await take(room, 'recognizeContract', booking());
    await send('recordCreditMemo', { ...about('op_webhook'), creditMemo: UNUSED });
    await send('terminateContract', termination());
    expect(await position('2026-12-31')).toEqual(['448767.12', '448767.12', '448767.12', '0.00', '0.00']);
    expect(await factCount(room)).toBe(4);
  });

  it('ends without a refund: what was billed for the rest is earned on that day', async () => {
    await take(room, 'recognizeContract', booking());
    await send('terminateContract', termination([]));
    expect(await position(END)).toEqual(['600000.00', '600000.00', '600000.00', '0.00', '0.00']);
    expect((await journalledRevenue(room))['ctr_meridian/PLATFORM-SEAT 2026-10']).toBe('15123288');
  });

  it('withdraws what an operation told: figures go back, and what was posted is reversed', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    await post(room, booked.value.journals, 'op_book');
    const before = await journalledRevenue(room);
    const amended = await take(room, 'modifyContract', upgrade());
    await post(room, amended.value.journals, 'op_upgrade');
    expect(await send('withdraw', { ...about('op_upgrade') })).toMatchObject({ ok: true, value: {} });
    expect(await position('2026-12-31')).toEqual(['600000.00', '600000.00', '600000.00', '0.00', '0.00']);
    const reversal = await dueOf('ctr_meridian', '2026-08');
    expect(reversal.value.journals).toHaveLength(1);
    expect(
      reversal.value.journals[0].journal.lines.every(
        ({ role, productCode }: { role: string; productCode: string | null }) =>
          role !== 'REVENUE' || productCode !== null,
      ),
    ).toBe(true);
    const after = await journalledRevenue(room);
    expect(Object.fromEntries(Object.entries(after).filter(([, amount]) => amount !== '0'))).toEqual(before);
    expect(await send('withdraw', { ...about('op_upgrade') })).toMatchObject({ ok: true });
    // The contract's version is free again: another amendment may take it.
    const { data } = await room.ask(CONTRACT);
    expect(data._entities[0].revenueContract.version).toBe(1);
    expect(await take(room, 'modifyContract', upgrade({ operationId: 'op_second' }))).toMatchObject({ ok: true });
    expect((await position('2026-12-31'))[0]).toBe('770136.98');
  });

  it('withdraws nothing that a later change was built on', async () => {
    await take(room, 'recognizeContract', mixedBooking());
    await take(room, 'modifyContract', upgrade());
    await send('terminateContract', { ...termination([]), version: 3 });
    const conflict = { ok: false, error: { kind: 'VersionConflict', externalId: 'ctr_meridian' } };
    expect(await send('withdraw', about('op_upgrade'))).toMatchObject(conflict);
    expect(await send('withdraw', about('op_book_ctr_meridian'))).toMatchObject(conflict);
    expect(await send('withdraw', about('op_end'))).toMatchObject({ ok: true });
    expect(await send('withdraw', about('op_upgrade'))).toMatchObject({ ok: true });
  });

  it('can be withdrawn as a whole, and taken up anew', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    await post(room, booked.value.journals, 'op_book');
    await send('withdraw', about('op_book_ctr_meridian'));
    const { data } = await room.ask(CONTRACT);
    expect(data._entities[0].revenueContract).toBeNull();
    expect(await take(room, 'modifyContract', upgrade())).toMatchObject({ error: { kind: 'MissingPrerequisite' } });
    const reversal = await dueOf('ctr_meridian', '2026-08');
    await post(room, reversal.value.journals, 'op_run');
    expect([await balanceOf(room, 'REVENUE'), await balanceOf(room, 'CONTRACT_LIABILITY')]).toEqual([0n, 0n]);
    expect(await take(room, 'recognizeContract', { ...booking(), operationId: 'op_again' })).toMatchObject({
      ok: true,
    });
    expect(await balanceOf(room, 'REVENUE')).toBe(-39_945_205n);
  });

  it('answers what a change did when its answer was lost', async () => {
    await take(room, 'recognizeContract', booking());
    const ended = await send('terminateContract', termination());
    await room.sql('update revrec.command_log set outcome = null, finished_at = null');
    expect(await room.command('terminateContract', termination(), 'op_end:terminateContract', true)).toEqual(ended);
    await send('withdraw', about('op_end'));
    await room.sql('update revrec.command_log set outcome = null, finished_at = null');
    expect(await room.command('withdraw', about('op_end'), 'op_end:withdraw', true)).toMatchObject({
      ok: true,
      value: {},
    });
    expect(await room.command('withdraw', about('op_none'), 'op_none:withdraw', true)).toMatchObject({
      ok: true,
      value: null,
    });
  });
});
