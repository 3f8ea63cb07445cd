import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import { type AccountingContract, isFixed, latestVersion, type VariableState } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import type { VariableElement } from './events.ts';
import { invalid, readMinor } from './payload.ts';

/** A variable part of the price as promised; its targets are the engine's keys. */
export interface PromisedVariable {
  readonly key: string;
  readonly target: 'ALL' | readonly string[];
  readonly estimateMinor: bigint;
  readonly constrainedMinor: bigint;
  readonly reason: string;
}

/**
 * Reads the variable parts of a contract. Each has a key of its own in the whole signed contract (`taken` are the others)
 * and says who estimated it and why: without that there is nothing to constrain.
 */
export function readVariable(
  elements: readonly VariableElement[],
  context: {
    readonly currency: CurrencyCode;
    readonly taken: readonly string[];
    /** Engine's key of a line that an element is tied to. */
    readonly keyOf: (line: string) => string;
  },
): Result<readonly PromisedVariable[], EngineError> {
  const { currency, taken, keyOf } = context;
  const keys = [...taken];
  return collect(elements, (element): Result<PromisedVariable, EngineError> => {
    const { key, target, owner, reason } = element;
    if (keys.includes(key)) return invalid(key, 'the contract has a variable part of this key');
    keys.push(key);
    if (owner.trim() === '' || reason.trim() === '') return invalid(key, 'say who estimated it, and why so much');
    if (target !== 'ALL' && target.length === 0) return invalid(key, 'it is tied to no line');
    const estimate = readMinor(element.estimate, currency, key);
    if (!estimate.ok) return estimate;
    const constrained = readMinor(element.constrained, currency, key);
    if (!constrained.ok) return constrained;
    const amounts = { estimateMinor: estimate.value, constrainedMinor: constrained.value };
    return ok({ key, target: target === 'ALL' ? target : target.map(keyOf), reason, ...amounts });
  });
}

/** What was promised, as it stands in the contract. What is tied to every promise belongs to the whole price. */
export function standing(promised: PromisedVariable, contract: AccountingContract): VariableState {
  const { key, target, estimateMinor, constrainedMinor } = promised;
  const fixed = latestVersion(contract).obligations.filter(isFixed);
  const isWhole = target === 'ALL' || fixed.every((one) => target.includes(one.key));
  return {
    key,
    contractKey: contract.key,
    target: isWhole ? 'ALL' : target,
    estimateMinor,
    constrainedMinor,
    promisedIn: contract.bases.length - 1,
    isResolved: false,
  };
}

/** Variable parts that are tied to promises of a contract which are not all met by a day: nobody has said whose they stay. */
export function tiedOpen(
  variable: readonly VariableState[],
  contractKey: string,
  isOpenKey: (obligation: string) => boolean,
): VariableState | null {
  return (
    variable.find(
      (element) =>
        element.contractKey === contractKey &&
        element.target !== 'ALL' &&
        element.constrainedMinor !== 0n &&
        element.target.some(isOpenKey),
    ) ?? null
  );
}

export interface EstimateChange {
  readonly eventId: string;
  readonly element: string;
  readonly effectiveOn: CivilDate;
  readonly estimateMinor: bigint;
  readonly constrainedMinor: bigint;
  readonly basis: 'ORIGINAL' | 'CURRENT';
  readonly isResolved: boolean;
  readonly reason: string;
}
