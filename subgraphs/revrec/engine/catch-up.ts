import { addDays } from '#schema/canonical/calendar.ts';
import type { Share } from '#schema/canonical/largest-remainder.ts';
import { formatRatio, ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import {
  type AccountingContract,
  isFixed,
  latestVersion,
  type Obligation,
  recognizedToDate,
  withVersion,
} from './contract-state.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { extended, extensionOf } from './extension.ts';
import { anewOf, type Changed, type ContractChange, goOnAsOne, isLeft } from './prospective.ts';
import { withIncrement } from './release.ts';
import { pricedLine, RESIDUAL_RULE, splitWithResidual, withResidualSsp } from './residual.ts';

/**
 * Row 5 of the table: what remains is part of one promise, so the whole contract is measured again as if it had been
 * agreed so from the start. The new price falls on all promises by their standalone prices; what each has earned of its
 * new part by now is caught up at once (IFRS 15.21(b); ASC 606-10-25-13(b)).
 */
export function catchUp(contract: AccountingContract, change: ContractChange): Result<Changed, EngineError> {
  const { effectiveOn, amendment, eventId } = change;
  if (change.reductions.length > 0) {
    return fail({ kind: 'HELD', subject: 'row 5 CATCH_UP', detail: `${amendment} takes back a part of one promise` });
  }
  const before = latestVersion(contract);
  const cutOn = addDays(effectiveOn, -1);
  const priceMinor = before.transactionPriceMinor + change.priceDeltaMinor;
  const promised = before.obligations.map((one) => {
    const extension = extensionOf(change.extensions, one.key);
    return extension === null ? one : extended(one, extension);
  });
  const fixed = [...promised, ...change.added].filter(isFixed);
  const split = splitWithResidual(priceMinor, fixed.map(pricedLine));
  if (!split.ok) return split;
  const shares = new Map(split.value.map((share) => [share.key, share.minor]));
  const caughtUp: Derivation[] = [];
  const measured = (obligation: Obligation, index: number): Obligation => {
    const newMinor = shares.get(obligation.key);
    if (newMinor === undefined) return obligation;
    const recognizedMinor = recognizedToDate(obligation, cutOn);
    if (isLeft(obligation, change)) {
      const again = promised[index] ?? obligation;
      const anew = anewOf(obligation, change);
      const whole = goOnAsOne(again, { share: newMinor - recognizedMinor, change, anew });
      caughtUp.push(whole.derivation);
      return whole.obligation;
    }
    const told = correction(obligation, { change, minor: newMinor - obligation.allocatedMinor });
    caughtUp.push(told);
    return withIncrement(obligation, { amountMinor: told.rounded ?? 0n, on: effectiveOn, derivation: told.id });
  };
  const allocations = explainSplit(split.value, { change, fixed, priceMinor });
  const added = change.added.map((obligation) => startWhole(obligation, { change, shares }));
  const obligations = [...before.obligations.map(measured), ...added];
  const basis = {
    kind: 'WHOLE',
    effectiveOn,
    weights: [...promised, ...added].filter(isFixed).map(({ key, ssp }) => ({ key, weight: ssp.extended })),
    satisfied: [],
  } as const;
  const version = { effectiveOn, transactionPriceMinor: priceMinor, obligations, eventId };
  return ok({
    contract: withVersion(contract, version, basis),
    catchUpMinor: caughtUp.reduce((all, { rounded }) => all + (rounded ?? 0n), 0n),
    derivations: [...allocations, ...caughtUp],
  });
}

function explainSplit(
  split: readonly Share[],
  {
    change,
    fixed,
    priceMinor,
  }: { readonly change: ContractChange; readonly fixed: readonly Obligation[]; readonly priceMinor: bigint },
): readonly Derivation[] {
  const residual = fixed.find(({ ssp }) => ssp.residual !== undefined)?.key;
  const shared = priceMinor - (split.find(({ key }) => key === residual)?.minor ?? 0n);
  return split.map(({ key, minor, exact }) => {
    const id = `pool-share:${key}@${change.effectiveOn}:${change.amendment}`;
    const inputs = [change.eventId, ...change.policies.versionIds];
    const common = { id, op: 'ALLOCATE', inputs, exact, rounded: minor } as const;
    if (key === residual) return figure({ ...common, ...RESIDUAL_RULE, formula: `${priceMinor} - ${shared}` });
    return figure({
      ...common,
      rule: 'relative SSP of the whole contract, largest remainder',
      formula: `${shared} by ${formatRatio(fixed.find((one) => one.key === key)?.ssp.extended ?? ratio(0n))}`,
      paragraph: 'IFRS 15.21(b); ASC 606-10-25-13(b)',
    });
  });
}

function startWhole(
  obligation: Obligation,
  { change, shares }: { readonly change: ContractChange; readonly shares: ReadonlyMap<string, bigint> },
): Obligation {
  const amountMinor = shares.get(obligation.key) ?? 0n;
  const derivation = isFixed(obligation)
    ? `pool-share:${obligation.key}@${change.effectiveOn}:${change.amendment}`
    : change.eventId;
  const priced = withResidualSsp(obligation, amountMinor);
  const segments = priced.segments.map((segment) => ({ ...segment, amountMinor, derivation }));
  return { ...priced, allocatedMinor: amountMinor, segments };
}

/** A satisfied promise is brought to its new part of the price. */
function correction(
  obligation: Obligation,
  { change, minor }: { readonly change: ContractChange; readonly minor: bigint },
): Derivation {
  return figure({
    id: `catch-up:${obligation.key}@${change.effectiveOn}:${change.amendment}`,
    op: 'CATCH_UP',
    rule: 'new part of the price, less what was recognised',
    formula: `${obligation.allocatedMinor + minor} - ${obligation.allocatedMinor}`,
    inputs: [change.eventId, ...change.policies.versionIds],
    exact: ratio(minor),
    paragraph: 'IFRS 15.21(b); ASC 606-10-25-13(b)',
  });
}
