import type { DataSource } from 'typeorm';
import { creditMemos } from '#billing/entities/credit-memo.ts';
import { creditMemoLines } from '#billing/entities/credit-memo-line.ts';
import { customers } from '#billing/entities/customer.ts';
import { disputes } from '#billing/entities/dispute.ts';
import { invoices } from '#billing/entities/invoice.ts';
import { invoiceLines } from '#billing/entities/invoice-line.ts';
import { payments } from '#billing/entities/payment.ts';
import { products } from '#billing/entities/product.ts';
import { refunds } from '#billing/entities/refund.ts';
import { subscriptions } from '#billing/entities/subscription.ts';
import { subscriptionItems } from '#billing/entities/subscription-item.ts';
import { TOLD_BY_VENDOR } from '#billing/intake/changed-events.ts';
import { drawTicket, type MirrorParts, writeMirror } from '#billing/intake/mirror-writer.ts';
import { type BillingInvoice, type BillingRecords, NO_RECORDS } from '#billing/port-records.ts';
import { registerConnection } from '#kit/connections/connection-state.ts';
import { openLog } from '#kit/observability/log.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { rows } from '#kit/persistence/query.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { type TestDatabase, testDatabase } from '#test/support/database.ts';

const CONNECTION = 'stripe-main';

function anInvoice(change: Partial<BillingInvoice> = {}): BillingInvoice {
  return {
    externalId: 'in_1',
    raw: {},
    number: 'A-1',
    status: 'OPEN',
    customerExternalId: 'cus_1',
    subscriptionExternalId: null,
    contractId: 'ctr_1',
    legalEntity: 'US',
    changeKey: null,
    currency: 'USD',
    issuedOn: '2026-08-16',
    dueOn: null,
    totalMinor: 9_007_199_254_740_993n,
    taxMinor: 0n,
    amountDueMinor: 9_007_199_254_740_993n,
    amountPaidMinor: 0n,
    creditDrawnMinor: 0n,
    lines: [],
    ...change,
  };
}

describe('the writer of billing’s mirror', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let parts: MirrorParts;
  let rings = 0;

  beforeAll(async () => {
    database = await testDatabase();
    const all = await loadMigrations(new URL('../../../schema/database/migrations/', import.meta.url));
    await migrate(
      database.url,
      all.filter(({ name }) => name <= '010-billing-lifecycle' || name === '019-invoice-credit'),
    );
    dataSource = await openDataSource({
      url: database.url,
      schema: 'billing',
      entities: [
        customers,
        products,
        subscriptions,
        subscriptionItems,
        invoices,
        invoiceLines,
        creditMemos,
        creditMemoLines,
        payments,
        refunds,
        disputes,
      ],
      poolSize: 2,
      applicationName: 'billing-writer-test',
    });
    await registerConnection(dataSource.manager, 'billing', CONNECTION, 'stripe');
    parts = {
      dataSource,
      clock: new FixedClock('2026-08-16T09:00:00Z'),
      ids: systemIds,
      log: openLog('billing-writer-test', 'fatal'),
      bell: {
        ring: () => {
          rings += 1;
        },
        listen: () => () => {},
        close: async () => {},
      },
    };
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.close();
  });

  const write = (ticket: bigint, records: Partial<BillingRecords>, within?: () => Promise<void>) =>
    writeMirror(
      parts,
      { connection: CONNECTION, ticket, asOf: parts.clock.now() },
      { ...NO_RECORDS, ...records },
      TOLD_BY_VENDOR,
      within,
    );
  const statusOf = async (externalId: string) => {
    const row = await dataSource.manager.findOneBy(invoices, { connection: CONNECTION, externalId });
    return row?.status ?? null;
  };
  const toldCount = async () => (await rows(dataSource, `select 1 from event_log.event`)).length;

  it('is not taken back by a read that began before the one it shows', async () => {
    const [earlier, later] = [await drawTicket(dataSource.manager), await drawTicket(dataSource.manager)];
    await write(later, { invoices: [anInvoice({ externalId: 'in_race', status: 'PAID' })] });
    const before = await toldCount();
    await write(earlier, { invoices: [anInvoice({ externalId: 'in_race' })] });
    await write(earlier, { gone: [{ kind: 'invoice', externalId: 'in_race' }] });
    expect(await statusOf('in_race')).toBe('PAID');
    expect(await toldCount()).toBe(before);
  });

  it('tells a change once, and a field that means nothing to us not at all', async () => {
    const ticket = await drawTicket(dataSource.manager);
    const before = await toldCount();
    rings = 0;
    await write(ticket, { invoices: [anInvoice()] });
    await write(ticket, { invoices: [anInvoice()] });
    await write(ticket, { invoices: [anInvoice({ raw: { footer: 'new' } })] });
    expect(await toldCount()).toBe(before + 1);
    expect(rings).toBe(1);
  });

  it('keeps every digit of an amount', async () => {
    await write(await drawTicket(dataSource.manager), { invoices: [anInvoice({ externalId: 'in_big' })] });
    const row = await dataSource.manager.findOneBy(invoices, { externalId: 'in_big' });
    expect(row?.totalMinor).toBe(9_007_199_254_740_993n);
  });

  it('keeps neither record nor event when what belongs to it fails', async () => {
    const before = await toldCount();
    const failing = write(
      await drawTicket(dataSource.manager),
      { invoices: [anInvoice({ externalId: 'in_torn' })] },
      () => Promise.reject(new Error('torn')),
    );
    await expect(failing).rejects.toThrow('torn');
    expect(await statusOf('in_torn')).toBeNull();
    expect(await toldCount()).toBe(before);
  });

  it('marks what the vendor no longer shows, and keeps it', async () => {
    await write(await drawTicket(dataSource.manager), {
      invoices: [anInvoice({ externalId: 'in_draft', status: 'DRAFT' })],
    });
    const before = await toldCount();
    const gone = [{ kind: 'invoice', externalId: 'in_draft' }] as const;
    await write(await drawTicket(dataSource.manager), { gone });
    await write(await drawTicket(dataSource.manager), { gone });
    expect(await statusOf('in_draft')).toBe('VOID');
    expect(await toldCount()).toBe(before + 1);
  });
});
