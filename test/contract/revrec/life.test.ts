import { factCount, journalledRevenue } from './ledger.ts';
import { about, CONTRACT, memo, mixedBooking, REVENUE, termination, UNUSED, YEAR } from './life.ts';
import { AUGUST, booking, invoice, post, take, upgrade, usd } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

describe('the life of a contract in revenue', () => {
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

  it.each([
    ['recordInvoice', { ...about('op'), invoice: invoice('inv_2', '2026-08-01', [['PLATFORM-SEAT', 1]]) }],
    ['recordCreditMemo', { ...about('op'), creditMemo: UNUSED }],
    [
      'recordMilestone',
      { ...about('op'), obligation: 'IMPLEMENTATION', completedOn: '2026-08-01', percentComplete: null, evidence: 'x' },
    ],
    ['terminateContract', { ...termination(), operationId: 'op' }],
    ['modifyContract', { ...upgrade(), operationId: 'op' }],
  ])('%s waits for a contract that was not taken up yet', async (name, command) => {
    expect(await send(name, command)).toMatchObject({
      ok: false,
      error: { kind: 'MissingPrerequisite', prerequisite: 'REVENUE_CONTRACT', id: 'ctr_meridian' },
    });
    expect(await factCount(room)).toBe(0);
  });

  it('posts nothing with a change that names no months, and brings it when it is asked for by contract', async () => {
    const { window: _, ...quiet } = booking();
    expect((await take(room, 'recognizeContract', quiet)).value.journals).toEqual([]);
    await take(room, 'recognizeContract', booking({ contractId: 'ctr_other' }));
    const due = await dueOf('ctr_meridian', '2026-08');
    expect(due.value.journals).toHaveLength(8);
    expect(await dueOf('ctr_meridian', '2026-08')).toEqual(due);
    const told = due.value.journals.flatMap(
      ({ journal }: { journal: { lines: readonly { contractId: string }[] } }) => journal.lines,
    );
    expect(new Set(told.map(({ contractId }: { contractId: string }) => contractId))).toEqual(
      new Set(['ctr_meridian']),
    );
    await post(room, due.value.journals, 'op_run');
    expect((await dueOf('ctr_meridian', '2026-08')).value.journals).toEqual([]);
  });

  it('earns a service by its evidence, and shows how far it is', async () => {
    await take(room, 'recognizeContract', mixedBooking());
    const evidence = {
      ...about('op_half'),
      obligation: 'IMPLEMENTATION',
      completedOn: '2026-07-10',
      percentComplete: '40',
      evidence: 'report 7',
    };
    const preview = await room.command('previewMilestone', { ...evidence, window: AUGUST });
    expect(preview.value.after.length).toBe(preview.value.before.length + 1);
    const { data: before } = await room.ask(CONTRACT);
    expect(before._entities[0].revenueContract.obligations[1]).toMatchObject({
      status: 'PENDING_EVIDENCE',
      method: 'MILESTONE',
      recognized: { amount: '0.00' },
    });
    expect(await send('recordMilestone', evidence)).toMatchObject({
      ok: true,
      value: { treatment: null, journals: [] },
    });
    const { data } = await room.ask(CONTRACT);
    const obligations: readonly { id: string }[] = data._entities[0].revenueContract.obligations;
    expect(obligations).toMatchObject([
      { method: 'DAILY', status: 'ACTIVE' },
      {
        name: 'Implementation',
        status: 'ACTIVE',
        allocated: { amount: '12000.00' },
        recognized: { amount: '4800.00' },
      },
      { name: 'API calls', method: 'USAGE', status: 'ACTIVE', allocated: { amount: '0.00' } },
    ]);
    const done = {
      ...evidence,
      operationId: 'op_done',
      obligation: obligations[1]?.id ?? '',
      completedOn: '2026-08-12',
      percentComplete: null,
    };
    expect(await send('recordMilestone', done)).toMatchObject({ ok: true });
    const { data: node } = await room.ask(
      `query ($id: ID!) { _entities(representations: [{ __typename: "PerformanceObligation", id: $id }]) {
         ... on PerformanceObligation { status recognized { amount } } } }`,
      { id: obligations[1]?.id },
    );
    expect(node._entities).toEqual([{ status: 'SATISFIED', recognized: { amount: '12000.00' } }]);
    expect((await journalledRevenue(room))['ctr_meridian/IMPLEMENTATION 2026-07']).toBeUndefined();
    await dueOf('ctr_meridian', '2026-08');
    expect(await journalledRevenue(room)).toMatchObject({
      'ctr_meridian/IMPLEMENTATION 2026-07': '480000',
      'ctr_meridian/IMPLEMENTATION 2026-08': '720000',
    });
  });

  it.each([
    ['ROOF', null, 'NOT_FOUND'],
    ['PLATFORM-SEAT', null, 'HELD'],
    ['IMPLEMENTATION', '101', 'INVALID_EVENT'],
  ])('refuses evidence for %s at %s percent', async (obligation, percentComplete, code) => {
    await take(room, 'recognizeContract', mixedBooking());
    const evidence = { ...about('op_half'), obligation, completedOn: '2026-07-10', percentComplete, evidence: 'x' };
    expect(await send('recordMilestone', evidence)).toMatchObject({ ok: false, error: { kind: 'Rejected', code } });
  });

  it('adds usage to the price as it is billed, for the month it was used in', async () => {
    await take(room, 'recognizeContract', mixedBooking());
    const usage = invoice('inv_usage', '2026-08-01', [['API-CALLS', 12_345]]);
    const lines = usage.lines.map((line) => ({ ...line, serviceStartsOn: '2026-07-01', serviceEndsOn: '2026-07-31' }));
    const told = { ...about('op_usage'), invoice: { ...usage, lines } };
    const first = await send('recordInvoice', told);
    expect(first.value.transactionPrice.minor).toBe(String(60_000_000 + 1_200_000 + 12_345));
    await dueOf('ctr_meridian', '2026-08');
    expect((await journalledRevenue(room))['ctr_meridian/API-CALLS 2026-07']).toBe('12345');
    expect(await send('recordInvoice', { ...told, operationId: 'op_webhook' })).toMatchObject({ ok: true });
    expect(await factCount(room)).toBe(3);
  });

  it('waits with an invoice of a product until the amendment that promises it was told', async () => {
    await take(room, 'recognizeContract', booking());
    const early = { ...about('op_webhook'), invoice: upgrade().invoice };
    expect(await send('recordInvoice', early)).toMatchObject({ error: { kind: 'MissingPrerequisite' } });
    await take(room, 'modifyContract', upgrade());
    expect(await send('recordInvoice', early)).toMatchObject({ ok: true });
    expect(await factCount(room)).toBe(4);
    expect((await position('2026-12-31'))[1]).toBe('770136.98');
  });

  it('takes an amendment up whose invoice came first', async () => {
    await take(room, 'recognizeContract', booking());
    const seats = {
      deltas: upgrade().deltas.slice(0, 1),
      invoice: invoice('inv_upgrade', '2026-08-16', [['PLATFORM-SEAT', 13_610_958]]),
    };
    await send('recordInvoice', { ...about('op_webhook'), invoice: seats.invoice });
    expect(await take(room, 'modifyContract', upgrade(seats))).toMatchObject({
      ok: true,
      value: { treatment: 'SEPARATE_CONTRACT', transactionPrice: { minor: '73610958' } },
    });
    expect(await position('2026-12-31')).toEqual(['736109.58', '736109.58', '736109.58', '0.00', '0.00']);
  });

  it('lowers the price by a credit for broken service: now for what was given, later for the rest', async () => {
    await take(room, 'recognizeContract', booking());
    const creditMemo = memo('cm_sla', 365_000, ['2026-01-01', '2026-12-31'], { issuedOn: '2026-07-01' });
    const told = { ...about('op_sla'), creditMemo, window: AUGUST };
    const preview = await room.command('previewCreditMemo', told);
    expect(preview.value).toMatchObject({ treatment: 'MIXED', warnings: [] });
    const done = await send('recordCreditMemo', told);
    expect(done).toMatchObject({ ok: true, value: { treatment: 'MIXED', transactionPrice: { minor: '59635000' } } });
    const { data } = await room.ask(CONTRACT);
    expect(data._entities[0].revenueContract.modifications).toMatchObject([
      { treatment: 'CUMULATIVE_CATCH_UP', deltaPrice: { amount: '-1810.00' }, catchUp: { amount: '-1810.00' } },
      { treatment: 'PROSPECTIVE', deltaPrice: { amount: '-1840.00' }, catchUp: { amount: '0.00' } },
    ]);
    expect(await position('2026-12-31')).toEqual(['596350.00', '596350.00', '596350.00', '0.00', '0.00']);
    // The same memo by its webhook is the same fact.
    await send('recordCreditMemo', { ...told, operationId: 'op_webhook' });
    expect(await factCount(room)).toBe(3);
  });

  it('lowers what was billed, and no price, by a credit that corrects an invoice', async () => {
    await take(room, 'recognizeContract', booking());
    const creditMemo = memo('cm_error', 500_000, ['2026-08-01', '2026-08-31']);
    await send('recordCreditMemo', { ...about('op_fix'), creditMemo, correctsInvoice: true });
    expect(await position('2026-12-31')).toEqual(['600000.00', '595000.00', '600000.00', '0.00', '5000.00']);
  });

  it('shows what was billed without an invoice that was voided, from that day on, once, and the price as it was', async () => {
    await take(room, 'recognizeContract', booking());
    const second = invoice('inv_void', '2026-08-01', [['PLATFORM-SEAT', 5_000_00]]);
    await send('recordInvoice', { ...about('op_second'), invoice: second });
    expect((await position('2026-12-31')).slice(0, 2)).toEqual(['600000.00', '605000.00']);
    const told = { ...about('op_void'), invoice: { ...second, status: 'VOID' }, voidedOn: '2026-08-16' };
    expect(await send('recordInvoice', told)).toMatchObject({ ok: true, value: { transactionPrice: usd(60_000_000) } });
    await send('recordInvoice', { ...told, operationId: 'op_again' });
    expect((await position('2026-08-15')).slice(0, 2)).toEqual(['600000.00', '605000.00']);
    expect((await position('2026-08-16')).slice(0, 2)).toEqual(['600000.00', '600000.00']);
    expect(await position('2026-12-31')).toEqual(['600000.00', '600000.00', '600000.00', '0.00', '0.00']);
    expect(await factCount(room)).toBe(4);
  });

  it('has nothing to take back of a voided invoice that it never took up', async () => {
    await take(room, 'recognizeContract', booking());
    const before = await factCount(room);
    const never = { ...invoice('inv_never', '2026-08-01', [['PLATFORM-SEAT', 1]]), status: 'VOID' };
    const told = { ...about('op_void'), invoice: never, voidedOn: '2026-08-16' };
    expect(await send('recordInvoice', told)).toMatchObject({ ok: true });
    expect(await factCount(room)).toBe(before);
    expect((await position('2026-12-31'))[1]).toBe('600000.00');
  });

  it('goes on unchanged when only the billing interval changes', async () => {
    await take(room, 'recognizeContract', booking());
    const frequency = {
      ...upgrade({ kind: 'BILLING_FREQUENCY', deltas: [], invoice: null }),
      operationId: 'op_monthly',
    };
    expect(await take(room, 'modifyContract', frequency)).toMatchObject({
      ok: true,
      value: { treatment: null, transactionPrice: { minor: '60000000' } },
    });
    expect((await position('2026-12-31'))[2]).toBe('600000.00');
  });

  it('renews: the new term is behind the old one, at list a contract of its own', async () => {
    await take(room, 'recognizeContract', booking());
    const next = { startsOn: '2027-01-01', endsOn: '2027-12-31' };
    const renewal = {
      ...upgrade({
        kind: 'RENEWAL',
        effectiveOn: '2027-01-01',
        endsOn: '2027-12-31',
        deltas: [{ productCode: 'PLATFORM-SEAT', quantity: '600', unitPrice: '1200', ...next }],
        invoice: null,
      }),
      operationId: 'op_renew',
    };
    expect(await take(room, 'modifyContract', renewal)).toMatchObject({
      ok: true,
      value: { treatment: 'SEPARATE_CONTRACT', transactionPrice: { minor: '132000000' } },
    });
    expect((await position('2026-12-31'))[2]).toBe('600000.00');
    expect((await position('2027-12-31'))[2]).toBe('1320000.00');
  });

  it('is extended at its price, and ends earlier: the days change, what was earned does not', async () => {
    await take(room, 'recognizeContract', booking());
    const before = (await position('2026-08-15'))[2];
    const longer = {
      ...upgrade({
        kind: 'TERM',
        endsOn: '2027-06-30',
        deltas: [
          {
            productCode: 'PLATFORM-SEAT',
            quantity: '500',
            unitPrice: '1000',
            startsOn: '2027-01-01',
            endsOn: '2027-06-30',
          },
        ],
        invoice: null,
      }),
      operationId: 'op_longer',
    };
    expect(await take(room, 'modifyContract', longer)).toMatchObject({
      ok: true,
      value: { treatment: 'PROSPECTIVE', transactionPrice: { minor: String(60_000_000 + 24_794_521) } },
    });
    expect((await position('2026-08-15'))[2]).toBe(before);
    const shorter = {
      ...upgrade({
        kind: 'TERM',
        version: 3,
        effectiveOn: '2026-09-01',
        endsOn: '2027-03-31',
        deltas: [
          {
            productCode: 'PLATFORM-SEAT',
            quantity: '-500',
            unitPrice: '1000',
            startsOn: '2027-04-01',
            endsOn: '2027-06-30',
          },
        ],
        invoice: null,
      }),
      operationId: 'op_shorter',
    };
    expect(await take(room, 'modifyContract', shorter)).toMatchObject({
      ok: true,
      value: { treatment: 'PROSPECTIVE', transactionPrice: { minor: String(60_000_000 + 24_794_521 - 12_465_753) } },
    });
    const { data } = await room.ask(CONTRACT);
    expect(data._entities[0].revenueContract.obligations.map(({ endsOn }: { endsOn: string }) => endsOn)).toEqual([
      '2026-12-31',
      '2027-03-31',
    ]);
  });
});
