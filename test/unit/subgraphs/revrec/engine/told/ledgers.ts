import type { LedgerEvent } from '#revrec/engine/invoice-driven/events.ts';
import type { LedgerTerms } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import {
  aLine,
  creditMemo,
  days,
  delivered,
  dispute,
  due,
  ending,
  invoice,
  memoVoided,
  payment,
  pending,
  refund,
  usage,
} from '../invoice-driven/a-ledger.ts';
import {
  abroad,
  bill,
  inParts,
  meter,
  metered,
  minus,
  paidWhole,
  plus,
  rates,
  returnable,
  seats,
  setup,
  split,
  support,
  uneven,
  used,
  writtenOff,
} from './billed.ts';

/** A ledger kept by documents, with what is not as usual about its terms. */
export interface LedgerStory {
  readonly name: string;
  readonly events: readonly LedgerEvent[];
  readonly terms?: Partial<LedgerTerms>;
}

/** Those whose every entry is written out in a file of their name. */
export const LEDGERS: readonly LedgerStory[] = [
  {
    name: 'credited-by-product',
    events: [
      bill,
      creditMemo('2023-02-02', 2_401n, {
        document: 'M-1',
        ...inParts(
          [
            { product: 'P-SEATS', minor: 1_000n },
            { product: 'P-ELSE', minor: 500n },
            { product: null, minor: 501n },
          ],
          400n,
        ),
      }),
      creditMemo('2023-02-20', 333n, {
        document: 'M-2',
        ...inParts(
          [
            { product: 'P-SUPPORT', minor: 111n },
            { product: 'P-SUPPORT', minor: 222n },
          ],
          0n,
        ),
      }),
      creditMemo('2023-03-11', null, { document: 'M-3' }),
    ],
  },
  {
    name: 'credited-by-product-and-settled-in-parts',
    events: [
      bill,
      paidWhole,
      creditMemo('2023-02-02', 2_401n, {
        ...inParts([{ product: 'P-SEATS', minor: 2_001n }], 400n),
        ...split(1_000n, 700n, 301n),
      }),
    ],
  },
  {
    name: 'credited-twice-over-a-rebate',
    events: [
      uneven,
      creditMemo('2023-02-02', 5_005n, { document: 'M-1' }),
      creditMemo('2023-02-02', 1_003n, { document: 'M-2' }),
      refund('2023-03-01', 501n),
    ],
  },
  {
    name: 'credited-for-no-product-where-a-line-has-none',
    events: [uneven, creditMemo('2023-02-02', 901n, inParts([{ product: null, minor: 901n }], 0n))],
  },
  {
    name: 'paid-and-given-back',
    events: [
      bill,
      payment('2023-01-09', 9_999n, { feeMinor: 321n }),
      creditMemo('2023-01-20', 8_001n, { document: 'M-1' }),
      creditMemo('2023-01-25', 1_001n, { document: 'M-2', ...split(100n, 200n, 300n) }),
      memoVoided('2023-02-01', 'M-2'),
      refund('2023-02-03', 1_503n, { from: 'EXTERNAL_ASSET' }),
      refund('2023-02-27', null),
    ],
  },
  {
    name: 'disputed',
    events: [
      bill,
      paidWhole,
      dispute('DISPUTE_OPENED', '2023-02-02', 5_003n),
      { ...dispute('DISPUTE_OPENED', '2023-02-03'), id: 'the rest' },
      dispute('DISPUTE_WON', '2023-02-20', 2_001n),
      { ...dispute('DISPUTE_WON', '2023-02-21'), id: 'won the rest' },
      dispute('DISPUTE_LOST', '2023-03-01', 1n),
    ],
  },
  {
    name: 'voided-after-money',
    events: [
      uneven,
      payment('2023-01-10', 4_001n),
      creditMemo('2023-01-20', 1_002n),
      ending('INVOICE_VOIDED', '2023-02-14'),
    ],
  },
  {
    name: 'excluded',
    events: [
      plus,
      minus,
      invoice('2023-01-20', { lines: [setup, support], includesPending: true, balanceAppliedMinor: 1_001n }),
      payment('2023-01-25', 5_003n, { feeMinor: 77n }),
      creditMemo('2023-01-28', 1_002n, split(500n, 2n, 500n)),
      ending('EXCLUDED', '2023-02-14'),
      payment('2023-02-20', null, { feeMinor: 33n }),
      refund('2023-02-21', 700n),
      dispute('DISPUTE_OPENED', '2023-02-22', 901n),
      dispute('DISPUTE_WON', '2023-02-23'),
    ],
  },
  {
    name: 'written-off',
    events: [uneven, payment('2023-01-10', 4_001n), creditMemo('2023-01-20', 1_002n), writtenOff],
  },
  {
    name: 'written-off-and-paid-after-all',
    events: [
      bill,
      payment('2023-01-10', 4_001n),
      writtenOff,
      payment('2023-02-20', 2_003n, { feeMinor: 11n }),
      payment('2023-02-21', 3_005n, { into: 'EXTERNAL_ASSET' }),
      refund('2023-03-02', 1_502n),
      dispute('DISPUTE_OPENED', '2023-03-03', 705n),
      dispute('DISPUTE_WON', '2023-03-04', 500n),
      payment('2023-03-05', null),
      ending('INVOICE_VOIDED', '2023-03-20'),
      ending('EXCLUDED', '2023-04-02'),
    ],
  },
  {
    name: 'written-off-with-more-owed-than-billed',
    events: [
      invoice('2023-01-05', { lines: [seats], balanceAppliedMinor: -3_001n }),
      payment('2023-01-10', 1_001n),
      writtenOff,
      payment('2023-02-20', 9_001n),
      ending('INVOICE_VOIDED', '2023-03-20'),
    ],
  },
  {
    name: 'written-off-at-nothing',
    events: [
      invoice('2023-01-05', {
        lines: [
          aLine({ key: 'given', service: days('2023-01-01', '2023-01-31') }),
          aLine({ key: 'taken', amountMinor: -12_000n, service: days('2023-01-01', '2023-03-31') }),
        ],
      }),
      writtenOff,
      payment('2023-02-20', 100n),
    ],
  },
  {
    name: 'written-off-of-what-was-owed-before',
    events: [invoice('2023-01-05', { lines: [], balanceAppliedMinor: -3_001n }), writtenOff],
  },
  {
    name: 'owed-to-the-customer',
    events: [
      invoice('2023-01-05', {
        lines: [{ ...seats, amountMinor: -10_001n, taxMinor: -1_903n }],
        toBalanceMinor: 5_001n,
      }),
      invoice('2023-01-06', { document: 'ALL', lines: [{ ...support, amountMinor: -3_334n, taxMinor: -633n }] }),
      invoice('2023-01-07', {
        document: 'APPLIED',
        lines: [{ ...support, amountMinor: -3_334n, taxMinor: -633n }],
        balanceAppliedMinor: -1_001n,
      }),
      invoice('2023-01-08', { document: 'PAID OVER', lines: [setup], balanceAppliedMinor: 1_001n }),
      invoice('2023-01-09', {
        document: 'GIVEN OVER',
        lines: [{ ...setup, key: 'setup', amountMinor: -777n, taxMinor: -124n }],
        balanceAppliedMinor: -1_001n,
      }),
      invoice('2023-01-10', { document: 'OF NOTHING', lines: [], balanceAppliedMinor: 11n }),
      writtenOff,
    ],
  },
  {
    name: 'abroad',
    events: [
      abroad(),
      payment('2023-02-11', 5_001n, { feeMinor: 77n }),
      creditMemo('2023-02-15', 3_003n, { document: 'M-1' }),
      creditMemo('2023-03-02', 1_001n, { document: 'M-2', ...split(400n, 300n, 200n) }),
      refund('2023-03-21', 501n),
      payment('2023-04-02', null),
    ],
    terms: { rates },
  },
  {
    name: 'abroad-at-realised-differences',
    events: [abroad({ balanceAppliedMinor: 2_001n }), payment('2023-02-11', 5_001n), creditMemo('2023-03-21', null)],
    terms: { rates, monthEndRemeasurement: false },
  },
  {
    name: 'abroad-and-written-off',
    events: [
      abroad(),
      payment('2023-01-31', 5_001n),
      writtenOff,
      payment('2023-03-20', 3_001n),
      refund('2023-03-25', 1_001n),
      payment('2023-04-03', null),
    ],
    terms: { rates },
  },
  {
    name: 'abroad-and-excluded',
    events: [
      abroad(),
      payment('2023-01-31', 5_001n),
      ending('EXCLUDED', '2023-02-14'),
      payment('2023-03-20', 3_001n, { feeMinor: 9n }),
      refund('2023-03-25', 1_001n),
      payment('2023-04-03', null),
    ],
    terms: { rates },
  },
  {
    name: 'taken-up-from-pending',
    events: [
      plus,
      minus,
      invoice('2023-02-06', { lines: [support], includesPending: true }),
      pending('P2', '2023-02-07', { ...support, taxInclusive: true }),
      creditMemo('2023-02-10', 2_002n),
      invoice('2023-02-20', { document: 'INV-2', lines: [], includesPending: true }),
      ending('INVOICE_VOIDED', '2023-03-02'),
    ],
  },
  {
    name: 'pending-abroad',
    events: [
      { ...plus, currency: 'EUR' },
      abroad({ at: civilDate('2023-02-11'), lines: [], includesPending: true }),
      payment('2023-03-22', null),
    ],
    terms: { rates },
  },
  ...(['sum', 'max', 'last_during_period', 'last_ever'] as const).map(
    (aggregate): LedgerStory => ({
      name: `metered-by-${aggregate.replaceAll('_', '-')}`,
      events: [
        ...used,
        metered('U-1', '2023-02-01'),
        metered('U-2', '2023-03-01'),
        usage('2023-03-03', 4n),
        invoice('2023-03-10', { document: 'NOT', lines: [setup] }),
        metered('U-3', '2023-04-01'),
        usage('2023-04-05', 9n),
      ],
      terms: meter(aggregate),
    }),
  ),
  {
    name: 'due-and-delivered',
    events: [
      { kind: 'CUSTOMER_BALANCE_OPENING', id: 'opening', at: civilDate('2022-12-31'), amountMinor: 5n },
      due('2023-01-02', 4_001n, true),
      payment('2023-01-05', 1_501n, { invoice: null, feeMinor: 43n }),
      delivered('2023-01-20', 2_503n, { unconditional: false, expectedRebateMinor: 201n }),
      delivered('2023-02-02', 3_005n, { expectedRebateMinor: 101n }),
      due('2023-02-05', 3_001n),
      payment('2023-02-07', null, { invoice: null, into: 'EXTERNAL_ASSET' }),
      refund('2023-02-20', 202n, { invoice: null }),
      refund('2023-02-21', null, { invoice: null, from: 'EXTERNAL_ASSET' }),
      refund('2023-02-22', 303n, { invoice: null }),
      delivered('2023-03-01', 5_007n, { unconditional: false }),
      due('2023-03-05', 9_001n),
    ],
  },
  {
    name: 'delivered-with-a-right-to-return',
    events: [
      returnable('on account', 'AR'),
      returnable('paid', 'CASH'),
      payment('2023-03-05', null, { invoice: null }),
    ],
    terms: { aheadOfBilling: 'UNBILLED_AR' },
  },
  {
    name: 'delivered-before-it-is-due',
    events: [delivered('2023-01-20', 2_503n, { unconditional: false }), due('2023-02-05', 1_001n)],
    terms: { aheadOfBilling: 'UNBILLED_AR' },
  },
];
