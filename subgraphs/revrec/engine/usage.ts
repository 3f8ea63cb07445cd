import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type BilledDocument, type DividedLine, divideLines, shareOf, usageOf } from './billing.ts';
import { type AccountingContract, type ContractState, type Increment, withObligations } from './contract-state.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import type { MeasurePlan } from './measure.ts';
import { readTerm } from './payload.ts';

/**
 * Takes up what a document charges by usage, or under the right to invoice: it enters the price as it is incurred and is
 * earned over the days it is charged for, also when they lie before the document (IFRS 15.85, B16; ASC 606-10-32-40,
 * 55-18; model section 8). Who promises a line as RIGHT_TO_INVOICE says by that that its bill is what the service is worth.
 * What a credit memo takes back of it, and a charge without days, is of the document's own day.
 */
export function takeUpUsage(billed: BilledDocument, state: ContractState): Result<ContractState, EngineError> {
  const divided = divideLines(billed, state);
  if (!divided.ok) return divided;
  const usage = divided.value.filter(({ isUsage }) => isUsage);
  if (usage.length === 0) return ok(state);
  const derivations: Derivation[] = [...state.derivations];
  const contracts: AccountingContract[] = [];
  for (const contract of state.contracts) {
    let changed = contract;
    for (const charge of usage) {
      const incurred = incurredBy(charge, { contract: changed, billed, state });
      if (incurred === null) continue;
      derivations.push(incurred.derivation);
      changed = withObligations(changed, (one) =>
        one.key === incurred.obligation
          ? {
              ...one,
              allocatedMinor: one.allocatedMinor + incurred.increment.amountMinor,
              increments: [...one.increments, incurred.increment],
            }
          : one,
      );
    }
    contracts.push(changed);
  }
  return ok({ ...state, contracts, derivations });
}

interface Incurred {
  readonly obligation: string;
  readonly increment: Increment;
  readonly derivation: Derivation;
}

function incurredBy(
  charge: DividedLine,
  about: { readonly contract: AccountingContract; readonly billed: BilledDocument; readonly state: ContractState },
): Incurred | null {
  const { contract, billed, state } = about;
  const { line } = charge;
  const obligation = usageOf(contract, line.product);
  const amountMinor = billed.sign * shareOf([charge], contract.key);
  if (obligation === null || amountMinor === 0n) return null;
  const derivation = figure({
    id: `usage:${obligation.key}:${billed.document.document}/${line.key}`,
    op: 'SCHEDULE',
    ...(obligation.measure === 'RIGHT_TO_INVOICE' ? AS_INVOICED : AS_INCURRED),
    formula: String(amountMinor),
    inputs: [billed.eventId, ...state.policies.versionIds],
    exact: ratio(amountMinor),
  });
  const increment = { amountMinor, plan: planOf(charge, billed), derivation: derivation.id };
  return { obligation: obligation.key, increment, derivation };
}

const AS_INCURRED = {
  rule: 'usage as incurred, for the days it is charged for',
  paragraph: 'IFRS 15.85, B16; ASC 606-10-32-40, 606-10-55-18',
} as const;

const AS_INVOICED = {
  rule: 'right to invoice, for the days it is charged for',
  paragraph: 'IFRS 15.B16; ASC 606-10-55-18',
} as const;

function planOf({ line }: DividedLine, { on, sign }: BilledDocument): MeasurePlan {
  const days = line.from === null || line.to === null ? null : readTerm({ from: line.from, to: line.to }, line.key);
  if (sign === 1n && days?.ok === true) return { measure: 'DAILY', term: days.value };
  return { measure: 'POINT', term: { from: on, to: on }, satisfiedOn: on };
}
