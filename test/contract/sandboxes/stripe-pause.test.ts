import {
  aCatalogue,
  aContract,
  at,
  type Catalogue,
  moveClock,
  type Running,
  refusal,
  running,
} from './stripe-harness.ts';

describe('a subscription of the Stripe sandbox whose collection is paused', () => {
  let run: Running;
  let catalogue: Catalogue;
  let id: string;
  beforeEach(async () => {
    run = await running({ now: '2026-08-16' });
    catalogue = await aCatalogue(run.stripe);
    ({ id } = await aContract(run.stripe, catalogue));
  });
  afterEach(() => run.close());

  const pause = (behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void', resumesOn?: string) =>
    run.stripe.subscriptions.update(id, {
      pause_collection: { behavior, ...(resumesOn === undefined ? {} : { resumes_at: at(resumesOn) }) },
    });
  const newest = async () => (await run.stripe.invoices.list({ subscription: id, limit: 1 })).data[0];

  it('stays active, shows the pause and loses it when it is cleared', async () => {
    const paused = await pause('keep_as_draft');
    expect(paused).toMatchObject({
      status: 'active',
      pause_collection: { behavior: 'keep_as_draft', resumes_at: null },
    });
    const resumed = await run.stripe.subscriptions.update(id, { pause_collection: '' });
    expect(resumed.pause_collection).toBeNull();
    const { data } = await run.stripe.events.list({ type: 'customer.subscription.updated' });
    expect(data.map((event) => event.data.previous_attributes)).toEqual([
      { pause_collection: { behavior: 'keep_as_draft', resumes_at: null } },
      { pause_collection: null },
    ]);
  });

  it.each([
    ['keep_as_draft', { status: 'draft', number: null, auto_advance: false, amount_due: 60_000_000 - 500 }],
    ['mark_uncollectible', { status: 'uncollectible', amount_remaining: 60_000_000 - 500 }],
    ['void', { status: 'void', amount_due: 60_000_000 }],
  ] as const)('makes its next invoice under %s', async (behavior, expected) => {
    await run.stripe.customers.update(catalogue.customer, { balance: -500 });
    await pause(behavior);
    await moveClock(run.sandbox, '2027-01-02');
    expect(await newest()).toMatchObject({ ...expected, total: 60_000_000, billing_reason: 'subscription_cycle' });
    const { balance } = (await run.stripe.customers.retrieve(catalogue.customer)) as { balance?: number };
    expect(balance).toBe(behavior === 'mark_uncollectible' ? 0 : -500);
  });

  it('collects again from the date that was set, and leaves the drafts until they are told', async () => {
    await pause('keep_as_draft', '2027-06-01');
    await moveClock(run.sandbox, '2028-01-02');
    const resumed = await run.stripe.subscriptions.retrieve(id);
    expect(resumed.pause_collection).toBeNull();
    const { data } = await run.stripe.invoices.list({ subscription: id });
    expect(data.map(({ status }) => status)).toEqual(['open', 'draft', 'open']);
    expect(data.slice(0, 2).map(({ created }) => created)).toEqual([at('2028-01-01'), at('2027-01-01')]);
    const [event] = (await run.stripe.events.list({ type: 'customer.subscription.updated', limit: 2 })).data.slice(-1);
    expect(event).toMatchObject({ created: at('2027-06-01') });
    const draft = data[1]?.id ?? '';
    expect(await run.stripe.invoices.finalizeInvoice(draft)).toMatchObject({ status: 'open', total: 60_000_000 });
  });

  it('cannot resume in the past', async () => {
    expect(await refusal(pause('void', '2026-08-01'))).toMatchObject({ param: 'pause_collection[resumes_at]' });
  });
});
