import type { CreditsDrawn } from '#schema/commands/billing.ts';
import { ENSURED, invoice, setUpItems } from './meridian.ts';
import { credit, payment, usd } from './money.ts';
import { openRoom, type Room } from './room.ts';

/** Meridian's invoice of 170,136.98. */
const BILLED = 17_013_698n;
/** 45,369.87 less: 500 seats given back, 400 taken for the rest of the year. */
const GIVEN_BACK = 4_536_987n;

describe('credit that a customer has on account in the ledger', () => {
  let room: Room;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.command('ensureCustomer', ENSURED, 'op_0:ensureErpCustomer');
  });

  afterAll(() => room.close());

  const run = (name: string, command: unknown) => {
    story += 1;
    return room.command(name, command, `op_c${story}:${name}`);
  };
  const done = async (name: string, command: unknown) => {
    const answer = await run(name, command);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  const post = (id: string, change: Parameters<typeof invoice>[1] = {}) =>
    done('postInvoice', { invoice: invoice(id, change), contractId: 'ctr_meridian' });
  /** Fewer seats: what is given back exceeds what is billed. */
  const lessened = () => {
    const [more, less] = invoice('inv_any').lines;
    if (more === undefined || less === undefined) throw new Error('The invoice has two lines');
    return {
      total: usd(-GIVEN_BACK),
      lines: [
        { ...more, amount: usd(-22_684_932n) },
        { ...less, quantity: '400', amount: usd(18_147_945n) },
      ],
    };
  };
  const open = async (documentId: string) => {
    const [row] = await room.sql<{ open_minor: string }>('select open_minor from erp.posting where document_id = $1', [
      documentId,
    ]);
    return BigInt(row?.open_minor ?? '-1');
  };
  const apply = (invoiceId: string, credits: CreditsDrawn) => ({ invoiceId, legalEntity: 'US', credits });
  const effects = () => room.sandbox.ledger.effects();

  it('comes of an invoice below zero, which is a credit memo there, line by line, and posted once', async () => {
    story += 1;
    const id = `inv_less_${story}`;
    const before = effects().length;
    const first = await post(id, lessened());
    expect(first).toMatchObject({ status: 'VERIFIED', total: usd(GIVEN_BACK), effect: { type: 'creditMemo' } });
    expect(await post(id, lessened())).toEqual(first);
    const made = effects().slice(before);
    expect(made.map(({ kind }) => kind)).toEqual(['creditMemo.created']);
    const [{ summary }] = made as unknown as [{ summary: { postings: Record<string, string>[] } }];
    const { postings } = summary;
    expect(postings.map((line) => [line['account'], line['debit'], line['credit']])).toEqual([
      ['1100', '0', '4536987'],
      ['2500', '22684932', '0'],
      ['2500', '0', '18147945'],
    ]);
    expect(await open(id)).toBe(-GIVEN_BACK);
    const [shown] = await room.entities(
      '... on Invoice { posting { status documentNumber journalEntries { source { __typename } } } }',
      [{ __typename: 'Invoice', id }],
    );
    expect(shown.posting).toMatchObject({
      status: 'VERIFIED',
      documentNumber: first.documentNumber,
      journalEntries: [{ source: { __typename: 'Invoice' } }],
    });
  });

  it('settles what a later invoice drew of it, once, so that only the rest is open', async () => {
    story += 1;
    const [less, more] = [`inv_less_${story}`, `inv_more_${story}`];
    await post(less, lessened());
    await post(more);
    const drawn = apply(more, [{ documentId: less, amount: usd(4_000_000n) }]);
    expect(await done('applyCredit', drawn)).toMatchObject({ open: usd(BILLED - 4_000_000n) });
    const before = effects().length;
    expect(await done('applyCredit', drawn)).toMatchObject({ open: usd(BILLED - 4_000_000n) });
    expect(effects()).toHaveLength(before);
    expect([await open(less), await open(more)]).toEqual([-(GIVEN_BACK - 4_000_000n), BILLED - 4_000_000n]);
    await done('applyPayment', { payment: payment(`pay_${more}`, more, BILLED - 4_000_000n) });
    expect(await open(more)).toBe(0n);
  });

  it('settles several invoices, out of invoices below zero and credit memos alike, to the cent', async () => {
    story += 1;
    const [less, memo, one, other] = [`inv_l_${story}`, `cm_l_${story}`, `inv_a_${story}`, `inv_b_${story}`];
    await post(less, lessened());
    await post(one);
    await done('applyPayment', { payment: payment(`pay_${one}`, one, BILLED) });
    const onAccount = { reducesInvoice: usd(0n), onAccount: usd(3_000n) };
    await done('postCreditMemo', { creditMemo: credit(memo, one, 3_000n, onAccount) });
    await post(other);
    const credits = [
      { documentId: less, amount: usd(GIVEN_BACK) },
      { documentId: memo, amount: usd(1_001n) },
    ];
    await done('applyCredit', apply(other, credits));
    expect(await open(other)).toBe(BILLED - GIVEN_BACK - 1_001n);
    const third = `inv_c_${story}`;
    await post(third);
    await done('applyCredit', apply(third, [{ documentId: memo, amount: usd(1_999n) }]));
    expect([await open(less), await open(memo), await open(third)]).toEqual([0n, 0n, BILLED - 1_999n]);
  });

  it('is waited for by the document that brings it, and nothing is applied before', async () => {
    story += 1;
    const id = `inv_w_${story}`;
    await post(id);
    const drawn = apply(id, [{ documentId: 'inv_to_come', amount: usd(1n) }]);
    expect(await run('applyCredit', drawn)).toMatchObject({
      error: { kind: 'MissingPrerequisite', prerequisite: 'INVOICE_POSTING', id: 'inv_to_come' },
    });
    expect(await open(id)).toBe(BILLED);
  });

  it('that came of no document of ours is left to a person', async () => {
    story += 1;
    const id = `inv_n_${story}`;
    await post(id);
    expect(await run('applyCredit', apply(id, [{ documentId: null, amount: usd(1n) }]))).toMatchObject({
      error: { kind: 'Unmappable', field: 'credits' },
    });
  });

  it('is the customer’s again when the invoice that drew it is voided', async () => {
    story += 1;
    const [less, more] = [`inv_less_${story}`, `inv_void_${story}`];
    await post(less, lessened());
    await post(more);
    const creditsDrawn = [{ documentId: less, amount: usd(GIVEN_BACK) }];
    await done('applyCredit', apply(more, creditsDrawn));
    expect([await open(less), await open(more)]).toEqual([0n, BILLED - GIVEN_BACK]);
    await done('voidInvoice', { invoiceId: more, legalEntity: 'US', voidedOn: '2026-08-30', creditsDrawn });
    expect(await open(less)).toBe(-GIVEN_BACK);
    const again = `inv_again_${story}`;
    await post(again);
    await done('applyCredit', apply(again, creditsDrawn));
    expect([await open(less), await open(again)]).toEqual([0n, BILLED - GIVEN_BACK]);
  });
});
