import { externalIdsOf, idsOf, mintedId } from '#kit/crosswalk/crosswalk.ts';
import { type Ground, openGround, openTransaction, SCHEMA, untilSomebodyWaits } from '../ground.ts';

const customer = (externalId: string) => ({ kind: 'customer', connection: 'stripe-main', externalId });
const ACME = customer('cus_acme');

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(() => ground.em.query(`truncate ${SCHEMA}.crosswalk`));

const ids = (...keys: Parameters<typeof idsOf>[2]) => idsOf(ground.em, SCHEMA, keys);

describe('the crosswalk', () => {
  it('gives a record that is seen first its id at once, and the same one ever after', async () => {
    await expect(ids(ACME)).resolves.toEqual([mintedId(ACME)]);
    await expect(ids(ACME)).resolves.toEqual([mintedId(ACME)]);
  });

  it('answers in the order asked, the same record twice, known and new mixed', async () => {
    await ids({ ...ACME, ours: 'cust_of_the_crm' });
    const others = [customer('cus_z'), customer('cus_a')] as const;
    await expect(ids(others[0], ACME, others[1], ACME)).resolves.toEqual([
      mintedId(others[0]),
      'cust_of_the_crm',
      mintedId(others[1]),
      'cust_of_the_crm',
    ]);
    await expect(ids()).resolves.toEqual([]);
  });

  it('links a record to an id that we have already, and never to another one', async () => {
    await expect(ids({ ...ACME, ours: 'cust_of_the_crm' })).resolves.toEqual(['cust_of_the_crm']);
    await expect(ids({ ...ACME, ours: 'cust_of_somebody' })).resolves.toEqual(['cust_of_the_crm']);
    await expect(ids(ACME)).resolves.toEqual(['cust_of_the_crm']);
  });

  it('finds their record of ours, in the order asked, and says where there is none', async () => {
    await ids({ ...ACME, ours: 'cust_of_the_crm' });
    const asked = ['cust_unknown', 'cust_of_the_crm'];
    await expect(externalIdsOf(ground.em, SCHEMA, 'customer', 'stripe-main', asked)).resolves.toEqual([
      null,
      'cus_acme',
    ]);
    await expect(externalIdsOf(ground.em, SCHEMA, 'customer', 'stripe-emea', asked)).resolves.toEqual([null, null]);
  });

  // The loser of the race does not see the winner's row in its own snapshot, and answers an id of its own instead.
  it('gives one id to a record that two see at the same moment', async () => {
    const first = await openTransaction(ground.dataSource);
    await idsOf(first.em, SCHEMA, [{ ...ACME, ours: 'cust_of_the_crm' }]);
    const second = ids(ACME);
    await untilSomebodyWaits(ground.em);
    await first.commit();
    await expect(second).resolves.toEqual(['cust_of_the_crm']);
  });
});
