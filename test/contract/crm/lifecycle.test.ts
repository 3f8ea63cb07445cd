import { AUGUST_UPGRADE, type Catalogue, catalogue, ourId, wonDeal } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const CONTRACT = `query ($id: ID!) { contract(id: $id) { version status endsOn totalValue { amount } annualValue { amount }
  lines { quantity unitPrice { amount } startsOn endsOn chargeModel product { code } }
  versions { version totalValue { amount } amendment { kind } } } }`;

const REST = { startsOn: '2026-08-16', endsOn: '2026-12-31' } as const;
const seats = (quantity: string, more: object = {}) => ({
  productCode: 'PLATFORM-SEAT',
  quantity,
  unitPrice: '1200',
  ...REST,
  ...more,
});

describe('every change of a contract’s life', () => {
  let room: Room;
  let sold: Catalogue;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom({ stream: false });
    sold = await catalogue(room.org);
    room.clock.set(new Date('2026-08-16T12:00:00Z'));
  });

  afterAll(() => room.close());

  async function activated(change: Readonly<Record<string, unknown>> = {}) {
    story += 1;
    const deal = await wonDeal(room.org, sold, change);
    await room.crm.settle();
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    const { value, error } = await room.command('activateContract', payload, `op_${story}:activateContract`);
    expect(error).toBeNull();
    return { deal, contractId: value.contract.contractId as string };
  }

  const amendment = (contractId: string, change: object) => ({
    contractId,
    expectedVersion: 1,
    ...AUGUST_UPGRADE,
    ...change,
  });
  const read = async (id: string) => (await room.ask(CONTRACT, { id })).data.contract;

  const KINDS = [
    ['UPGRADE', { deltas: [seats('300')] }, { annualValue: { amount: '960000.00' } }],
    ['DOWNGRADE', { deltas: [seats('-100')] }, { annualValue: { amount: '480000.00' } }],
    [
      'PRICE',
      { deltas: [seats('-500'), seats('500', { unitPrice: '1100' })] },
      { annualValue: { amount: '550000.00' } },
    ],
    ['BILLING_FREQUENCY', { deltas: [], billingFrequency: 'MONTHLY' }, { annualValue: { amount: '600000.00' } }],
    [
      'RENEWAL',
      {
        effectiveOn: '2027-01-01',
        endsOn: '2027-12-31',
        deltas: [seats('500', { unitPrice: '1260', startsOn: '2027-01-01', endsOn: '2027-12-31' })],
      },
      {
        endsOn: '2027-12-31',
        totalValue: { amount: '1230000.00' },
        annualValue: { amount: '630000.00' },
        // Until it begins, what holds now is shown too.
        lines: [{ endsOn: '2026-12-31' }, { startsOn: '2027-01-01' }],
      },
    ],
    [
      'TERM',
      { endsOn: '2026-10-31', deltas: [seats('-500', { startsOn: '2026-11-01' })] },
      { endsOn: '2026-10-31', totalValue: { amount: '499726.03' }, annualValue: { amount: '600000.00' } },
    ],
    [
      'CO_TERM',
      { endsOn: '2027-03-31', deltas: [seats('500', { startsOn: '2027-01-01', endsOn: '2027-03-31' })] },
      { endsOn: '2027-03-31', lines: [{ quantity: '500', startsOn: '2026-01-01', endsOn: '2027-03-31' }] },
    ],
    ['SUSPENSION', { deltas: [], status: 'SUSPENDED' }, { status: 'SUSPENDED', annualValue: { amount: '600000.00' } }],
    ['RESUMPTION', { deltas: [], status: 'ACTIVE' }, { status: 'ACTIVE' }],
    [
      'CANCELLATION',
      { deltas: [], status: 'CANCELLED', endsOn: '2026-08-15' },
      {
        status: 'CANCELLED',
        endsOn: '2026-08-15',
        lines: [],
        totalValue: { amount: '373150.68' },
        annualValue: { amount: '0.00' },
      },
    ],
  ] as const;

  it.each(KINDS)('writes a %s as the next version and takes it back exactly', async (kind, change, expected) => {
    const { contractId, deal } = await activated({ BillingFrequency__c: 'ANNUAL' });
    const [head] = await room.org.query(`SELECT Id, Status, EndDate, BillingFrequency__c, Version__c FROM Contract
      WHERE AccountId = '${deal.account}'`);
    const before = await room.command('readContract', { contractId, freshness: 'LIVE' });
    const amendKey = `op_${story}:amendCrmContract`;
    const amended = await room.command('amendContract', amendment(contractId, { kind, ...change }), amendKey);
    expect(amended).toMatchObject({ ok: true, value: { contract: { version: 2 } } });
    expect(await read(contractId)).toMatchObject({
      version: 2,
      ...expected,
      versions: [{ totalValue: { amount: '600000.00' } }, { amendment: { kind } }],
    });
    expect(amended.value.contract.bookedValue).toEqual(amended.value.contract.totalValue);

    const undo = await room.command('restoreContract', { contractId, amendKey }, `${amendKey}:undo`);
    expect(undo).toMatchObject({ ok: true });
    expect(await room.command('readContract', { contractId, freshness: 'LIVE' })).toEqual(before);
    expect(
      await room.org.query(`SELECT Id, Status, EndDate, BillingFrequency__c, Version__c FROM Contract
        WHERE AccountId = '${deal.account}'`),
    ).toEqual([head]);
  });

  it('takes nothing back whose head somebody changed since', async () => {
    const { contractId } = await activated();
    const amendKey = `op_${story}:suspend`;
    const suspended = { kind: 'SUSPENSION', deltas: [], status: 'SUSPENDED' };
    const { value } = await room.command('amendContract', amendment(contractId, suspended), amendKey);
    await room.org.update('Contract', value.contract.externalId, { EndDate: '2027-01-31' });
    expect(await room.command('restoreContract', { contractId, amendKey }, `${amendKey}:undo`)).toMatchObject({
      ok: false,
      error: { kind: 'VersionConflict' },
    });
  });

  it('books a ramp with a line for each step, and what is charged once and by consumption beside it', async () => {
    story += 1;
    const deal = await wonDeal(room.org, sold, { TermEnd__c: '2028-12-31', BillingFrequency__c: 'QUARTERLY' });
    const line = (change: object) =>
      room.org.create('OpportunityLineItem', {
        OpportunityId: deal.opportunity,
        PricebookEntryId: sold.seatPrice,
        Quantity: '1',
        UnitPrice: '1200.00',
        ...change,
      });
    const [first] = await room.org.query(
      `SELECT Id FROM OpportunityLineItem WHERE OpportunityId = '${deal.opportunity}'`,
    );
    await room.org.update('OpportunityLineItem', String(first?.['Id']), { EndDate__c: '2026-12-31' });
    await line({ Quantity: '800', ServiceDate: '2027-01-01', EndDate__c: '2027-12-31' });
    await line({ Quantity: '1000', ServiceDate: '2028-01-01' });
    await line({ ChargeModel__c: 'ONE_TIME', UnitPrice: '5000.00' });
    await line({ ChargeModel__c: 'USAGE', UnitPrice: '0.02' });
    await room.crm.settle();
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    const { value } = await room.command('activateContract', payload, `op_${story}:activateContract`);
    expect(value.contract).toMatchObject({
      billingFrequency: 'QUARTERLY',
      // 600,000 + 960,000 + 1,200,000 a year, and 5,000 once.
      totalValue: { minor: '276500000', currency: 'USD' },
      lines: [
        { quantity: '500', startsOn: '2026-01-01', endsOn: '2026-12-31', chargeModel: 'PER_UNIT' },
        { quantity: '800', startsOn: '2027-01-01', endsOn: '2027-12-31' },
        { quantity: '1000', startsOn: '2028-01-01', endsOn: '2028-12-31' },
        { quantity: '1', unitPrice: '5000', chargeModel: 'ONE_TIME' },
        { quantity: '1', unitPrice: '0.02', chargeModel: 'USAGE' },
      ],
    });
    const contract = await read(value.contract.contractId);
    expect(contract.annualValue).toEqual({ amount: '1200000.00' });
    expect(contract.lines.map(({ chargeModel }: { chargeModel: string }) => chargeModel)).toEqual([
      'PER_UNIT',
      'PER_UNIT',
      'PER_UNIT',
      'ONE_TIME',
      'USAGE',
    ]);
  });

  it('reads the deal with which sales asks for a change, and shows the contract that it was written into', async () => {
    const { contractId, deal } = await activated();
    const [contract] = await room.org.query(`SELECT Id FROM Contract WHERE AccountId = '${deal.account}'`);
    const upgrade = await room.org.create('Opportunity', {
      Name: 'More seats',
      AccountId: deal.account,
      StageName: 'Closed Won',
      Type: 'Existing Customer - Upgrade',
      ContractId: contract?.['Id'],
      Quoted_Contract_Version__c: 1,
      ApprovalStatus__c: 'Approved',
      Amount: '27123.29',
      CloseDate: '2026-08-10',
      CurrencyIsoCode: 'USD',
      TermStart__c: '2026-08-16',
    });
    await room.org.create('OpportunityLineItem', {
      OpportunityId: upgrade,
      PricebookEntryId: sold.seatPrice,
      Quantity: '-60',
      UnitPrice: '1200.00',
    });
    await room.crm.settle();
    const opportunityId = ourId('opportunity', upgrade);
    expect(await room.command('readOpportunity', { opportunityId })).toMatchObject({
      value: {
        kind: 'AMENDMENT',
        changesContractId: contractId,
        contractId: null,
        quotedVersion: 1,
        approval: 'APPROVED',
        amount: { minor: '2712329', currency: 'USD' },
        lines: [{ quantity: '-60', startsOn: '2026-08-16', endsOn: '2026-12-31' }],
      },
    });
    expect(
      await room.command('activateContract', { opportunityId, requestedBy: 'ada' }, `op_${story}:wrong`),
    ).toMatchObject({ error: { kind: 'Rejected', code: 'NOT_A_NEW_DEAL' } });

    const amendKey = `op_${story}:amendCrmContract`;
    const fewer = amendment(contractId, { kind: 'DOWNGRADE', deltas: [seats('-60')], opportunityId });
    expect(await room.command('amendContract', fewer, amendKey)).toMatchObject({ ok: true });
    expect((await room.command('readOpportunity', { opportunityId })).value.contractId).toBe(contractId);
    await room.command('restoreContract', { contractId, amendKey }, `${amendKey}:undo`);
    const restored = await room.command('readOpportunity', { opportunityId });
    expect(restored.value).toMatchObject({ contractId: null, changesContractId: contractId });
  });

  it('links a deal to the contract that it changed, frees it again, and never moves a link', async () => {
    const [one, other] = [await activated(), await activated()];
    const free = await room.org.create('Opportunity', {
      Name: 'By the way',
      AccountId: one.deal.account,
      StageName: 'Closed Won',
      CloseDate: '2026-08-10',
      CurrencyIsoCode: 'USD',
    });
    await room.crm.settle();
    const opportunityId = ourId('opportunity', free);
    const amendKey = `op_${story}:link`;
    const change = { deltas: [seats('1')], opportunityId };
    await room.command('amendContract', amendment(one.contractId, change), amendKey);
    expect((await room.command('readOpportunity', { opportunityId })).value.contractId).toBe(one.contractId);

    const effects = room.sandbox.ledger.effects().length;
    expect(await room.command('amendContract', amendment(other.contractId, change), `op_${story}:move`)).toMatchObject({
      ok: false,
      error: { kind: 'Rejected', code: 'IMMUTABLE_REF' },
    });
    expect(room.sandbox.ledger.effects()).toHaveLength(effects);

    await room.command('restoreContract', { contractId: one.contractId, amendKey }, `${amendKey}:undo`);
    expect((await room.command('readOpportunity', { opportunityId })).value.contractId).toBeNull();
    expect((await room.org.get('Opportunity', free))?.['ContractId']).toBeNull();
  });
});
