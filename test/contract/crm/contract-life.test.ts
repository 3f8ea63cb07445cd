import { AUGUST_UPGRADE, catalogue, wonDeal } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const CONTRACT = `query ($id: ID!) { contract(id: $id) {
  number version status startsOn endsOn currency
  totalValue { amount currency } annualValue { amount }
  legalEntity { id }
  customer { id name }
  lines { id quantity unitPrice { amount } startsOn endsOn chargeModel product { code name } }
  versions { version effectiveOn totalValue { amount } lines { quantity product { code } }
    amendment { kind reason requestedBy operation { id } } }
  opportunity { id stage contract { id } amount { amount } }
  provenance { vendor externalId stale } } }`;

describe('the life of a contract in the CRM', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  it('begins with a won deal and grows by an amendment', async () => {
    const deal = await wonDeal(room.org, await catalogue(room.org));
    await room.crm.settle();

    const facts = await room.command('readOpportunity', { opportunityId: deal.opportunityId });
    expect(facts).toMatchObject({
      ok: true,
      value: {
        won: true,
        currency: 'USD',
        legalEntity: 'US',
        paymentTermDays: 30,
        contractId: null,
        customer: { customerId: deal.customerId, name: 'Meridian Health', country: 'US' },
        lines: [{ productCode: 'PLATFORM-SEAT', quantity: '500', unitPrice: '1200', listPrice: '1200' }],
      },
    });

    const activated = await room.command(
      'activateContract',
      { opportunityId: deal.opportunityId, requestedBy: 'ada' },
      'op_new:activateContract',
    );
    expect(activated).toMatchObject({
      ok: true,
      value: { contract: { version: 1, status: 'ACTIVE', legalEntity: 'US' }, effect: { type: 'Contract' } },
    });
    const { contractId } = activated.value.contract;

    const amended = await room.command(
      'amendContract',
      { contractId, expectedVersion: 1, ...AUGUST_UPGRADE },
      'op_upgrade:amendCrmContract',
    );
    expect(amended).toMatchObject({
      ok: true,
      value: {
        contract: {
          version: 2,
          lines: [
            { productCode: 'PLATFORM-SEAT', quantity: '800' },
            { productCode: 'PREMIUM-ANALYTICS', quantity: '1', listPrice: '90000' },
          ],
        },
        effect: { type: 'Order' },
      },
    });

    const { data, errors } = await room.ask(CONTRACT, { id: contractId });
    expect(errors).toEqual([]);
    expect(data.contract).toMatchObject({
      version: 2,
      totalValue: { amount: '770136.99', currency: 'USD' },
      annualValue: { amount: '1050000.00' },
      customer: { id: deal.customerId },
      lines: [
        {
          quantity: '800',
          unitPrice: { amount: '1200.00' },
          startsOn: '2026-01-01',
          product: { code: 'PLATFORM-SEAT' },
        },
        { quantity: '1', unitPrice: { amount: '90000.00' }, product: { code: 'PREMIUM-ANALYTICS' } },
      ],
      versions: [
        { version: 1, effectiveOn: '2026-01-01', totalValue: { amount: '600000.00' }, amendment: { kind: 'NEW' } },
        {
          version: 2,
          effectiveOn: '2026-08-16',
          totalValue: { amount: '770136.99' },
          amendment: { kind: 'UPGRADE', reason: 'More staff', requestedBy: 'ada', operation: { id: 'op_upgrade' } },
        },
      ],
      opportunity: { id: deal.opportunityId, stage: 'Closed Won', contract: { id: contractId } },
      provenance: { vendor: 'salesforce', stale: false },
    });
  });
});
