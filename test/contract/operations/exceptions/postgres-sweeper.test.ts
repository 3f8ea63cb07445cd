import { inTransaction } from '#kit/persistence/transaction.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { openException } from '#operations/exceptions/postgres-exceptions.ts';
import { openStandaloneException } from '#operations/exceptions/postgres-standalone.ts';
import { sweep } from '#operations/exceptions/postgres-sweeper.ts';
import { type OperationsStore, openOperationsStore } from '#test/support/operations-store.ts';

let store: OperationsStore;
beforeEach(async () => {
  store = await openOperationsStore();
});
afterEach(() => store.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An operation that was requested now and has this status. */
async function anOperation(id: string, status: string) {
  await store.tamper(
    `insert into operations.operation (id, kind, status, commitment, finalization, client, idempotency_key, input_hash,
       requested_by, requested_at, updated_at, correlation_id, customer_id, contract_id, legal_entity, input, saga)
     values ($1, 'AMEND_CONTRACT', $2, 'PENDING', 'PENDING', 'ada', $1, '', 'ada', $3, $3, 'cor_1', 'cust_1', 'ctr_1',
       'US', '{}', 'amend-contract')`,
    [id, status, store.clock.now()],
  );
  await store.tamper(
    `insert into operations.step (operation_id, position, name, system, status)
     values ($1, 1, 'postInvoice', 'ERP', 'WAITING')`,
    [id],
  );
}
const later = async (ms: number) => {
  store.clock.advance(ms);
  await sweep(store.dataSource, { ids: systemIds, now: store.clock.now() });
};
const exceptions = () =>
  store.sql<{ cause: string; status: string; business_key: string | null; step: string | null; owner_team: string }>(
    'select cause, status, business_key, step, owner_team from operations.exception order by opened_at, business_key',
  );
const events = async (type: string) =>
  (await store.sql<{ data: unknown }>('select data from event_log.event where type = $1', [type])).map(
    ({ data }) => data,
  );
const anException = (impactMinor: string | null) =>
  inTransaction(store.dataSource, (em) =>
    openStandaloneException(
      em,
      { ids: systemIds, now: store.clock.now() },
      {
        key: `difference:${impactMinor}`,
        cause: 'RECONCILIATION_BREAK',
        system: 'ERP',
        title: 'A difference',
        explanation: 'Two systems say different things.',
        impact: impactMinor === null ? null : { minor: impactMinor, currency: 'USD' },
        legalEntity: 'US',
        customerId: 'cust_1',
        contractId: null,
        payload: {},
      },
    ),
  );

describe('an operation', () => {
  it('beyond its deadline is told once while it goes on, and the telling ends with it', async () => {
    await anOperation('op_1', 'WAITING');
    await later(59 * MINUTE);
    expect(await exceptions()).toEqual([]);
    await later(2 * MINUTE);
    await later(MINUTE);
    expect(await exceptions()).toMatchObject([
      { business_key: 'deadline:op_1', status: 'OPEN', owner_team: 'platform' },
    ]);
    await store.tamper(`update operations.operation set status = 'SUCCEEDED', finished_at = now() where id = 'op_1'`);
    await later(MINUTE);
    expect(await exceptions()).toMatchObject([{ status: 'RESOLVED' }]);
    await later(HOUR);
    expect(await exceptions()).toHaveLength(1);
  });

  it('that counts as running while nothing is heard of it is told, until it moves', async () => {
    await anOperation('op_1', 'RUNNING');
    await later(14 * MINUTE);
    expect(await exceptions()).toEqual([]);
    await later(2 * MINUTE);
    expect(await exceptions()).toMatchObject([{ business_key: 'silent:op_1', status: 'OPEN' }]);
    await store.sql('update operations.operation set updated_at = $1', [new Date(store.clock.now().getTime() + 1)]);
    await later(MINUTE);
    expect(await exceptions()).toMatchObject([{ status: 'RESOLVED' }]);
  });

  it('that a person has already, or that waits for a second one, is not told again', async () => {
    await anOperation('op_held', 'WAITING');
    await store.sql(`update operations.operation set held = '{}' where id = 'op_held'`);
    await anOperation('op_parked', 'PARKED');
    const step = { name: 'postInvoice', system: 'ERP', impact: null };
    const subject = { id: 'op_parked', customer_id: 'cust_1', contract_id: 'ctr_1', legal_entity: 'US' };
    await inTransaction(store.dataSource, (em) =>
      openException(em, subject, step, { kind: 'ClosedPeriod', period: '2026-07' }, systemIds, store.clock.now()),
    );
    await later(2 * HOUR);
    expect(await exceptions()).toMatchObject([{ cause: 'CLOSED_PERIOD' }]);
  });
});

describe('a prerequisite', () => {
  it('that does not come within its time is in a person’s hands, once', async () => {
    await anOperation('op_1', 'PARKED');
    await store.sql(
      `insert into operations.prerequisite (operation_id, step, kind, subject, waits_in, since)
       values ('op_1', 'postInvoice', 'CUSTOMER', 'cust_1', 'op_1', $1)`,
      [store.clock.now()],
    );
    await later(59 * MINUTE);
    expect(await exceptions()).toEqual([]);
    await later(24 * HOUR);
    await later(MINUTE);
    const opened = (await exceptions()).filter(({ step }) => step === 'postInvoice');
    expect(opened).toMatchObject([{ cause: 'SEQUENCING', status: 'OPEN' }]);
  });
});

describe('an exception', () => {
  it('beyond its time raises one alert, which says whether somebody is woken', async () => {
    await anException('100');
    await anException('100000000');
    await later(23 * HOUR);
    expect(await events('exception.overdue')).toEqual([]);
    await later(2 * HOUR);
    await later(HOUR);
    const alerts = await events('exception.overdue');
    expect(alerts).toHaveLength(2);
    expect(alerts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ severity: 'P3', pages: false }),
        expect.objectContaining({ severity: 'P1', pages: true }),
      ]),
    );
  });

  it('that is grave and that nobody takes goes to the next team, once; one that somebody took does not', async () => {
    await anException('100');
    const grave = await anException('100000000');
    const taken = await anException('200000000');
    await store.sql(`update operations.exception set status = 'ASSIGNED', assignee = 'grace' where id = $1`, [taken]);
    await later(59 * MINUTE);
    expect(await events('exception.escalated')).toEqual([]);
    await later(2 * MINUTE);
    await later(HOUR);
    const teams = await store.sql(`select id from operations.exception where owner_team = 'controller'`);
    expect(teams).toEqual([{ id: grave }]);
    expect(await events('exception.escalated')).toHaveLength(1);
    const audit = await store.sql(`select subject from operations.audit where action = 'exception.escalated'`);
    expect(audit).toEqual([{ subject: grave }]);
  });
});
