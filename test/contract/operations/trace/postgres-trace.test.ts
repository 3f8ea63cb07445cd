import { appendEvents } from '#kit/events/event-log.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { appendAudit } from '#operations/audit/postgres-audit.ts';
import { recordLinks } from '#operations/trace/postgres-links.ts';
import { countAuditEvents, readTrace } from '#operations/trace/postgres-trace.ts';
import { horizonPassed } from '#test/contract/kit/ground.ts';
import { type OperationsStore, openOperationsStore } from '#test/support/operations-store.ts';

let store: OperationsStore;
beforeEach(async () => {
  store = await openOperationsStore();
});
afterEach(() => store.close());

const OPERATION = { id: 'op_1', contract_id: 'ctr_1' as string | null, customer_id: 'cust_1', legal_entity: 'US' };
const SECOND = { ...OPERATION, contract_id: 'ctr_2', customer_id: 'cust_2' };
const CUSTOMER = { customerId: 'cust_1', externalId: '001', name: 'Meridian' };
const told = (outcome: unknown, operation = OPERATION) =>
  inTransaction(store.dataSource, (em) => recordLinks(em, operation, outcome));
async function posted(): Promise<void> {
  const data = { postingId: 'post_1', documentId: 'inv_1', kind: 'INVOICE', status: 'POSTED', previousStatus: null };
  const about = { legalEntity: 'US', customerId: null, contractId: null, operationId: null };
  const told = { correlationId: 'cor_1', causationId: null, origin: 'SOURCE', occurredAt: store.clock.now() } as const;
  await inTransaction(store.dataSource, (em) =>
    appendEvents(em, [{ type: 'posting.changed', schemaVersion: 2, ...about, ...told, data }]),
  );
  // A transaction under way elsewhere hides it for a moment.
  await horizonPassed(store.dataSource.manager);
}

/** A booked deal: every system's outcome as the saga heard it. */
async function bookedDeal() {
  const contract = { contractId: 'ctr_1', externalId: '800', number: '00000100', opportunityId: 'opp_1' };
  await told({ contract: { ...contract, customer: CUSTOMER, lines: [] } });
  const invoice = { invoiceId: 'inv_1', externalId: 'in_1', number: 'A-0001', contractId: 'ctr_1', lines: [] };
  await told({ subscriptionId: 'sub_1', externalId: 'sub_x', invoice });
  const line = { contractId: 'ctr_1', obligationId: 'ob_1' };
  await told({ revenueContractId: 'rc_1', journals: [{ batchKey: 'rev:1', journal: { lines: [line] } }] });
  await told({ postingId: 'post_1', documentNumber: 'INV1001' });
  await told({ entries: [{ batchKey: 'rev:1', journalEntryId: 'je_1', documentNumber: 'JE77' }] });
}

const trace = (by: string, entities = ['US']) => readTrace(store.dataSource, by, entities);

describe('a deal', () => {
  it('is the same under every identifier of it, from the opportunity to the journal', async () => {
    await bookedDeal();
    await posted();
    const byContract = await trace('ctr_1');
    expect(byContract?.links.map(({ from, to, relation }) => `${from} ${relation} ${to}`)).toEqual([
      'cust_1 signs ctr_1',
      'opp_1 becomes ctr_1',
      'ctr_1 bills sub_1',
      'ctr_1 invoices inv_1',
      'ctr_1 recognizes rc_1',
      'ctr_1 promises ob_1',
      'ctr_1 journals je_1',
      'sub_1 invoices inv_1',
      'inv_1 posts post_1',
    ]);
    expect(byContract?.missing).toEqual([]);
    for (const by of ['cust_1', '001', 'opp_1', '00000100', 'sub_x', 'A-0001', 'in_1', 'ob_1', 'INV1001', 'JE77']) {
      expect([by, (await trace(by))?.links]).toEqual([by, byContract?.links]);
    }
    expect((await trace('JE77'))?.subjectId).toBe('ctr_1');
    expect((await trace('INV1001'))?.subjectId).toBe('inv_1');
  });

  it('that is not complete says what is missing', async () => {
    await bookedDeal();
    expect((await trace('A-0001'))?.missing).toEqual(['inv_1 is not in the ledger.']);
  });

  it('shows nothing of another deal of the same customer, but the customer shows both', async () => {
    await bookedDeal();
    await told({ contract: { contractId: 'ctr_2', customer: CUSTOMER } }, { ...OPERATION, contract_id: 'ctr_2' });
    expect((await trace('ctr_1'))?.ids).not.toContain('ctr_2');
    expect((await trace('cust_1'))?.ids).toEqual(expect.arrayContaining(['ctr_1', 'ctr_2']));
  });

  it('shows nothing of the other contracts in its month’s journal, but the journal shows all of them', async () => {
    await bookedDeal();
    await told({ contract: { contractId: 'ctr_2', customer: { ...CUSTOMER, customerId: 'cust_2' } } }, SECOND);
    await told({ revenueContractId: 'rc_2', contractId: 'ctr_2' }, SECOND);
    const contracts = ['ctr_1', 'ctr_2'].map((contractId) => ({ contractId, obligations: [] }));
    await told({ journals: [{ batchKey: 'rev:US:2026-09:1', contracts }] }, { ...OPERATION, contract_id: null });
    await told(
      { entries: [{ batchKey: 'rev:US:2026-09:1', journalEntryId: 'je_9', documentNumber: 'JE99' }] },
      {
        ...OPERATION,
        contract_id: null,
      },
    );
    const traced = await trace('ctr_1');
    expect(traced?.ids).toEqual(expect.arrayContaining(['je_1', 'je_9']));
    expect(traced?.ids).not.toContain('ctr_2');
    expect((await trace('JE99'))?.ids).toEqual(expect.arrayContaining(['ctr_1', 'ctr_2', 'je_9']));
    expect((await trace('JE77'))?.ids).not.toContain('ctr_2');
  });

  it('is shown to nobody of another entity, and under no word that nobody knows', async () => {
    await bookedDeal();
    expect(await trace('ctr_1', ['DE'])).toBeNull();
    expect(await trace('nonsense')).toBeNull();
  });

  it('brings what was done to it', async () => {
    await bookedDeal();
    const row = { at: store.clock.now(), actor: 'ada', action: 'x', correlationId: 'c', before: null, after: null };
    await inTransaction(store.dataSource, async (em) => {
      await appendAudit(em, { ...row, subject: 'ctr_1' });
      await appendAudit(em, { ...row, subject: 'ctr_other' });
    });
    expect(await countAuditEvents(store.dataSource.manager, (await trace('A-0001'))?.ids ?? [], ['US'])).toBe(1);
  });
});
