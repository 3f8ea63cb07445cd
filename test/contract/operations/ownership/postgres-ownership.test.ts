import { inTransaction } from '#kit/persistence/transaction.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { closeStandalone } from '#operations/exceptions/postgres-standalone.ts';
import {
  type ContestedWrite,
  conflictKey,
  invoiceIssuerOf,
  refuseNonOwner,
} from '#operations/ownership/postgres-ownership.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { publishPolicy } from '#operations/policies/postgres-policies.ts';
import { type OperationsStore, openOperationsStore } from '#test/support/operations-store.ts';

let store: OperationsStore;
beforeEach(async () => {
  store = await openOperationsStore();
});
afterEach(() => store.close());

const RENAMED: ContestedWrite = {
  entity: 'customer',
  field: 'name',
  system: 'BILLING',
  legalEntity: 'US',
  id: 'cust_1',
  value: 'Meridian Ltd',
  customerId: 'cust_1',
  contractId: null,
  correlationId: 'cor_1',
};
const judge = (write: ContestedWrite) =>
  inTransaction(store.dataSource, (em) => refuseNonOwner(em, { ids: systemIds, now: store.clock.now() }, write));
const exceptions = () =>
  store.sql<{ status: string; explanation: string; owner_team: string; payload: unknown }>(
    `select status, explanation, owner_team, payload from operations.exception where cause = 'OWNERSHIP_CONFLICT'
     order by opened_at, id`,
  );

describe('a write', () => {
  it('of the owner is nobody’s conflict', async () => {
    expect(await judge({ ...RENAMED, system: 'CRM' })).toBeNull();
    expect(await judge({ ...RENAMED, field: 'shoeSize' })).toBeNull();
    expect(await exceptions()).toEqual([]);
  });

  it('of another system is refused, audited, and shown with owner, value and rule', async () => {
    expect(await judge(RENAMED)).toMatchObject({ code: 'OWNERSHIP_CONFLICT', field: ['customer', 'name'] });
    const [exception] = await exceptions();
    expect(exception).toMatchObject({
      status: 'OPEN',
      owner_team: 'revops',
      payload: { owner: 'CRM', value: 'Meridian Ltd', field: 'name', ruleVersion: 1 },
    });
    expect(exception?.explanation).toContain('Meridian Ltd');
    expect(exception?.explanation).toContain('The CRM owns customer.name');
    const [audit] = await store.sql(
      `select actor, action, subject, after ->> 'owner' as owner from operations.audit order by sequence desc limit 1`,
    );
    expect(audit).toEqual({ actor: 'BILLING', action: 'ownership.refused', subject: 'cust_1', owner: 'CRM' });
  });

  it('that is told many times, also at the same instant, opens one exception', async () => {
    await Promise.all(Array.from({ length: 8 }, () => judge(RENAMED)));
    expect(await exceptions()).toHaveLength(1);
    await inTransaction(store.dataSource, (em) => closeStandalone(em, conflictKey(RENAMED), store.clock.now()));
    expect((await exceptions()).map(({ status }) => status)).toEqual(['RESOLVED']);
    await judge(RENAMED);
    expect((await exceptions()).map(({ status }) => status).sort()).toEqual(['OPEN', 'RESOLVED']);
  });
});

describe('the number of an invoice', () => {
  it('belongs to the ledger from the day on which an entity’s invoices are issued there', async () => {
    const number: ContestedWrite = { ...RENAMED, entity: 'invoice', field: 'number', id: 'inv_1', legalEntity: 'DE' };
    expect(await judge(number)).toBeNull();
    await inTransaction(store.dataSource, (em) =>
      publishPolicy(em, store.clock.now(), {
        name: 'ownership',
        document: {
          ...DEFAULT_POLICIES.ownership,
          invoiceIssuers: [
            { legalEntity: '*', issuer: 'BILLING' },
            { legalEntity: 'DE', issuer: 'ERP' },
          ],
        },
        effectiveAt: new Date('2026-09-01T00:00:00Z'),
        author: 'ada',
        approvedBy: 'grace',
        note: 'The German books issue.',
        correlationId: 'cor_1',
      }),
    );
    expect(await invoiceIssuerOf(store.dataSource.manager, 'DE', store.clock.now())).toBe('BILLING');
    store.clock.set(new Date('2026-09-01T00:00:00Z'));
    expect(await invoiceIssuerOf(store.dataSource.manager, 'DE', store.clock.now())).toBe('ERP');
    expect(await invoiceIssuerOf(store.dataSource.manager, 'US', store.clock.now())).toBe('BILLING');
    expect(await judge(number)).toMatchObject({ code: 'OWNERSHIP_CONFLICT' });
    expect(await judge({ ...number, system: 'ERP' })).toBeNull();
  });
});
