import type { DataSource } from 'typeorm';
import { type AccountRow, accounts } from '#crm/entities/account.ts';
import { contracts } from '#crm/entities/contract.ts';
import { contractChanges } from '#crm/entities/contract-change.ts';
import { contractVersions } from '#crm/entities/contract-version.ts';
import { opportunities } from '#crm/entities/opportunity.ts';
import { prices } from '#crm/entities/price.ts';
import { products } from '#crm/entities/product.ts';
import { TOLD_BY_VENDOR } from '#crm/intake/changed-events.ts';
import { writeMirror } from '#crm/intake/mirror-writer.ts';
import { type CrmAccount, type CrmRecords, NO_RECORDS } from '#crm/port.ts';
import { registerConnection } from '#kit/connections/connection-state.ts';
import { openLog } from '#kit/observability/log.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { idsFrom } from '#kit/runtime/ids.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { type TestDatabase, testDatabase } from '#test/support/database.ts';
import { migratedTemplate, until } from './room.ts';

const MAIN = 'salesforce-main';

describe('the mirror of the CRM', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const clock = new FixedClock('2026-11-21T12:00:00Z');

  beforeEach(async () => {
    database = await testDatabase({ template: await migratedTemplate() });
    dataSource = await openDataSource({
      url: database.url,
      schema: 'crm',
      entities: [accounts, products, prices, opportunities, contracts, contractVersions, contractChanges],
      poolSize: 3,
      applicationName: 'crm mirror test',
    });
    await registerConnection(dataSource.manager, 'crm', MAIN, 'salesforce');
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.close();
  });

  const second = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds));
  const anAccount = (name: string, version: Date): CrmAccount => ({
    externalId: '001A',
    version,
    raw: {},
    name,
    status: 'ACTIVE',
    parentExternalId: null,
    salesOwner: null,
    country: 'US',
    legalEntity: 'US',
    mergedIntoExternalId: null,
  });
  let rings = 0;
  const write = (account: CrmAccount, readAt: Date, within?: () => Promise<void>) =>
    writeRecords({ accounts: [account] }, readAt, within);
  const gone = (version: Date | null, readAt: Date) =>
    writeRecords({ gone: [{ kind: 'account', externalId: '001A', version }] }, readAt);
  const writeRecords = (records: Partial<CrmRecords>, readAt: Date, within?: () => Promise<void>) =>
    writeMirror(
      {
        dataSource,
        clock,
        ids: idsFrom(clock, seededRandom(1)),
        bell: { ring: () => (rings += 1), listen: () => () => undefined, close: async () => undefined },
        log: openLog('test', 'fatal'),
      },
      MAIN,
      { records: { ...NO_RECORDS, ...records }, readAt },
      TOLD_BY_VENDOR,
      within,
    );
  const stored = async (): Promise<string | undefined> =>
    (await dataSource.manager.findOneBy<AccountRow>(accounts, { externalId: '001A' }))?.name;
  const waiting = async (how: string) => {
    const sql = `select count(*) from pg_stat_activity where application_name = 'crm mirror test' and ${how}`;
    return Number((await dataSource.query(sql))[0].count);
  };
  const eventCount = async () => Number((await dataSource.query('select count(*) from event_log.event'))[0].count);

  it('is not taken back by a read that began before the one it shows', async () => {
    await write(anAccount('New', second(1)), second(5));
    await write(anAccount('Old', second(1)), second(4));
    expect(await stored()).toBe('New');
    // Nor by an older state, whenever it was read.
    await write(anAccount('Older', second(0)), second(9));
    expect(await stored()).toBe('New');
    await write(anAccount('Newer', second(1)), second(6));
    expect(await stored()).toBe('Newer');
    expect(await eventCount()).toBe(2);
  });

  it('does not get back what is gone by a read that began before', async () => {
    await write(anAccount('Nord', second(1)), second(2));
    await gone(second(3), second(5));
    await write(anAccount('Nord', second(1)), second(4));
    await write(anAccount('Nord', second(1)), second(6));
    expect(await stored()).toBeUndefined();
    // Taken out of the bin again: the vendor stamps it anew.
    await write(anAccount('Nord', second(7)), second(8));
    expect(await stored()).toBe('Nord');
  });

  it('does not lose by a slower read what was written since', async () => {
    await write(anAccount('Nord', second(3)), second(5));
    await gone(null, second(4));
    await gone(second(2), second(6));
    expect(await stored()).toBe('Nord');
    await gone(null, second(7));
    expect(await stored()).toBeUndefined();
  });

  it('keeps a version that a slower read of its contract did not see yet', async () => {
    const origin = { version: second(1), raw: {} };
    const head = {
      number: '1',
      status: 'ACTIVE',
      accountExternalId: '001A',
      opportunityExternalId: null,
      legalEntity: 'US',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      currency: 'USD',
      billingFrequency: null,
      key: null,
    } as const;
    const contract = (currentVersion: number, stamp: Date) => ({
      ...origin,
      ...head,
      externalId: '800A',
      version: stamp,
      currentVersion,
    });
    const version = (number: number) => ({
      ...origin,
      externalId: `801${number}`,
      contractExternalId: '800A',
      number,
      effectiveOn: '2026-01-01',
      endsOn: null,
      recordedAt: second(1),
      kind: null,
      reason: null,
      requestedBy: null,
      key: null,
      opportunityExternalId: null,
      linkedDeal: false,
      contractStatus: null,
      billingFrequency: null,
    });
    const whole = { wholeContracts: ['800A'] };
    await writeRecords(
      { ...whole, contracts: [contract(2, second(3))], versions: [version(1), version(2)] },
      second(5),
    );
    await writeRecords({ ...whole, contracts: [contract(1, second(1))], versions: [version(1)] }, second(4));
    expect(await dataSource.manager.countBy(contractVersions, { contractExternalId: '800A' })).toBe(2);
    // A read that began later and does not see it: it was taken back.
    await writeRecords({ ...whole, contracts: [contract(1, second(6))], versions: [version(1)] }, second(7));
    expect(await dataSource.manager.countBy(contractVersions, { contractExternalId: '800A' })).toBe(1);
  });

  it('tells a change of meaning, and no other', async () => {
    rings = 0;
    await write(anAccount('Nord', second(1)), second(2));
    await write(anAccount('Nord', second(3)), second(4));
    expect(await eventCount()).toBe(1);
    expect(rings).toBe(1);
  });

  it('keeps neither record nor event when what belongs to it fails', async () => {
    rings = 0;
    const broken = write(anAccount('Nord', second(1)), second(2), async () => {
      throw new Error('the cursor could not be written');
    });
    await expect(broken).rejects.toThrow('the cursor');
    expect(await stored()).toBeUndefined();
    expect(await eventCount()).toBe(0);
    expect(rings).toBe(0);
  });

  it('tells a change once when two writers bring it at the same time', async () => {
    const gate = Promise.withResolvers<void>();
    const first = write(anAccount('Nord', second(1)), second(2), () => gate.promise);
    await until(async () => (await waiting(`state = 'idle in transaction'`)) === 1);
    const other = write(anAccount('Nord', second(1)), second(2));
    await until(async () => (await waiting(`wait_event_type = 'Lock'`)) === 1);
    gate.resolve();
    await Promise.all([first, other]);
    expect(await eventCount()).toBe(1);
  });
});
