import { MIRRORS, rebuildMirrors } from '#local/mirrors.ts';
import * as billing from '#test/contract/billing/meridian.ts';
import { openRoom as openBilling } from '#test/contract/billing/room.ts';
import { sell } from '#test/contract/billing/stories.ts';
import { AUGUST_UPGRADE, catalogue, wonDeal } from '#test/contract/crm/meridian.ts';
import { openRoom as openCrm } from '#test/contract/crm/room.ts';
import { ENSURED, invoice, setUpItems } from '#test/contract/erp/meridian.ts';
import { credit, payment } from '#test/contract/erp/money.ts';
import { openRoom as openErp } from '#test/contract/erp/room.ts';
import { testDatabase } from '#test/support/database.ts';

interface Room {
  sql<Row>(text: string): Promise<readonly Row[]>;
}

/** The address of the database that a room works on. */
async function urlOf(room: Room): Promise<string> {
  const beside = await testDatabase();
  const url = new URL(beside.url);
  await beside.close();
  const [row] = await room.sql<{ name: string }>('select current_database() as name');
  url.pathname = `/${row?.name}`;
  return url.href;
}

/** Makes the mirror again from the log and gives the tables that come out otherwise. */
async function differing(room: Room, name: string, contractId: string | null = null, replace = false) {
  const mirrors = MIRRORS.filter((mirror) => mirror.name === name);
  const [report] = await rebuildMirrors(await urlOf(room), { contractId, replace, mirrors });
  expect(report?.eventCount).toBeGreaterThan(0);
  return report?.tables.filter(({ same }) => !same);
}

const count = async (room: Room, table: string) =>
  (await room.sql<{ n: number }>(`select count(*)::integer as n from ${table}`))[0]?.n;

describe('a mirror that is made again from the log alone', () => {
  it('R127 R102 is the live one of the CRM, and gives back a contract that was lost', async () => {
    const room = await openCrm();
    try {
      const deal = await wonDeal(room.org, await catalogue(room.org));
      await room.crm.settle();
      const wish = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
      const { value } = await room.command('activateContract', wish, 'op_1:activateContract');
      const { contractId } = value.contract;
      const amended = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
      expect(await room.command('amendContract', amended, 'op_2:amendCrmContract')).toMatchObject({ ok: true });
      await room.crm.settle();
      expect(await differing(room, 'crm')).toEqual([]);
      const before = await room.sql('select * from crm.contract_change order by external_id');
      await room.sql('delete from crm.contract_change');
      expect(await differing(room, 'crm', contractId, true)).toMatchObject([{ table: 'crm.contract_change' }]);
      expect(await room.sql('select * from crm.contract_change order by external_id')).toEqual(before);
      await room.sql(`update crm.account set name = 'Somebody else'`);
      expect(await differing(room, 'crm')).toMatchObject([{ table: 'crm.account' }]);
    } finally {
      await room.close();
    }
  });

  it('R127 R102 is the live one of billing, to the cent', async () => {
    const room = await openBilling();
    try {
      const { START, START_KEY, AMEND_KEY, ANALYTICS } = billing;
      expect(await room.command('startSubscription', START, START_KEY)).toMatchObject({ ok: true });
      await sell(room, [ANALYTICS]);
      expect(await room.command('amendSubscription', billing.AUGUST_UPGRADE, AMEND_KEY)).toMatchObject({ ok: true });
      expect(await differing(room, 'billing')).toEqual([]);
      expect(await count(room, 'billing.invoice')).toBe(2);
      await room.sql('update billing.invoice set total_minor = total_minor + 1');
      expect(await differing(room, 'billing')).toMatchObject([{ table: 'billing.invoice' }]);
    } finally {
      await room.close();
    }
  });

  it('R127 R102 is the live one of the ledger, with what was paid and credited', async () => {
    const room = await openErp();
    try {
      await setUpItems(room.books);
      const run = (name: string, command: unknown) => room.command(name, command, `op_1:${name}`);
      expect(await run('ensureCustomer', ENSURED)).toMatchObject({ ok: true });
      const posted = await run('postInvoice', { invoice: invoice('inv_1'), contractId: 'ctr_meridian' });
      expect(posted).toMatchObject({ ok: true });
      expect(await run('applyPayment', { payment: payment('pay_1', 'inv_1', 500n) })).toMatchObject({ ok: true });
      expect(await run('postCreditMemo', { creditMemo: credit('cm_1', 'inv_1', 100n) })).toMatchObject({ ok: true });
      expect(await differing(room, 'erp')).toEqual([]);
      expect(await count(room, 'erp.posting')).toBeGreaterThanOrEqual(3);
    } finally {
      await room.close();
    }
  });
});
