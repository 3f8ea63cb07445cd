import { fromStripeCreditNote, fromStripePayment } from '#billing/connectors/stripe/money-mapping.ts';
import { creditNoteWire, disputeWire, paymentIntentWire } from '#billing/connectors/stripe/wire.ts';

const JANUARY_1 = Date.parse('2026-01-01T00:00:00Z') / 1000;

type Change = Readonly<Record<string, unknown>>;

describe('a Stripe payment', () => {
  const aPayment = (change: Change, charge: Change | null, about: Change = {}) => {
    const standing = {
      id: 'ch_1',
      amount_refunded: 0,
      refunded: false,
      disputed: false,
      status: 'succeeded',
      created: JANUARY_1,
    };
    const wire = paymentIntentWire.parse({
      id: 'pi_1',
      amount: 100,
      amount_received: 100,
      currency: 'usd',
      customer: 'cus_1',
      status: 'succeeded',
      created: JANUARY_1,
      latest_charge: charge === null ? null : { ...standing, ...charge },
      ...change,
    });
    return fromStripePayment(wire, { invoice: null, disputes: [], ...about });
  };

  it.each([
    ['that came in', {}, {}, 'SUCCEEDED'],
    ['given back in part', {}, { amount_refunded: 1 }, 'PARTIALLY_REFUNDED'],
    ['given back', {}, { amount_refunded: 100, refunded: true }, 'REFUNDED'],
    ['disputed', {}, { disputed: true }, 'DISPUTED'],
    ['declined', { status: 'requires_payment_method' }, { status: 'failed' }, 'FAILED'],
    ['not tried yet', { status: 'requires_payment_method' }, null, 'PENDING'],
    ['in a status of next year', { status: 'teleported' }, null, 'UNKNOWN'],
  ])('%s has its own status', (_what, change, charge, status) => {
    expect(aPayment(change, charge)?.status).toBe(status);
  });

  it('of nobody that is billed is left out', () => {
    expect(aPayment({ customer: null }, {})).toBeNull();
  });

  it('is disputed no longer once the dispute is won', () => {
    const disputes = (status: string) => ({
      disputes: [disputeWire.parse({ id: 'dp_1', amount: 100, currency: 'usd', status, created: JANUARY_1 })],
    });
    expect(aPayment({}, { disputed: true }, disputes('under_review'))?.status).toBe('DISPUTED');
    expect(aPayment({}, { disputed: true }, disputes('won'))?.status).toBe('SUCCEEDED');
    expect(aPayment({}, { disputed: true }, disputes('lost'))?.status).toBe('DISPUTED');
  });

  it.each([
    ['is tried again', { status: 'open', attempt_count: 2, next_payment_attempt: JANUARY_1 }, 2, false],
    ['is tried no more', { status: 'open', attempt_count: 4, next_payment_attempt: null }, 4, true],
    ['was paid another way', { status: 'paid', attempt_count: 1, next_payment_attempt: null }, 1, false],
    ['was taken back', { status: 'void', attempt_count: 1, next_payment_attempt: null }, 1, false],
  ])('that failed for an invoice that %s says so', (_what, invoice, attempts, final) => {
    const about = { invoice: { id: 'in_1', ...invoice } };
    const failed = aPayment({ status: 'requires_payment_method' }, { status: 'failed' }, about);
    expect(failed).toMatchObject({ status: 'FAILED', attempts, final, invoiceExternalId: 'in_1' });
  });
});

describe('a credit note of Stripe', () => {
  const aNote = (change: Change) => {
    const wire = creditNoteWire.parse({
      id: 'cn_1',
      number: 'A-1-CN-01',
      status: 'issued',
      customer: 'cus_1',
      invoice: 'in_1',
      currency: 'usd',
      total: 300,
      pre_payment_amount: 0,
      post_payment_amount: 300,
      out_of_band_amount: 0,
      refunds: [],
      created: JANUARY_1,
      metadata: { revgraph_key: 'op_1:credit', revgraph_part: '1', revgraph_service_0: '2026-10-01/2026-12-31' },
      lines: { has_more: false, data: [{ id: 'cnli_1', amount: 300, invoice_line_item: 'il_1' }] },
      ...change,
    });
    return fromStripeCreditNote(wire, wire.lines.data);
  };

  it.each([
    ['on an open invoice', { pre_payment_amount: 300, post_payment_amount: 0 }, [300n, 0n, 0n]],
    ['on a paid one', {}, [0n, 300n, 0n]],
    ['partly paid', { pre_payment_amount: 100, post_payment_amount: 200 }, [100n, 200n, 0n]],
    ['with money given back', { refunds: [{ amount_refunded: 120 }], out_of_band_amount: 30 }, [0n, 150n, 150n]],
  ])('%s says where the credit went, adding up', (_what, change, [reduces, onAccount, refunded]) => {
    const memo = aNote(change);
    expect([memo.reducesInvoiceMinor, memo.onAccountMinor, memo.refundedMinor]).toEqual([reduces, onAccount, refunded]);
    expect(memo.reducesInvoiceMinor + memo.onAccountMinor + memo.refundedMinor).toBe(memo.totalMinor);
  });

  it('carries its command and the days that it takes back', () => {
    expect(aNote({})).toMatchObject({
      changeKey: 'op_1:credit',
      part: 1,
      lines: [{ invoiceLineExternalId: 'il_1', serviceStartsOn: '2026-10-01', serviceEndsOn: '2026-12-31' }],
    });
  });

  it('in a status of next year is neither issued nor void', () => {
    expect(aNote({ status: 'shredded' }).status).toBe('UNKNOWN');
  });
});
