import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import {
  type AccountingContract,
  isFixed,
  latestVersion,
  type Obligation,
  recognizedToDate,
  withVersion,
} from './contract-state.ts';
import { figure } from './derivation.ts';
import type { PolicySet } from './policies.ts';
import type { Changed } from './prospective.ts';
import { withIncrement } from './release.ts';

export interface Concession {
  readonly amendment: string;
  readonly eventId: string;
  readonly effectiveOn: CivilDate;
  /** What the price falls by for performance that was given; above zero. */
  readonly minor: bigint;
  /** Whose performance it was; `null` = all of the contract's. */
  readonly product: string | null;
  /** The one obligation whose performance it was. */
  readonly obligation?: string | null;
  readonly policies: PolicySet;
}

/**
 * Row 2 of the table: the price falls for what was given already, so revenue falls now, and price and recognised fall
 * alike. It falls on the obligations by what each has recognised (IFRS 15.88-90; ASC 606-10-32-43 to 32-45).
 */
export function concede(contract: AccountingContract, concession: Concession): Changed {
  const { amendment, eventId, effectiveOn, minor, policies } = concession;
  const before = latestVersion(contract);
  const shares = splitByWeight(-minor, weightsOf(contract, concession)) ?? [];
  const derivations = shares.map(({ key, minor: part, exact }) =>
    figure({
      id: `concession:${key}@${effectiveOn}:${amendment}`,
      op: 'CATCH_UP',
      rule: 'decision table, row 2: concession on satisfied performance, at once',
      formula: `${-minor} by what was recognised`,
      inputs: [eventId, ...policies.versionIds],
      exact,
      rounded: part,
      paragraph: 'IFRS 15.88-90; ASC 606-10-32-43 to 32-45',
    }),
  );
  const obligations = before.obligations.map((obligation) => {
    const index = shares.findIndex(({ key }) => key === obligation.key);
    const share = shares[index];
    if (share === undefined || share.minor === 0n) return obligation;
    const derivation = derivations[index]?.id ?? eventId;
    return withIncrement(obligation, { amountMinor: share.minor, on: effectiveOn, derivation });
  });
  const transactionPriceMinor = before.transactionPriceMinor - minor;
  return {
    contract: withVersion(contract, { effectiveOn, transactionPriceMinor, obligations, eventId }),
    catchUpMinor: -minor,
    derivations: derivations.filter(({ rounded }) => rounded !== 0n),
  };
}

/** Recognised by the eve of a day for a product, or for all; what earlier concessions took back is taken back. */
export function recognizedFor(
  contract: AccountingContract,
  { product, effectiveOn }: Pick<Concession, 'product' | 'effectiveOn'>,
): bigint {
  return bearersOf(contract, product).reduce((all, one) => all + recognizedToDate(one, addDays(effectiveOn, -1)), 0n);
}

/** The obligations of a product; all where it names none of the contract. */
function bearersOf(contract: AccountingContract, product: string | null): readonly Obligation[] {
  const fixed = latestVersion(contract).obligations.filter(isFixed);
  const own = fixed.filter((obligation) => obligation.product === product);
  return own.length === 0 ? fixed : own;
}

function weightsOf(contract: AccountingContract, concession: Concession) {
  const { product, obligation = null } = concession;
  const all = bearersOf(contract, product);
  const bearers = obligation === null ? all : all.filter(({ key }) => key === obligation);
  const cutOn = addDays(concession.effectiveOn, -1);
  const recognized = bearers.map((one) => ({ key: one.key, weight: ratio(aboveZero(recognizedToDate(one, cutOn))) }));
  if (recognized.some(({ weight }) => weight.n > 0n)) return recognized;
  return bearers.slice(0, 1).map(({ key }) => ({ key, weight: ratio(1n) }));
}

function aboveZero(minor: bigint): bigint {
  return minor > 0n ? minor : 0n;
}
