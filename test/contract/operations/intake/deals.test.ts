import type { OpportunityFacts } from '#schema/commands/crm.ts';
import { type Room, startRoom, usd } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await startRoom();
});
afterEach(() => room.close());

const tellDeal = (won: boolean, previousWon: boolean | null, deal: OpportunityFacts = room.systems.opportunity) =>
  room.tell(
    'opportunity.changed',
    2,
    {
      opportunityId: deal.opportunityId,
      stage: deal.stage,
      won,
      previousWon,
      kind: deal.kind ?? 'NEW',
      changesContractId: deal.changesContractId ?? null,
    },
    deal.changesContractId ? { contractId: deal.changesContractId } : {},
  );
const last = async () => (await room.started()).at(-1);

/** A deal that asks for three hundred seats more, quoted on version 1. */
const threeHundredMore = (change: Partial<OpportunityFacts> = {}): OpportunityFacts => {
  const { opportunity } = room.systems;
  return {
    ...opportunity,
    opportunityId: 'opp_1',
    name: 'Meridian: more seats',
    kind: 'AMENDMENT',
    changesContractId: 'ctr_1',
    quotedVersion: 1,
    startsOn: '2026-08-16',
    lines: opportunity.lines.map((line) => ({ ...line, quantity: '300' })),
    ...change,
  };
};

describe('a deal that is won', () => {
  it('is booked without a human, once, under the correlation of the news', async () => {
    await tellDeal(true, false);
    await tellDeal(true, true);
    await room.settle();
    const booking = await last();
    expect(booking).toMatchObject({ kind: 'BOOK_OPPORTUNITY', correlation_id: 'corr_2' });
    await room.until(booking?.id);
    await tellDeal(true, true);
    await room.settle();
    expect(await room.started()).toHaveLength(1);
    const correlations = await room.sql<{ c: string }>(
      'select distinct correlation_id as c from event_log.event where operation_id = $1',
      [booking?.id],
    );
    expect(correlations).toEqual([{ c: 'corr_2' }]);
  });

  it('before anybody listened is history', async () => {
    await tellDeal(true, null);
    await room.settle();
    expect(await room.started()).toEqual([]);
    expect(await room.items('opportunity:opp_1')).toMatchObject([{ state: 'DONE', disposition: 'NOTHING' }]);
  });

  it('whose approval is not given yet waits for it', async () => {
    const { opportunity } = room.systems;
    room.systems.opportunity = { ...opportunity, approval: 'PENDING' };
    await tellDeal(true, false);
    await room.settle();
    expect(await room.items('opportunity:opp_1')).toMatchObject([{ state: 'WAITING', reason: 'approval:opp_1' }]);
    room.systems.opportunity = { ...opportunity, approval: 'APPROVED' };
    await tellDeal(true, true);
    await room.settle();
    expect(await last()).toMatchObject({ kind: 'BOOK_OPPORTUNITY' });
  });

  it.each([
    [
      'of what the ledger does not have is finance’s to set up',
      { code: 'ITEM_UNMAPPED', detail: 'The ledger has no item SEAT for the product SEAT' },
      'MISSING_MAPPING',
    ],
    [
      'at another price than the ledger’s is RevOps’ to compare',
      {
        code: 'PRICE_MISMATCH',
        detail: "SEAT costs 1200.00 USD by the price book and 1250 USD by the ledger's item SEAT",
      },
      'MASTER_DATA_MISMATCH',
    ],
  ])('R052 %s, and is booked by itself once that is corrected', async (_what, { code, detail }, cause) => {
    room.systems.answers.set('readReadiness', () => [{ code, subject: 'SEAT', detail }]);
    await tellDeal(true, false);
    await room.settle();
    expect(await room.started()).toEqual([]);
    const refusals = [{ code, message: expect.stringContaining(detail) }];
    expect(await room.open()).toMatchObject([{ cause, payload: { code, refusals } }]);
    room.systems.answers.delete('readReadiness');
    room.clock.set(new Date('2026-08-16T09:06:00Z'));
    await room.settle();
    expect(await last()).toMatchObject({ kind: 'BOOK_OPPORTUNITY' });
    expect(await room.open()).toEqual([]);
  });

  it('with no term is a person’s to look at, and is booked once it has one', async () => {
    const { opportunity } = room.systems;
    room.systems.opportunity = { ...opportunity, endsOn: null };
    await tellDeal(true, false);
    await room.settle();
    expect(await room.open()).toMatchObject([{ cause: 'VALIDATION', payload: { code: 'DATE_OUT_OF_TERM' } }]);
    room.systems.opportunity = opportunity;
    await tellDeal(true, true);
    await room.settle();
    expect(await last()).toMatchObject({ kind: 'BOOK_OPPORTUNITY' });
    expect(await room.open()).toEqual([]);
  });
});

describe('an amendment that is won', () => {
  it('changes its contract to what is held plus what was signed, and is announced', async () => {
    room.systems.opportunity = threeHundredMore();
    await tellDeal(true, false, room.systems.opportunity);
    await room.settle();
    const amendment = await last();
    expect(amendment).toMatchObject({ kind: 'AMEND_CONTRACT' });
    const [row] = await room.sql<{ input: unknown }>('select input from operations.operation where id = $1', [
      amendment?.id,
    ]);
    expect(row?.input).toMatchObject({
      expectedVersion: 1,
      effectiveOn: '2026-08-16',
      changes: [{ setQuantity: { productCode: 'SEAT', quantity: '800' } }],
    });
    await room.until(amendment?.id);
    expect((await room.business()).map(({ type }) => type)).toEqual([
      'amendment.approved',
      'contract.amended',
      'invoice.posted',
    ]);
  });

  it('shows on its deal the contract that came of it', async () => {
    room.systems.opportunity = threeHundredMore({ opportunityId: 'opp_9' });
    await tellDeal(true, false, room.systems.opportunity);
    await room.settle();
    const amendment = await last();
    await room.until(amendment?.id);
    expect(room.systems.effects.get(`${amendment?.id}:amendCrmContract`)?.payload).toMatchObject({
      contractId: 'ctr_1',
      opportunityId: 'opp_9',
    });
  });

  it('that is a renewal shows on its deal the contract that goes on', async () => {
    const { contract } = room.systems;
    const lines = room.systems.opportunity.lines.map((line) => ({ ...line, quantity: '500' }));
    const renewal = { kind: 'RENEWAL', startsOn: '2027-01-01', endsOn: '2027-12-31', lines } as const;
    room.systems.opportunity = threeHundredMore({ opportunityId: 'opp_9', ...renewal });
    await tellDeal(true, false, room.systems.opportunity);
    await room.settle();
    const started = await last();
    expect([started?.kind, contract.endsOn]).toEqual(['RENEW_CONTRACT', '2026-12-31']);
    await room.until(started?.id);
    expect(room.systems.effects.get(`${started?.id}:amendCrmContract`)?.payload).toMatchObject({
      opportunityId: 'opp_9',
      endsOn: '2027-12-31',
    });
  });

  it('on another version than it was quoted on writes nothing and asks a person', async () => {
    room.systems.contract = { ...room.systems.contract, version: 2 };
    room.systems.opportunity = threeHundredMore();
    await tellDeal(true, false, room.systems.opportunity);
    await room.settle();
    expect(await room.started()).toEqual([]);
    expect(await room.open()).toMatchObject([
      { cause: 'VALIDATION', payload: { code: 'STALE_VERSION', quotedVersion: 1, currentVersion: 2 } },
    ]);
  });

  it('heard again after it was carried out is not taken for a stale one', async () => {
    room.systems.opportunity = threeHundredMore();
    await tellDeal(true, false, room.systems.opportunity);
    await room.settle();
    await room.until((await last())?.id);
    // A process that died before it could note what it had started.
    await room.sql('update operations.intake_subject set reached = null, ordinal = 0, operation_id = null');
    await tellDeal(true, true, room.systems.opportunity);
    await room.settle();
    expect(await room.started()).toHaveLength(1);
    expect(await room.open()).toEqual([]);
  });
});

describe('a contract', () => {
  it('that sales edited opens a booking mismatch with both values, closed once they are equal again', async () => {
    const { contract } = room.systems;
    const tellContract = () =>
      room.tell('contract.changed', 2, { contractId: 'ctr_1', version: 1, status: 'ACTIVE', ours: false });
    room.systems.contract = { ...contract, totalValue: usd(600_000_00), bookedValue: usd(500_000_00) };
    await tellContract();
    await room.settle();
    expect(await room.open()).toMatchObject([
      {
        business_key: 'intake:contract:ctr_1',
        cause: 'VALIDATION',
        payload: { code: 'BOOKING_MISMATCH', totalValue: usd(600_000_00), bookedValue: usd(500_000_00) },
      },
    ]);
    room.systems.contract = { ...contract, totalValue: usd(500_000_00), bookedValue: usd(500_000_00) };
    await tellContract();
    await room.settle();
    expect(await room.open()).toEqual([]);
  });
});

describe('a customer', () => {
  const renamed = (fields: readonly string[] = ['name']) =>
    room.tell('customer.changed', 2, { customerId: 'cust_1', fields, mergedInto: null });

  it('that was renamed is renamed in billing and the ledger, once a name', async () => {
    await renamed();
    await room.settle();
    expect(await room.started()).toEqual([]);
    await room.send('bookOpportunity', { opportunityId: 'opp_1', idempotencyKey: 'k' });
    room.customers.set('cust_1', { ...room.systems.contract.customer, name: 'Meridian Group' });
    await renamed();
    await room.settle();
    const sync = await last();
    expect(sync).toMatchObject({ kind: 'SYNC_CUSTOMER' });
    await room.until(sync?.id);
    const told = [...room.systems.effects].filter(([key]) => key.startsWith(`${sync?.id}:`));
    expect(told.map(([, { system, name }]) => `${system}.${name}`).sort()).toEqual([
      'BILLING.ensureCustomer',
      'ERP.ensureCustomer',
    ]);
    expect(JSON.stringify(told)).toContain('Meridian Group');
    await renamed();
    await room.settle();
    expect(await room.started()).toHaveLength(1);
  });

  it('whose name another system changed keeps it; the other value is an exception that names the rule', async () => {
    await room.tell('ownership.contested', 1, {
      entity: 'customer',
      id: 'cust_1',
      field: 'name',
      system: 'BILLING',
      value: 'Meridien',
    });
    await room.settle();
    expect(await room.open()).toMatchObject([
      { cause: 'OWNERSHIP_CONFLICT', payload: { value: 'Meridien', rule: expect.stringMatching(/./) } },
    ]);
  });
});
