import { pino } from 'pino';
import type { EventBell } from '#kit/events/event-bell.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { tellOverdue } from '#operations/intake/postgres-exceptions.ts';
import { handleDue, ingest } from '#operations/intake/worker.ts';
import type { RequestParts } from '#operations/requests/request.ts';
import { horizonPassed } from '#test/contract/kit/ground.ts';
import { REVOPS } from '#test/support/operations.ts';
import { INVOICE, PAYMENT, type Room, startRoom } from './room.ts';

const log = pino({ level: 'silent' });
const SILENT: EventBell = { ring: () => {}, listen: () => () => {}, close: async () => {} };

describe('an event that cannot be read', () => {
  let room: Room;
  beforeAll(async () => {
    room = await startRoom();
  });
  afterAll(() => room.close());

  it('is kept as it came, shown to a person and replayed after its correction; the others go on', async () => {
    await room.sql(
      `insert into event_log.event (type, schema_version, origin, occurred_at, legal_entity, correlation_id, data)
       values ('invoice.changed', 2, 'SOURCE', now(), 'US', 'corr_x', $1),
         ('parcel.sent', 1, 'SOURCE', now(), 'US', 'corr_y', '{}')`,
      ['{"weight": 12345678901234567890.10, "unread": true}'],
    );
    await room.invoiceIs(INVOICE);
    await room.settle();
    expect(await room.started()).toHaveLength(1);
    const kept = await room.sql<{ subject: string; state: string; same: boolean }>(
      `select i.subject, i.state, i.data::text = e.data::text as same
       from operations.intake_item i join event_log.event e on e.xid = i.xid and e.id = i.id
       where i.state <> 'DONE' order by i.number`,
    );
    expect(kept).toMatchObject([
      { state: 'QUARANTINED', same: true },
      { state: 'QUARANTINED', same: true },
    ]);
    // Both are opened in one pass, at one instant of the business clock: which of them is first is nobody's promise.
    const opened = (await room.open()).sort((one, other) => one.cause.localeCompare(other.cause));
    expect(opened).toMatchObject([
      { cause: 'UNSUPPORTED', payload: { code: 'UnknownType', event: { type: 'parcel.sent' } } },
      { cause: 'VALIDATION', payload: { code: 'Malformed', event: { type: 'invoice.changed' } } },
    ]);
    expect(await room.sql(`select action from operations.audit where action = 'intake.quarantined'`)).toHaveLength(2);

    const subject = kept[0]?.subject ?? '';
    const { total } = INVOICE;
    const corrected = { invoiceId: 'inv_8', status: 'OPEN', previousStatus: null, total };
    room.invoices.set('inv_8', { ...INVOICE, invoiceId: 'inv_8' });
    const wire = JSON.stringify(corrected);
    await room.sql('update operations.intake_item set data = $2 where subject = $1', [subject, wire]);
    const [exception] = await room.sql<{ id: string; legal_entity: string }>(
      `select id, legal_entity from operations.exception where business_key = $1`,
      [`intake:${subject}`],
    );
    const { id: exceptionId = '', legal_entity: entity = '' } = exception ?? {};
    const who = { ...REVOPS, entities: [entity] };
    const decide = (action: string, note: string) =>
      room.send('resolveException', { exceptionId, action, note, idempotencyKey: note }, who);
    expect((await decide('SKIP', 'not news')).userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await decide('RETRY', 'the payload is corrected')).userErrors).toEqual([]);
    await room.settle();
    expect(await room.items(subject)).toMatchObject([{ state: 'DONE', disposition: 'REPLAYED' }]);
    expect(await room.started()).toHaveLength(2);
    expect(await room.open()).toHaveLength(1);
  });
});

describe('processes that read', () => {
  let room: Room;
  beforeAll(async () => {
    // Nobody reads here but the processes of the test.
    room = await startRoom({ intake: false });
  });
  afterAll(() => room.close());

  const aProcess = (change: Partial<RequestParts> = {}): RequestParts => ({
    dataSource: room.dataSource,
    clock: room.clock,
    timers: systemTimers,
    ids: systemIds,
    bell: SILENT,
    connected: [],
    participantsFor: () => ({
      write: async ({ name, payload }) => {
        const answer = room.systems.answers.get(name);
        return { ok: true, value: answer === undefined ? room.systems.contract : answer(payload) };
      },
      lookUp: async () => ({ ok: true, value: null }),
    }),
    ...change,
  });
  /** Reads until everything that was told is read: a transaction under way elsewhere hides it for a moment. */
  const readAll = async (parts: RequestParts) => {
    for (;;) {
      await ingest(parts);
      // Ids are given out in another order than transactions begin: what is unread is what lies behind the cursor.
      const unread = await room.sql(
        `select from event_log.event e where not exists (
           select from operations.intake_cursor c where (c.xid, c.id) >= (e.xid, e.id)) limit 1`,
      );
      if (unread.length === 0) return;
    }
  };
  const cursor = () => room.sql('select xid::text, id::text from operations.intake_cursor');

  it('lose nothing when one dies while it reads, and repeat nothing when one dies after it has', async () => {
    const parts = aProcess();
    await ingest(parts);
    const before = await cursor();
    await room.invoiceIs(INVOICE);
    await horizonPassed(room.dataSource.manager);
    const killed = () => {
      throw new Error('killed');
    };
    const dying = aProcess({ clock: { now: killed, today: () => '2026-08-16' } });
    await expect(ingest(dying)).rejects.toThrow('killed');
    expect(await cursor()).toEqual(before);
    expect(await room.items('invoice:inv_9')).toEqual([]);
    await readAll(parts);
    await readAll(parts);
    expect(await room.items('invoice:inv_9')).toHaveLength(1);
  });

  it('start once what one of them claimed and left when it died', async () => {
    const dying = aProcess({
      participantsFor: () => ({ write: () => new Promise(() => {}), lookUp: () => new Promise(() => {}) }),
    });
    void handleDue(dying, log);
    const parts = aProcess();
    while ((await leased()) === 0) await ingest(parts);
    expect(await handleDue(parts, log)).toBe(0);
    room.clock.set(new Date('2026-08-16T09:02:00Z'));
    expect(await handleDue(parts, log)).toBe(1);
    expect(await room.started()).toHaveLength(1);
  });
  const leased = async () => {
    const [row] = await room.sql<{ n: number }>(
      'select count(*)::integer as n from operations.intake_item where lease_until is not null',
    );
    return row?.n ?? 0;
  };

  it('at the same time take each event once', async () => {
    await room.paymentIs(PAYMENT, 20);
    await room.invoiceIs({ ...INVOICE, status: 'PAID' });
    const processes = Array.from({ length: 4 }, () => aProcess());
    await Promise.all(processes.map((parts) => ingest(parts)));
    await readAll(aProcess());
    expect(await room.items('payment:pay_9')).toHaveLength(20);
    await Promise.all(processes.map((parts) => handleDue(parts, log)));
    const payments = (await room.started()).filter(({ kind }) => kind === 'APPLY_PAYMENT');
    expect(payments).toHaveLength(1);
  });

  it('tell a person of what has waited longer than the policy allows, once, until it goes on', async () => {
    room.systems.opportunity = { ...room.systems.opportunity, approval: 'PENDING' };
    room.systems.answers.set('readOpportunity', () => room.systems.opportunity);
    room.systems.answers.set('readReadiness', () => []);
    const data = {
      opportunityId: 'opp_1',
      stage: 'Closed Won',
      won: true,
      kind: 'NEW' as const,
      changesContractId: null,
    };
    await room.tell('opportunity.changed', 2, { ...data, previousWon: false });
    const parts = aProcess();
    const turn = async () => {
      await readAll(parts);
      while ((await handleDue(parts, log)) > 0) await ingest(parts);
      await room.dataSource.transaction((em) => tellOverdue(em, { ids: systemIds, now: room.clock.now() }));
    };
    await turn();
    expect(await room.open()).toEqual([]);
    room.clock.set(new Date('2026-08-17T10:00:00Z'));
    await turn();
    await turn();
    expect(await room.open()).toMatchObject([
      {
        business_key: 'intake-overdue:opportunity:opp_1',
        cause: 'SEQUENCING',
        payload: { waitsFor: 'approval:opp_1' },
      },
    ]);
    room.systems.opportunity = { ...room.systems.opportunity, approval: 'APPROVED' };
    await room.tell('opportunity.changed', 2, { ...data, previousWon: true });
    await turn();
    expect(await room.open()).toEqual([]);
  });
});
