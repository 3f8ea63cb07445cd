import { creditMemo, ending, invoice, memoVoided, payment, refund } from '../invoice-driven/a-ledger.ts';
import { abroad, bill, inParts, meter, metered, plus, rates, used, writtenOff } from './billed.ts';
import type { LedgerStory } from './ledgers.ts';

/** Those that refuse an event, and what it is. */
export const REFUSED: readonly LedgerStory[] = [
  { name: 'credit of more than is left', events: [bill, creditMemo('2023-02-02', 16_649n)] },
  {
    name: 'credit of more than a product has',
    events: [bill, creditMemo('2023-02-02', 3_335n, inParts([{ product: 'P-SUPPORT', minor: 3_335n }], 0n))],
  },
  { name: 'credit of less than nothing', events: [bill, creditMemo('2023-02-02', -1n)] },
  {
    name: 'credit of more tax',
    events: [bill, creditMemo('2023-02-02', 2_661n, inParts([], 2_661n))],
  },
  {
    name: 'credit of more than its parts',
    events: [bill, creditMemo('2023-02-02', 1_002n, inParts([{ product: 'P-SUPPORT', minor: 1_001n }], 0n))],
  },
  { name: 'second invoice of a name', events: [bill, { ...bill, id: 'again' }] },
  {
    name: 'second memo of a name',
    events: [bill, creditMemo('2023-02-02', 1n), { ...creditMemo('2023-02-03', 1n), id: 'again' }],
  },
  { name: 'payment of no invoice', events: [bill, payment('2023-02-02', 1n, { invoice: 'ELSE' })] },
  { name: 'void of no memo', events: [bill, memoVoided('2023-02-02')] },
  {
    name: 'pending of another currency',
    events: [{ ...plus, currency: 'EUR' }, invoice('2023-02-06', { lines: [], includesPending: true })],
    terms: { rates },
  },
  { name: 'usage without a meter', events: used },
  { name: 'metered invoice without a meter', events: [metered('U-1', '2023-02-01')] },
  {
    name: 'metered invoice abroad',
    events: [...used, invoice('2023-02-01', { document: 'U-1', currency: 'EUR', lines: [], metered: true })],
    terms: { ...meter('sum'), rates },
  },
  { name: 'without a rate', events: [abroad()], terms: { rates: rates.slice(1) } },
  { name: 'pending without a rate', events: [{ ...plus, currency: 'EUR' }] },
  {
    name: 'one fact told otherwise',
    events: [bill, payment('2023-01-09', 1n), payment('2023-01-09', 2n)],
  },
  {
    name: 'payment of a void',
    events: [bill, ending('INVOICE_VOIDED', '2023-02-01'), payment('2023-02-02', 1n)],
  },
  { name: 'refund of a void', events: [bill, ending('INVOICE_VOIDED', '2023-02-01'), refund('2023-02-02', 1n)] },
  {
    name: 'memo of a void',
    events: [bill, ending('INVOICE_VOIDED', '2023-02-01'), creditMemo('2023-02-02', 1n)],
  },
  {
    name: 'second void',
    events: [bill, ending('INVOICE_VOIDED', '2023-02-01'), { ...ending('INVOICE_VOIDED', '2023-02-02'), id: 'again' }],
  },
  { name: 'write off of a void', events: [bill, ending('INVOICE_VOIDED', '2023-02-01'), writtenOff] },
  { name: 'second write off', events: [bill, writtenOff, { ...writtenOff, id: 'again' }] },
  {
    name: 'second exclusion',
    events: [bill, ending('EXCLUDED', '2023-02-01'), { ...ending('EXCLUDED', '2023-02-02'), id: 'again' }],
  },
  {
    name: 'write off of more paid than charged',
    events: [bill, payment('2023-01-09', 20_000n), writtenOff],
  },
  {
    name: 'refund of more than was paid',
    events: [bill, payment('2023-01-09', 4_001n), writtenOff, refund('2023-02-20', 4_002n)],
  },
  {
    name: 'refunds of more than was paid together',
    events: [
      bill,
      payment('2023-01-09', 4_001n),
      writtenOff,
      refund('2023-02-20', 2_001n),
      refund('2023-02-21', 2_001n),
    ],
  },
];
