import { z } from 'zod';
import type { Amounts } from './amounts.ts';
import { decimal } from './inputs.ts';

type Figures = Readonly<Record<string, unknown>>;

/** Amounts that come to the same in all, by the name under which a difference is told. */
interface Footing {
  readonly name: string;
  readonly whole: readonly string[];
  readonly parts: readonly string[];
}

/** What always holds of the figures of an operation, whatever an example publishes of them. */
type Footings = (inputs: Figures, figures: Figures) => readonly Footing[];

const FOOTINGS: ReadonlyMap<string, Footings> = new Map<string, Footings>([
  ['schedule', ({ amount }, { partial, rows }) => (partial === true ? [] : [footing('rows', amount, rows)])],
  [
    'allocate',
    (_, { outcome, allocated, transactionPrice: price }) =>
      outcome === 'ALLOCATED' ? [footing('allocated', price, allocated)] : [],
  ],
  ['optionAllocation', ({ price }, { allocated }) => [footing('allocated', price, allocated)]],
  ['optionExercise', ({ price }, { allocated }) => [footing('allocated', price, allocated)]],
  ['loyalty', ({ sales }, { allocated }) => [footing('allocated', sales, allocated)]],
  [
    'lookThrough',
    (_, { considerationPerContract: whole, yearAllocation }) => [footing('yearAllocation', whole, yearAllocation)],
  ],
  ['costToCost', (_, { revenue, cost, profit }) => [footing('profit', revenue, [cost, profit])]],
  ['payableToCustomer', ({ invoiced }, { reduction, revenue }) => [footing('revenue', invoiced, [reduction, revenue])]],
  [
    'tieredPrice',
    (_, { billed, revenue, contractLiability }) => [footing('contractLiability', billed, [revenue, contractLiability])],
  ],
  ['accreteAdvance', ({ advance }, { revenue, interest }) => [footing('interest', revenue, [advance, interest])]],
  ['allocationCurrency', (_, { total, converted }) => [footing('converted', total, converted)]],
  [
    'waterfall',
    ({ booked }, { recognisedTotal, remaining }) => [
      footing('remaining', bookedIn(booked), [recognisedTotal, remaining]),
    ],
  ],
]);

/** Where figures do not foot, as one sentence each: then the engine is wrong, whatever was published. */
export function unfooted(
  op: string,
  { inputs, figures, amounts }: { readonly inputs: unknown; readonly figures: Figures; readonly amounts: Amounts },
): readonly string[] {
  if (op === 'ledger' && figures['complete'] === false) return ['debits and credits differ'];
  const given = z.record(z.string(), z.unknown()).parse(inputs);
  const sum = (texts: readonly string[]) => texts.reduce((all, text) => all + amounts.minor(text), 0n);
  return (FOOTINGS.get(op)?.(given, figures) ?? []).flatMap(({ name, whole, parts }) => {
    const [all, found] = [sum(whole), sum(parts)];
    return all === found ? [] : [`${name}: ${amounts.text(found)} does not foot with ${amounts.text(all)}`];
  });
}

function footing(name: string, whole: unknown, parts: unknown): Footing {
  return { name, whole: amountsIn(whole), parts: amountsIn(parts) };
}

/** Amounts of a figure in whatever form it is. */
function amountsIn(figure: unknown): readonly string[] {
  if (typeof figure === 'object' && figure !== null) return Object.values(figure).flatMap(amountsIn);
  return figure === undefined || figure === null ? [] : [decimal.parse(figure)];
}

function bookedIn(booked: unknown): readonly string[] {
  return z
    .array(z.looseObject({ amount: decimal }))
    .parse(booked)
    .map(({ amount }) => amount);
}
