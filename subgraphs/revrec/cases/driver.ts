import type { Amounts } from './amounts.ts';

/** A published example as a driver sees it. `inputs` has the shape of its operation and is checked by the driver. */
export interface Asked {
  readonly inputs: unknown;
  /** What the example publishes: it says which figures are asked for, and must not shape them. */
  readonly expected: Readonly<Record<string, unknown>>;
  readonly preset: 'CONTRACT_DRIVEN' | 'INVOICE_DRIVEN';
  /** Policy values that differ from the preset. */
  readonly policies: Readonly<Record<string, unknown>>;
  readonly currency: { readonly code: string; readonly exponent: number };
  readonly amounts: Amounts;
}

/** The figures that the engine comes to, by their names in `expected`, amounts as decimals. Throws `CaseUnreadable`. */
export type Driver = (asked: Asked) => Readonly<Record<string, unknown>>;
