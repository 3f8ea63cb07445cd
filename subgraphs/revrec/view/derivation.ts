import type { ContractState } from '#revrec/engine/contract-state.ts';
import { ENGINE_VERSION } from '#revrec/engine/derivation.ts';
import { formatAmount, fromMoneyWire, money } from '#schema/canonical/money.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import type { ProrationCheck } from '#schema/commands/revrec.ts';

/** The graph's `Derivation`. */
export interface PublicDerivation {
  readonly rule: string;
  readonly ruleVersion: string;
  /** The formula with its own figures, what it was made of, and its exact value in minor units. */
  readonly inputs: {
    readonly id: string;
    readonly formula: string;
    readonly from: readonly string[];
    readonly exactMinor: string | null;
    readonly paragraph: string | null;
  };
  readonly result: string;
}

/** These derivations and all that they were made of, a cause before what follows from it. */
export function explain(
  state: Pick<ContractState, 'derivations' | 'currency'>,
  ids: readonly string[],
): readonly PublicDerivation[] {
  const byId = new Map(state.derivations.map((derivation) => [derivation.id, derivation]));
  const told = new Set<Derivation>();
  const tell = (id: string): void => {
    const derivation = byId.get(id);
    if (derivation === undefined || told.has(derivation)) return;
    for (const input of derivation.inputs) tell(input);
    told.add(derivation);
  };
  for (const id of ids) tell(id);
  return [...told].map((derivation) => publicDerivation(derivation, state.currency));
}

/** Our own recomputation of an amendment beside billing's figure: a difference is told as what it is. */
export function explainCheck({ billed, recomputed, explained, note }: ProrationCheck): PublicDerivation {
  const text = (wire: ProrationCheck['billed']) => formatAmount(fromMoneyWire(wire));
  return {
    rule: 'proration-check',
    ruleVersion: ENGINE_VERSION,
    inputs: {
      id: 'proration-check',
      formula: `${text(recomputed)} - ${text(billed)}`,
      from: [explained ? 'explained rounding' : 'unexplained'],
      exactMinor: recomputed.minor,
      paragraph: null,
    },
    result: note,
  };
}

function publicDerivation(derivation: Derivation, currency: string): PublicDerivation {
  const { id, rule, ruleVersion, formula, inputs, exact, rounded, result, paragraph } = derivation;
  return {
    rule,
    ruleVersion,
    inputs: { id, formula, from: inputs, exactMinor: exact === null ? null : formatRatio(exact), paragraph },
    result: rounded === null ? result : `${formatAmount(money(rounded, currency))} ${currency}`,
  };
}
