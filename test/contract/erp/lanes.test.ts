import { ENSURED, invoice, setUpItems } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const BULK = 12;
/** Slow enough that the bulk is far from done when somebody comes with one invoice. */
const CALLS_PER_SECOND = 20;

describe('a ledger that takes only so many calls a second', () => {
  let room: Room;

  beforeAll(async () => {
    room = await openRoom({ pace: CALLS_PER_SECOND });
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  const post = async (id: string, lane: 'INTERACTIVE' | 'BULK'): Promise<void> => {
    const variables = {
      command: { invoice: invoice(id), contractId: 'ctr_meridian' },
      key: `op_${id}:postInvoice`,
      lane,
    };
    const { data } = await room.ask(
      `mutation ($command: JSON!, $key: String, $lane: String) {
         answer: erpCommand(name: "postInvoice", command: $command, key: $key, lookUp: false, lane: $lane) }`,
      variables,
    );
    // A bulk that would wait too long is told to come again, as sagas do.
    if (data.answer.error?.kind === 'RateLimited') return post(id, lane);
    expect(data.answer).toMatchObject({ ok: true });
  };
  const posted = () =>
    room.sandbox.ledger
      .effects()
      .filter(({ kind }) => kind === 'invoice.created')
      .map(({ summary }) => (summary as { readonly source: string }).source);

  it('takes the invoice that a person waits for before the bulk that came first', async () => {
    const before = room.sandbox.ledger.requests().length;
    const bulk = Promise.all(Array.from({ length: BULK }, (_, n) => post(`inv_bulk_${n}`, 'BULK')));
    while (room.sandbox.ledger.requests().length === before) await new Promise((resolve) => setImmediate(resolve));
    await post('inv_person', 'INTERACTIVE');
    // What the bulk had begun goes on beside it; most of it comes after.
    expect(posted().length).toBeLessThanOrEqual(BULK / 2);
    await bulk;
    expect(posted()).toHaveLength(BULK + 1);
    expect(new Set(posted()).size).toBe(BULK + 1);
  }, 120_000);
});
