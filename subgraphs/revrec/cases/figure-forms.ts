import type { Amounts } from './amounts.ts';

/** A figure of one key, in minor units. */
export type KeyedFigure = readonly [key: string, minor: bigint];

/**
 * Figures in the form that an example shows them in, of which `asked` tells only the shape: one a key, a list in their
 * order, or all of them as one sum.
 */
export function inFormOf(asked: unknown, figures: readonly KeyedFigure[], amounts: Amounts): unknown {
  if (Array.isArray(asked)) return figures.map(([, minor]) => amounts.text(minor));
  if (asked === undefined || isMap(asked)) {
    return Object.fromEntries(figures.map(([key, minor]) => [key, amounts.text(minor)]));
  }
  return amounts.text(figures.reduce((all, [, minor]) => all + minor, 0n));
}

/** Figures that have an order and no key of their own: an example that has them by key names them in that order. */
export function inOrderOf(asked: unknown, figures: readonly bigint[], amounts: Amounts): unknown {
  const names = isMap(asked) ? Object.keys(asked) : [];
  const keyed = figures.map((minor, index): KeyedFigure => [names[index] ?? `figure ${index + 1}`, minor]);
  return inFormOf(asked ?? [], keyed, amounts);
}

function isMap(asked: unknown): asked is Readonly<Record<string, unknown>> {
  return typeof asked === 'object' && asked !== null && !Array.isArray(asked);
}
