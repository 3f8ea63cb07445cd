import type { DataSource } from 'typeorm';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { closeStandalone, openStandaloneException } from '#operations/exceptions/postgres-standalone.ts';
import { GERMAN, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

let operations: TestOperations;
let dataSource: DataSource;
beforeAll(async () => {
  operations = await startTestOperations();
  dataSource = await openDataSource({
    url: operations.database.url,
    schema: 'operations',
    entities: [],
    poolSize: 2,
    applicationName: 'revgraph tests',
  });
});
afterAll(async () => {
  await dataSource.destroy();
  await operations.close();
});
beforeEach(() => {
  operations.systems.dueJournals = [];
});
/** What a test leaves open is nobody else's. */
afterEach(async () => {
  const open = await operations.sql<{ business_key: string }>(
    'select business_key from operations.exception where closed_at is null',
  );
  for (const { business_key } of open) await closed(business_key);
});

/** Opened now, with the clock of its cause: a day for the teams of revenue operations and finance, four hours for credentials. */
const opened = (key: string, more: { readonly cause?: 'VALIDATION' | 'CREDENTIALS'; readonly minor?: string } = {}) =>
  inTransaction(dataSource, (em) =>
    openStandaloneException(
      em,
      { ids: systemIds, now: operations.clock.now() },
      {
        key,
        cause: more.cause ?? 'VALIDATION',
        system: 'ERP',
        title: 'An invoice is not taken',
        explanation: 'Something in it is not as it has to be.',
        impact: more.minor === undefined ? null : { minor: more.minor, currency: 'USD' },
        legalEntity: 'US',
        customerId: 'cust_1',
        contractId: null,
        payload: {},
      },
    ),
  );
const closed = (key: string) => inTransaction(dataSource, (em) => closeStandalone(em, key, operations.clock.now()));
const at = (instant: string) => operations.clock.set(new Date(instant));

describe('R135 the share of exceptions that were closed within their clock', () => {
  const attainment = async (from: string, to: string, principal?: typeof GERMAN) => {
    const query = `query ($from: Date!, $to: Date!) { exceptionAttainment(from: $from, to: $to) {
      ownerTeam withinClock beyondClock pending share } }`;
    const answer = await operations.ask<{ exceptionAttainment: unknown[] }>(query, { from, to }, principal);
    return answer.exceptionAttainment;
  };

  it('is told for each team and period; what stays open beyond its clock counts against it', async () => {
    at('2026-08-10T09:00:00Z');
    await opened('in time');
    await opened('in time as well');
    await opened('late');
    await opened('never', { cause: 'CREDENTIALS' });
    at('2026-08-11T08:59:00Z');
    await closed('in time');
    await closed('in time as well');
    at('2026-08-11T09:01:00Z');
    await closed('late');
    at('2026-08-16T09:00:00Z');
    await opened('still in time');
    const finance = { ownerTeam: 'finance', withinClock: 2, beyondClock: 1, pending: 1, share: '0.6667' };
    const platform = { ownerTeam: 'platform', withinClock: 0, beyondClock: 1, pending: 0, share: '0.0000' };
    expect(await attainment('2026-08-01', '2026-08-31')).toEqual([finance, platform]);
    // The clock of what is still open ran out on the 10th, at one in the afternoon.
    expect(await attainment('2026-08-11', '2026-08-11')).toEqual([{ ...finance, pending: 0 }]);
    expect(await attainment('2026-08-10', '2026-08-10')).toEqual([platform]);
  });

  it('is no figure where there is nothing to count, and nobody else’s', async () => {
    at('2026-07-05T09:00:00Z');
    expect(await attainment('2026-07-01', '2026-07-31')).toEqual([]);
    await opened('new');
    const finance = { ownerTeam: 'finance', withinClock: 0, beyondClock: 0, pending: 1, share: null };
    expect(await attainment('2026-07-01', '2026-07-31')).toEqual([finance]);
    expect(await attainment('2026-07-01', '2026-07-31', GERMAN)).toEqual([]);
    await expect(attainment('2026-08-31', '2026-08-01')).rejects.toThrow('must not lie before');
    at('2026-08-16T09:00:00Z');
  });
});

const JOURNAL = {
  legalEntity: 'US',
  currency: 'USD',
  period: '2026-08',
  postedOn: '2026-08-31',
  memo: 'Revenue of August',
  lines: [],
};

interface Checklist {
  readonly ready: boolean;
  readonly exceptionCount: number;
  readonly exceptions: readonly { readonly id: string; readonly cause: string }[];
  readonly impact: readonly { readonly amount: string; readonly currency: string }[];
  readonly operationCount: number;
  readonly operations: readonly { readonly id: string }[];
  readonly journalsDue: number;
  readonly waived: readonly { readonly history: readonly { readonly what: string; readonly note: string | null }[] }[];
}

describe('R141 a month is ready to close', () => {
  const checklist = async (through: string, principal?: typeof GERMAN) => {
    const query = `query ($through: Date!) { closeChecklist(legalEntityId: "le_us", through: $through) {
      ready exceptionCount exceptions { id cause } impact { amount currency } operationCount operations { id }
      journalsDue adjustmentCount adjustments { journalEntryId number postedOn reason amount { amount currency } }
      waived { history { what note } } } }`;
    return (await operations.ask<{ closeChecklist: Checklist | null }>(query, { through }, principal)).closeChecklist;
  };

  it('when what touches its revenue has gone on, and not before; an earlier month does not wait for it', async () => {
    const month = { kind: 'ClosedPeriod', period: '2026-08' } as const;
    operations.systems.fault = ({ name, lookUp }) => (name === 'postInvoice' && !lookUp ? month : null);
    const { operation } = await operations.send('amendContract', seatsTo(800, 1, 'close'));
    await operations.until(operation?.id, 'PARKED');
    const august = await checklist('2026-08-31');
    expect(august).toMatchObject({
      ready: false,
      exceptionCount: 1,
      exceptions: [{ cause: 'CLOSED_PERIOD' }],
      impact: [{ amount: '170136.98', currency: 'USD' }],
      operationCount: 1,
      operations: [{ id: operation?.id }],
    });
    expect(await checklist('2026-07-31')).toMatchObject({ ready: true, exceptionCount: 0, operationCount: 0 });
    expect(await checklist('2026-08-31', GERMAN)).toBeNull();
    operations.systems.fault = () => null;
    const decision = { exceptionId: august?.exceptions[0]?.id, action: 'RETRY', note: 'Open again.' };
    await operations.send('resolveException', { ...decision, idempotencyKey: 'retry' });
    await operations.until(operation?.id);
    expect(await checklist('2026-08-31')).toMatchObject({ ready: true, exceptionCount: 0, operationCount: 0 });
  });

  it('when its journals are in the ledger', async () => {
    operations.systems.dueJournals = [{ batchKey: 'rev:2026-08:US', journal: JOURNAL }];
    expect(await checklist('2026-08-31')).toMatchObject({ ready: false, journalsDue: 1, exceptionCount: 0 });
    expect(operations.systems.calls.findLast(({ name }) => name === 'readDueCounts')?.payload).toEqual({
      legalEntity: 'US',
      through: '2026-08',
    });
  });

  it('R172 when every journal that was made by hand says why', async () => {
    const adjustment = {
      journalEntryId: 'je_1',
      number: 'JE77',
      postedOn: '2026-08-30',
      amount: { minor: '25025', currency: 'USD' },
    };
    const { systems } = operations;
    systems.adjustments = { count: 1, unexplained: 1, journals: [{ ...adjustment, reason: null }] };
    const shown = { ...adjustment, amount: { amount: '250.25', currency: 'USD' } };
    expect(await checklist('2026-08-31')).toMatchObject({
      ready: false,
      adjustmentCount: 1,
      adjustments: [{ ...shown, reason: null }],
    });
    systems.adjustments = { count: 1, unexplained: 0, journals: [{ ...adjustment, reason: 'Ticket 4711' }] };
    expect(await checklist('2026-08-31')).toMatchObject({
      ready: true,
      adjustmentCount: 1,
      adjustments: [{ ...shown, reason: 'Ticket 4711' }],
    });
    systems.adjustments = { count: 0, unexplained: 0, journals: [] };
  });

  it('when what nobody can date is solved, or waived with a reason that is shown', async () => {
    const exceptionId = await opened('undated', { minor: '250000' });
    for (const through of ['2026-07-31', '2026-08-31']) {
      expect(await checklist(through)).toMatchObject({ ready: false, exceptionCount: 1 });
    }
    const note = 'The customer never had this invoice.';
    const { userErrors } = await operations.send('resolveException', {
      exceptionId,
      action: 'WAIVE',
      note,
      idempotencyKey: 'waive',
    });
    expect(userErrors).toEqual([]);
    const august = await checklist('2026-08-31');
    expect(august).toMatchObject({ ready: true, exceptionCount: 0, impact: [] });
    expect(august?.waived.map(({ history }) => history.at(-1)?.note)).toEqual([note]);
    expect((await checklist('2026-07-31'))?.waived).toEqual([]);
    await expect(checklist('2026-08-30')).rejects.toThrow('last day of a month');
  });
});
