import type { Share } from '#schema/canonical/largest-remainder.ts';
import { formatRatio, type Ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';

/** Raised whenever a rule of the engine would give another figure for the same events. */
export const ENGINE_VERSION = '3';

interface Told {
  /** Unique inside one contract and the same in every run: `allocation:K-1/seats@2026-01-01`. */
  readonly id: string;
  readonly op: Derivation['op'];
  readonly rule: string;
  readonly formula: string;
  readonly inputs: readonly string[];
  readonly paragraph?: string;
}

/** A part of a split, which has a rounding of its own. Its exact value is reckoned when somebody asks for it. */
export function shareFigure(told: Told & { readonly share: Share }): Derivation {
  const { id, op, rule, formula, inputs, paragraph = null, share } = told;
  return {
    id,
    op,
    rule,
    ruleVersion: ENGINE_VERSION,
    formula,
    inputs,
    paragraph,
    get exact() {
      return share.exact;
    },
    rounded: share.minor,
    result: share.minor.toString(),
  };
}

/** A figure with its exact value. `rounded` is given where the rule is not the plain rounding, as in a split. */
export function figure(told: Told & { readonly exact: Ratio; readonly rounded?: bigint }): Derivation {
  const { exact, rounded = roundHalfAway(exact) } = told;
  return derivation(told, { exact, rounded, result: rounded.toString() });
}

/** An answer that is no figure, such as a treatment. */
export function answer(told: Told & { readonly result: string }): Derivation {
  return derivation(told, { exact: null, rounded: null, result: told.result });
}

/** A ratio as it stands in a formula: a fraction in brackets, so that it may be multiplied and divided by. */
export function term(value: Ratio): string {
  return value.d === 1n ? value.n.toString() : `(${formatRatio(value)})`;
}

function derivation(
  { id, op, rule, formula, inputs, paragraph }: Told,
  { exact, rounded, result }: Pick<Derivation, 'exact' | 'rounded' | 'result'>,
): Derivation {
  const cited = paragraph ?? null;
  return { id, op, rule, ruleVersion: ENGINE_VERSION, formula, inputs, paragraph: cited, exact, rounded, result };
}
