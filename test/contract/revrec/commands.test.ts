import { factCount, journalledRevenue, whileLocked } from './ledger.ts';
import { booking, downgrade, invoice, PRODUCTS, take, upgrade } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const REVENUE = `query ($id: ID!, $asOf: Date) {
  _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer {
    revenue(asOf: $asOf) { contracted { amount } billed { amount } recognized { amount } deferred { amount }
      unbilled { amount } } } } }`;

/** Fifty seats more from a day on, at the list price. */
function fiftyMore(operationId: string, version: number, effectiveOn: string, minor: number) {
  return upgrade({
    operationId,
    version,
    effectiveOn,
    deltas: [
      {
        productCode: 'PLATFORM-SEAT',
        quantity: '50',
        unitPrice: '1200',
        startsOn: effectiveOn,
        endsOn: '2026-12-31',
      },
    ],
    invoice: invoice(`inv_${operationId}`, effectiveOn, [['PLATFORM-SEAT', minor]]),
  });
}

const IN_MAY = fiftyMore('op_may', 2, '2026-05-01', 4_027_397);
const IN_JULY = fiftyMore('op_july', 3, '2026-07-01', 3_024_658);

describe('a revenue command', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  it('does once what is sent several times under one key, also at the same time', async () => {
    const [first, second] = await Promise.all([
      take(room, 'recognizeContract', booking()),
      take(room, 'recognizeContract', booking()),
    ]);
    expect(first.ok).toBe(true);
    expect(second).toEqual(first);
    const [amended, same] = await whileLocked(room, [
      () => take(room, 'modifyContract', upgrade()),
      () => take(room, 'modifyContract', upgrade()),
    ]);
    expect(amended?.ok).toBe(true);
    expect(same).toEqual(amended);
    expect(await take(room, 'modifyContract', upgrade())).toEqual(amended);
    expect(await factCount(room)).toBe(4);
    expect(await room.sql("select from event_log.event where type = 'revenue.recalculated'")).toHaveLength(2);
  });

  it('answers what it did when its answer was lost, and does nothing more', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    await room.sql('update revrec.command_log set outcome = null, finished_at = null');
    expect(await room.command('recognizeContract', booking(), 'op_book_ctr_meridian:recognizeContract', true)).toEqual(
      booked,
    );
    await room.sql('update revrec.command_log set outcome = null, finished_at = null');
    expect(await take(room, 'recognizeContract', booking())).toEqual(booked);
    expect(await factCount(room)).toBe(2);
    expect(await room.command('modifyContract', upgrade(), 'op_other:modifyContract', true)).toMatchObject({
      ok: true,
      value: null,
    });
  });

  it('takes a contract up once, whatever operation asks', async () => {
    await take(room, 'recognizeContract', booking());
    const again = await take(room, 'recognizeContract', { ...booking(), operationId: 'op_again' });
    expect(again).toMatchObject({ ok: false, error: { kind: 'Rejected', code: 'ALREADY_RECOGNIZED' } });
  });

  it('refuses a second amendment under a version that another one has, and keeps nothing of it', async () => {
    await take(room, 'recognizeContract', booking());
    await take(room, 'modifyContract', upgrade());
    const before = await journalledRevenue(room);
    const other = await take(room, 'modifyContract', { ...IN_MAY, operationId: 'op_late' });
    expect(other).toMatchObject({ ok: false, error: { kind: 'Rejected', code: 'EVENT_CONFLICT' } });
    expect(await journalledRevenue(room)).toEqual(before);
    expect(await factCount(room)).toBe(4);
  });

  it('waits for a contract that was not taken up yet', async () => {
    expect(await take(room, 'modifyContract', upgrade())).toMatchObject({
      ok: false,
      error: { kind: 'MissingPrerequisite', prerequisite: 'REVENUE_CONTRACT', id: 'ctr_meridian' },
    });
  });

  it('lets amendments of one contract that come at the same time follow each other', async () => {
    await take(room, 'recognizeContract', booking());
    const answers = await whileLocked(room, [
      () => take(room, 'modifyContract', IN_MAY),
      () => take(room, 'modifyContract', IN_JULY),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    const prices = answers.map(({ value }) => Number(value.transactionPrice.minor)).sort();
    expect(Math.max(...prices)).toBe(60_000_000 + 4_027_397 + 3_024_658);
    const drafted = await journalledRevenue(room);
    expect(drafted['ctr_meridian/PLATFORM-SEAT 2026-08']).toBe('5095890');
  });

  it('comes to the same figures in whatever order amendments arrive', async () => {
    const other = await openRoom();
    try {
      for (const [into, order] of [
        [room, [IN_MAY, IN_JULY]],
        [other, [IN_JULY, IN_MAY]],
      ] as const) {
        await take(into, 'recognizeContract', booking());
        for (const amendment of order) await take(into, 'modifyContract', amendment);
      }
      expect(await journalledRevenue(other)).toEqual(await journalledRevenue(room));
      const variables = { id: 'cust_meridian', asOf: '2026-07-15' };
      expect((await other.ask(REVENUE, variables)).data).toEqual((await room.ask(REVENUE, variables)).data);
    } finally {
      await other.close();
    }
  });

  it('spreads the rest of the price when seats are given back, and leaves what was earned', async () => {
    await take(room, 'recognizeContract', booking());
    await take(room, 'modifyContract', upgrade());
    const before = await journalledRevenue(room);
    const lowered = await take(room, 'modifyContract', downgrade());
    expect(lowered).toMatchObject({
      ok: true,
      value: {
        treatment: 'PROSPECTIVE',
        transactionPrice: { minor: (77_013_698 - 6_049_315).toString() },
        prorationCheck: { difference: { minor: '0' }, explained: true },
      },
    });
    const after = await journalledRevenue(room);
    expect(Object.entries(before).every(([key, amount]) => after[key] === amount)).toBe(true);
    const { data } = await room.ask(REVENUE, { id: 'cust_meridian', asOf: '2026-12-31' });
    expect(data._entities[0].revenue).toEqual([
      {
        contracted: { amount: '709643.83' },
        billed: { amount: '709643.83' },
        recognized: { amount: '709643.83' },
        deferred: { amount: '0.00' },
        unbilled: { amount: '0.00' },
      },
    ]);
  });

  it('holds an addition that has no standalone selling price, and says which', async () => {
    await take(room, 'recognizeContract', booking());
    const products = PRODUCTS.map((product) => ({ ...product, listPrice: null }));
    expect(await take(room, 'modifyContract', upgrade({ products }))).toMatchObject({
      ok: false,
      error: { kind: 'Rejected', code: 'MISSING_SSP', field: 'PLATFORM-SEAT' },
    });
    const unpriced = booking({
      contractId: 'ctr_2',
      lines: booking().contract.lines.map((line) => ({ ...line, listPrice: null })),
    });
    expect(await take(room, 'recognizeContract', unpriced)).toMatchObject({
      ok: false,
      error: { code: 'MISSING_SSP' },
    });
    expect(await room.sql("select from revrec.contract where contract_id = 'ctr_2'")).toEqual([]);
  });

  it('previews without writing', async () => {
    const empty = await room.command('previewContract', booking());
    expect(empty.value).toMatchObject({ before: [], treatment: null, warnings: [] });
    expect(empty.value.after).toHaveLength(12);
    await take(room, 'recognizeContract', booking());
    const before = await journalledRevenue(room);
    const { value } = await room.command('previewModification', upgrade({ operationId: 'preview' }));
    expect(value.treatment).toBe('SEPARATE_CONTRACT');
    expect(value.prorationCheck).toMatchObject({ difference: { minor: '1' }, explained: true });
    expect(value.before).toHaveLength(12);
    expect(value.after).toHaveLength(12 + 5 + 5);
    expect(value.after[0]).toMatchObject({ periodStartsOn: '2026-01-01', obligation: { name: 'Platform seats' } });
    expect(value.journals).toMatchObject([{ period: '2026-08', postedOn: '2026-08-31' }]);
    expect(await factCount(room)).toBe(2);
    expect(await journalledRevenue(room)).toEqual(before);
  });

  it('says in a preview what would hold the contract', async () => {
    await take(room, 'recognizeContract', booking());
    const products = PRODUCTS.map((product) => ({ ...product, listPrice: null }));
    const { ok, value } = await room.command('previewModification', upgrade({ operationId: 'preview', products }));
    expect(ok).toBe(true);
    expect(value.warnings).toMatchObject([expect.stringContaining('MISSING_SSP')]);
    expect(value.after).toEqual(value.before);
  });

  it('takes a new price of the same seats as a credit and a charge that net to billing', async () => {
    await take(room, 'recognizeContract', booking());
    const days = { startsOn: '2026-08-16', endsOn: '2026-12-31' };
    const repriced = await take(
      room,
      'modifyContract',
      upgrade({
        deltas: [
          { productCode: 'PLATFORM-SEAT', quantity: '-500', unitPrice: '1200', ...days },
          { productCode: 'PLATFORM-SEAT', quantity: '500', unitPrice: '1000', ...days },
        ],
        invoice: invoice('inv_reprice', '2026-08-16', [
          ['PLATFORM-SEAT', -22_684_932],
          ['PLATFORM-SEAT', 18_904_110],
        ]),
      }),
    );
    expect(repriced).toMatchObject({
      ok: true,
      value: { treatment: 'PROSPECTIVE', transactionPrice: { minor: (60_000_000 - 3_780_822).toString() } },
    });
  });

  it('names its connection', async () => {
    expect((await room.command('readConnections', {})).value).toEqual([
      {
        system: 'REVREC',
        vendor: 'revgraph',
        connection: 'revgraph-revrec',
        lastAnswerAt: '2026-08-16T09:00:00.000Z',
      },
    ]);
  });

  it('keeps facts as they were told', async () => {
    await take(room, 'recognizeContract', booking());
    await expect(room.sql("update revrec.event set payload = '{}'")).rejects.toThrow('append-only');
    await expect(room.sql('delete from revrec.event')).rejects.toThrow('append-only');
  });
});
