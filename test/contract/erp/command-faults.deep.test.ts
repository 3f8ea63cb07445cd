import { CUSTOMER, ENSURED, invoice, journal, setUpItems } from './meridian.ts';
import { credit, payment, refund } from './money.ts';
import { openRoom, type Room } from './room.ts';

type Fault = 'timeout-before' | 'timeout-after' | '429' | '500';
const FAULTS: readonly Fault[] = ['timeout-before', 'timeout-after', '429', '500'];
const ATTEMPTS_MAX = 4;

describe('a command whose vendor call fails', () => {
  let room: Room;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  interface Ready {
    readonly name: string;
    readonly payload: unknown;
    readonly key: string;
  }

  /** Makes the vendor's nth call from now on fail; answers how many calls there were. */
  function failNth(nth: number, fault: Fault): () => number {
    const { faults } = room.sandbox;
    let callCount = 0;
    faults.strike = (kinds, _method, path) => {
      if (!kinds.includes(fault) || !path.startsWith('/services/')) return null;
      callCount += 1;
      return callCount === nth ? { match: {}, fault } : null;
    };
    return () => callCount;
  }

  /** As a saga does: the same key until it is done. */
  async function untilDone({ name, payload, key }: Ready) {
    const errors: string[] = [];
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const answer = await room.command(name, payload, key);
      if (answer.ok) return { value: answer.value, errors };
      errors.push(answer.error.kind);
    }
    throw new Error(`${name} was not done: ${errors.join(', ')}`);
  }

  const effectsSince = (start: number) =>
    room.sandbox.ledger
      .effects()
      .slice(start)
      .map(({ kind }) => kind);

  /** Posts the story's invoice, and pays it, before anything fails. */
  const posted = async () => {
    const id = `inv_${story}`;
    await untilDone({
      name: 'postInvoice',
      payload: { invoice: invoice(id), contractId: 'ctr_meridian' },
      key: `op_${story}:postInvoice`,
    });
    return id;
  };
  const paid = async () => {
    const id = await posted();
    const payload = { payment: payment(`pay_${story}`, id, 17_013_698n) };
    await untilDone({ name: 'applyPayment', payload, key: `op_${story}:applyPayment` });
    return payload.payment;
  };
  const customer = () => ({ ...CUSTOMER, customerId: `cust_${story}`, name: `Customer ${story}` });

  /** Nothing is charged of what is left. */
  const lessened = (id: string) => {
    const whole = invoice(id);
    const lines = whole.lines.slice(0, 1);
    return { ...whole, total: lines[0]?.amount ?? whole.total, lines };
  };
  const stories: Readonly<Record<string, () => Promise<Omit<Ready, 'key'>>>> = {
    ensureCustomer: async () => ({ name: 'ensureCustomer', payload: { ...ENSURED, customer: customer() } }),
    'ensureCustomer of a new name': async () => {
      const payload = { ...ENSURED, customer: customer() };
      await untilDone({ name: 'ensureCustomer', payload, key: `op_${story}:first` });
      const renamed = { ...customer(), name: `Renamed ${story}`, parentId: CUSTOMER.customerId };
      return { name: 'ensureCustomer', payload: { ...ENSURED, customer: renamed } };
    },
    postInvoice: async () => ({
      name: 'postInvoice',
      payload: { invoice: invoice(`inv_${story}`), contractId: 'ctr_meridian' },
    }),
    'postInvoice below zero': async () => ({
      name: 'postInvoice',
      payload: { invoice: lessened(`inv_${story}`), contractId: 'ctr_meridian' },
    }),
    applyCredit: async () => {
      const less = lessened(`inv_less_${story}`);
      const payload = { invoice: less, contractId: 'ctr_meridian' };
      await untilDone({ name: 'postInvoice', payload, key: `op_${story}_less:postInvoice` });
      const credits = [{ documentId: less.invoiceId, amount: { minor: '100', currency: 'USD' } }];
      return { name: 'applyCredit', payload: { invoiceId: await posted(), legalEntity: 'US', credits } };
    },
    voidInvoice: async () => ({
      name: 'voidInvoice',
      payload: { invoiceId: await posted(), legalEntity: 'US', voidedOn: '2026-08-30' },
    }),
    postCreditMemo: async () => ({
      name: 'postCreditMemo',
      payload: { creditMemo: credit(`cm_${story}`, await posted(), 100n) },
    }),
    applyPayment: async () => ({
      name: 'applyPayment',
      payload: { payment: payment(`pay_${story}`, await posted(), 100n) },
    }),
    reversePayment: async () => ({ name: 'reversePayment', payload: { payment: await paid() } }),
    postRefund: async () => {
      const { paymentId, invoiceId } = await paid();
      return { name: 'postRefund', payload: { refund: refund(`re_${story}`, paymentId, 100n, { invoiceId }) } };
    },
    postJournals: async () => ({
      name: 'postJournals',
      payload: { batches: [journal(`rev:${story}:1`), journal(`rev:${story}:2`)] },
    }),
  };

  const next = async (name: string): Promise<Ready> => {
    story += 1;
    failNth(0, '500');
    const prepare = stories[name];
    if (prepare === undefined) throw new Error(`There is no story of ${name}`);
    return { ...(await prepare()), key: `op_${story}:${name.split(' ')[0]}:tried` };
  };

  it.each(Object.keys(stories).flatMap((name) => FAULTS.map((fault) => [name, fault] as const)))(
    'leaves exactly one effect: %s under %s at each call in turn',
    async (name, fault) => {
      const first = await next(name);
      const start = room.sandbox.ledger.effects().length;
      const count = failNth(0, fault);
      await untilDone(first);
      const callCount = count();
      const wanted = effectsSince(start);
      expect(callCount).toBeGreaterThan(2);
      expect(wanted.length).toBeGreaterThan(0);

      for (let nth = 1; nth <= callCount; nth += 1) {
        const ready = await next(name);
        const before = room.sandbox.ledger.effects().length;
        failNth(nth, fault);
        const { value, errors } = await untilDone(ready);
        failNth(0, fault);
        expect({ nth, effects: effectsSince(before) }).toEqual({ nth, effects: wanted });
        expect(errors.length).toBeLessThanOrEqual(1);
        // What it answered in the end is what it answers for ever, without asking the vendor.
        const calls = failNth(0, fault);
        expect(await room.command(ready.name, ready.payload, ready.key)).toMatchObject({ ok: true, value });
        expect(calls()).toBe(0);
      }
    },
    120_000,
  );

  it('says that a lost write is in doubt, and finds it when asked', async () => {
    const { name, payload, key } = await next('postInvoice');
    room.sandbox.faults.strike = (kinds, method) =>
      method === 'PUT' && kinds.includes('timeout-after') ? { match: {}, fault: 'timeout-after' } : null;
    expect(await room.command(name, payload, key)).toMatchObject({ error: { kind: 'OutcomeUnknown', key } });
    failNth(0, '500');
    expect(await room.command(name, payload, key, true)).toMatchObject({ ok: true, value: { status: 'VERIFIED' } });
  });

  it('answers null for a key under which nothing was done', async () => {
    const { name, payload, key } = await next('postInvoice');
    expect(await room.command(name, payload, key, true)).toMatchObject({ ok: true, value: null });
  });

  it('posts an invoice once though two operations ask for it at the same time', async () => {
    const { name, payload } = await next('postInvoice');
    const start = room.sandbox.ledger.effects().length;
    const answers = await Promise.all(['a', 'b', 'c'].map((one) => room.command(name, payload, `op_${one}:post`)));
    expect(new Set(answers.map(({ value }) => value.documentNumber)).size).toBe(1);
    expect(effectsSince(start)).toEqual(['invoice.created']);
  });

  it('goes on with what is missing when an import broke off', async () => {
    const batches = Array.from({ length: 100 }, (_, index) => journal(`part:${index}`));
    const payload = { batches };
    let putCount = 0;
    room.sandbox.faults.strike = (kinds, method) => {
      if (method !== 'PUT' || !kinds.includes('500')) return null;
      putCount += 1;
      return putCount === 61 ? { match: {}, fault: '500' } : null;
    };
    const start = effectsSince(0).length;
    expect(await room.command('postJournals', payload, 'op_part:postJournals')).toMatchObject({ ok: false });
    expect(effectsSince(start)).toHaveLength(60);
    putCount = 1000;
    const { value } = await room.command('postJournals', payload, 'op_part:postJournals');
    expect(value.entries).toHaveLength(100);
    expect(effectsSince(start)).toHaveLength(100);
    expect(putCount - 1000).toBe(40);
    expect(new Set(value.entries.map(({ documentNumber }: { documentNumber: string }) => documentNumber)).size).toBe(
      100,
    );
  }, 60_000);

  it('waits as long as the vendor says', async () => {
    const { name, payload, key } = await next('postInvoice');
    room.sandbox.faults.strike = (kinds) =>
      kinds.includes('429') ? { match: {}, fault: '429', retryAfterS: 7 } : null;
    expect(await room.command(name, payload, key)).toMatchObject({
      error: { kind: 'RateLimited', retryAfterMs: 7000 },
    });
    failNth(0, '429');
  });

  it('renews a token that ended and sends once more', async () => {
    const tokens = room.sandbox.store.collection('token');
    for (const [token] of tokens.entries()) tokens.delete(token);
    const { name, payload, key } = await next('postInvoice');
    expect(await room.command(name, payload, key)).toMatchObject({ ok: true });
  });
});

describe('a NetSuite account that takes four calls at once', () => {
  it('is never asked more at once, however many operations post', async () => {
    const room = await openRoom({ concurrencyMax: 4, latency: () => new Promise((resolve) => setTimeout(resolve, 2)) });
    try {
      await setUpItems(room.books);
      await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          room.command(
            'postInvoice',
            { invoice: invoice(`inv_many_${index}`), contractId: 'ctr_meridian' },
            `op_many_${index}:postInvoice`,
          ),
        ),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(6);
      expect(room.sandbox.ledger.requests().filter(({ status }) => status === 429)).toEqual([]);
    } finally {
      await room.close();
    }
  }, 60_000);
});
