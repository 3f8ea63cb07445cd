import {
  aLine,
  balances,
  creditMemo,
  dispute,
  ending,
  invoice,
  memoVoided,
  payment,
  pending,
  postings,
  refund,
  refusal,
} from './a-ledger.ts';

const unpaid = [invoice('2023-01-01')];
const paid = [...unpaid, payment('2023-01-01', 12_000n)];
const taxed = invoice('2023-01-01', { lines: [aLine({ taxMinor: 2_400n })] });

describe('a void', () => {
  const voided = ending('INVOICE_VOIDED', '2023-02-11');

  it('takes the receivable out, clears what is deferred and shows what was earned as voided', () => {
    // Ten days of February were earned before it, and nothing after.
    expect(postings([...unpaid, voided])).toEqual({
      '2023-01': { AR: 12_000n, DEFERRED_REVENUE: 8_900n, REVENUE: 3_100n },
      '2023-02': { AR: -12_000n, DEFERRED_REVENUE: -8_900n, REVENUE: 1_000n, VOIDS_CONTRA: 4_100n },
    });
  });

  it('takes the tax out with it', () => {
    expect(balances([taxed, voided])).toEqual({ REVENUE: 4_100n, VOIDS_CONTRA: 4_100n });
  });

  it('gives back the balance that was applied, and what was paid', () => {
    const applied = invoice('2023-01-01', { balanceAppliedMinor: 5_000n });
    expect(balances([applied, voided])).toEqual({ REVENUE: 4_100n, VOIDS_CONTRA: 4_100n });
    expect(balances([applied, payment('2023-01-03', 1_000n), voided])).toMatchObject({
      CASH: 1_000n,
      CUSTOMER_BALANCE: 1_000n,
    });
  });

  it('voids what a credit memo has left', () => {
    expect(postings([...unpaid, creditMemo('2023-02-01', 6_000n), voided])['2023-02']).toMatchObject({
      CREDIT_NOTES_CONTRA: 1_550n,
      VOIDS_CONTRA: 2_050n,
      REVENUE: 500n,
    });
  });

  it('of an uncollectible invoice takes the place of its bad debt', () => {
    const all = [...unpaid, ending('MARKED_UNCOLLECTIBLE', '2023-02-01'), ending('INVOICE_VOIDED', '2023-03-01')];
    expect(postings(all)['2023-03']).toEqual({ BAD_DEBT: -3_100n, VOIDS_CONTRA: 3_100n });
  });

  it('is the end: what comes after it is held for a person', () => {
    for (const event of [
      payment('2023-03-01', 100n),
      refund('2023-03-01', 100n),
      creditMemo('2023-03-01', 100n),
      ending('MARKED_UNCOLLECTIBLE', '2023-03-01'),
    ]) {
      expect(refusal([...unpaid, voided, event])).toMatchObject({ kind: 'HELD', subject: 'INV' });
    }
  });
});

describe('an uncollectible invoice', () => {
  const uncollectible = ending('MARKED_UNCOLLECTIBLE', '2023-02-11');

  it('is bad debt as far as it was earned, and no revenue follows', () => {
    expect(postings([...unpaid, uncollectible])).toEqual({
      '2023-01': { AR: 12_000n, DEFERRED_REVENUE: 8_900n, REVENUE: 3_100n },
      '2023-02': { AR: -12_000n, DEFERRED_REVENUE: -8_900n, REVENUE: 1_000n, BAD_DEBT: 4_100n },
    });
  });

  it('that was settled in part is bad debt for the unsettled share, and recoverable for what was not earned', () => {
    const all = [...unpaid, payment('2023-01-05', 5_000n), uncollectible];
    // 4100 earned and 5/12 settled: 1708.33 of it was paid for.
    expect(postings(all)['2023-02']).toMatchObject({ AR: -7_000n, BAD_DEBT: 2_392n, RECOVERABLES: 3_292n });
    expect(balances(all)).toEqual({ CASH: 5_000n, REVENUE: 4_100n, BAD_DEBT: 2_392n, RECOVERABLES: 3_292n });
  });

  it('that is paid after all reverses its bad debt first, and recovers the rest', () => {
    const first = payment('2023-03-01', 3_000n);
    const all = [...unpaid, uncollectible, first, payment('2023-04-01', 9_000n)];
    expect(postings(all)).toMatchObject({
      '2023-03': { CASH: 3_000n, BAD_DEBT: -3_000n },
      '2023-04': { CASH: 9_000n, BAD_DEBT: -1_100n, RECOVERABLES: 7_900n },
    });
  });

  it('is paid in full where a payment names no amount', () => {
    const rest = [payment('2023-03-01', 3_000n), payment('2023-04-01', 0n, { amountMinor: null })];
    expect(balances([...unpaid, uncollectible, ...rest])).toMatchObject({ CASH: 12_000n });
    expect(balances([...unpaid, ending('EXCLUDED', '2023-02-11'), ...rest])).toMatchObject({ CASH: 12_000n });
  });

  it('owes no tax on what stays open, and owes it again when that is paid', () => {
    expect(balances([taxed, uncollectible])).toEqual({ REVENUE: 4_100n, BAD_DEBT: 4_100n });
    expect(balances([taxed, uncollectible, payment('2023-03-01', 7_200n)])).toEqual({
      CASH: 7_200n,
      TAX_LIABILITY: 1_200n,
      REVENUE: 4_100n,
      RECOVERABLES: 1_900n,
    });
  });

  it('loses what the customer had owed before with it, and has it back when it is paid after all', () => {
    const owed = invoice('2023-01-01', { toBalanceMinor: 1_000n });
    const lost = { BAD_DEBT: 4_100n, RECOVERABLES: -1_000n, CUSTOMER_BALANCE: 1_000n, REVENUE: 4_100n };
    expect(balances([owed, uncollectible])).toEqual(lost);
    expect(balances([owed, uncollectible, payment('2023-03-01', 13_000n)])).toEqual({
      CASH: 13_000n,
      RECOVERABLES: 7_900n,
      CUSTOMER_BALANCE: 1_000n,
      REVENUE: 4_100n,
    });
  });

  it('cannot be credited by rule', () => {
    expect(refusal([...unpaid, uncollectible, creditMemo('2023-03-01', 100n)])).toMatchObject({ kind: 'HELD' });
  });
});

describe('a dispute', () => {
  const opened = dispute('DISPUTE_OPENED', '2023-02-01');

  it('of a live invoice is a refund with a contra of its own', () => {
    expect(postings([...paid, opened])['2023-02']).toEqual({
      CASH: -12_000n,
      DEFERRED_REVENUE: -8_900n,
      DISPUTES_CONTRA: 3_100n,
    });
  });

  it('that is won is a recovery: the contra stays', () => {
    expect(postings([...paid, opened, dispute('DISPUTE_WON', '2023-03-01')])['2023-03']).toEqual({
      CASH: 12_000n,
      RECOVERABLES: 12_000n,
    });
  });

  it('that is lost moves nothing more', () => {
    expect(balances([...paid, opened, dispute('DISPUTE_LOST', '2023-03-01')])).toEqual(balances([...paid, opened]));
  });

  it('of a part leaves the rest of the invoice as it was', () => {
    const part = dispute('DISPUTE_OPENED', '2023-02-01', 3_000n);
    expect(balances([...paid, part])).toEqual({ CASH: 9_000n, REVENUE: 9_775n, DISPUTES_CONTRA: 775n });
  });

  it('of an invoice that was written off and then paid takes back the recovery', () => {
    const late = [...unpaid, ending('MARKED_UNCOLLECTIBLE', '2023-02-01'), payment('2023-03-01', 12_000n)];
    expect(postings([...late, dispute('DISPUTE_OPENED', '2023-04-01')])['2023-04']).toEqual({
      CASH: -12_000n,
      DISPUTES_CONTRA: 3_100n,
      RECOVERABLES: -8_900n,
    });
    expect(refusal([...late, dispute('DISPUTE_OPENED', '2023-04-01', 12_001n)])).toMatchObject({
      kind: 'INVALID_EVENT',
    });
  });
});

describe('an exclusion', () => {
  const excluded = ending('EXCLUDED', '2023-02-11');

  it('of an unpaid invoice leaves nothing of it', () => {
    expect(balances([taxed, excluded])).toEqual({});
  });

  it('of a paid invoice leaves the money, and reverses in its own month what locked months had earned', () => {
    expect(postings([...paid, excluded])).toEqual({
      '2023-01': { CASH: 12_000n, DEFERRED_REVENUE: 8_900n, REVENUE: 3_100n },
      '2023-02': { DEFERRED_REVENUE: -8_900n, REVENUE: -3_100n, EXCLUSION: 12_000n },
    });
  });

  it('takes contras and bad debt out as well', () => {
    expect(balances([...paid, refund('2023-02-01', 6_000n), excluded])).toEqual({ CASH: 6_000n, EXCLUSION: 6_000n });
    expect(balances([...unpaid, ending('MARKED_UNCOLLECTIBLE', '2023-02-01'), excluded])).toEqual({});
  });

  it('takes out what a line had earned before it was invoiced', () => {
    const item = pending('P', '2023-01-01', aLine());
    const bill = invoice('2023-02-01', { lines: [], includesPending: true });
    expect(balances([item, bill, excluded])).toEqual({});
  });

  it('keeps later money outside: it is no revenue either', () => {
    const all = [...unpaid, excluded, payment('2023-03-01', 12_000n), refund('2023-04-01', 2_000n)];
    expect(balances(all)).toEqual({ CASH: 10_000n, EXCLUSION: 10_000n });
  });

  it('happens once', () => {
    expect(refusal([...unpaid, excluded, { ...excluded, id: 'again' }])).toMatchObject({ kind: 'HELD' });
  });
});

describe('a credit memo that was refunded and voided', () => {
  it('gives the cash back to the books with the contra', () => {
    const split = { refundMinor: 6_000n, balanceMinor: 0n, externalMinor: 0n };
    const all = [...paid, creditMemo('2023-02-01', 6_000n, { split }), memoVoided('2023-03-01')];
    expect(balances(all)).toEqual(balances(paid));
  });
});
