import type { CivilDate } from '#schema/canonical/calendar.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import { type ContractState, isFixed } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractLine, ModificationApproved, RecordedAnswers, ReducedLine } from './events.ts';
import type { Evidence } from './evidence.ts';
import { type Extension, readExtensions } from './extension.ts';
import { readMinor, readQuantity, readTerm } from './payload.ts';
import { type Reduction, reduceQuantity } from './reduction.ts';

/** A change of the deal with its texts read, and which obligations its removals hit. */
export interface Amendment {
  readonly eventId: string;
  /** Names it in derivations and records: the amendment, or the document that changed the price. */
  readonly id: string;
  readonly effectiveOn: CivilDate;
  readonly added: readonly ContractLine[];
  readonly addedMinor: bigint;
  readonly reductions: readonly Reduction[];
  readonly extensions: readonly Extension[];
  readonly standalonePrices: NonNullable<ModificationApproved['standalonePrices']>;
  /** Changes of price that belong to no added or removed line, by accounting contract. */
  readonly priceDeltas: ReadonlyMap<string, bigint>;
  /** For performance that was given; zero or above. It falls on the signed contract. */
  readonly concessionMinor: bigint;
  readonly answers: RecordedAnswers;
  readonly documents: readonly string[];
  readonly evidence: Evidence;
}

export interface AmendedOn {
  readonly effectiveOn: CivilDate;
  readonly evidence: Evidence;
}

export function readAmendment(
  state: ContractState,
  told: { readonly eventId: string; readonly payload: ModificationApproved },
  { effectiveOn, evidence }: AmendedOn,
): Result<Amendment, EngineError> {
  const { eventId, payload } = told;
  const { currency, contractKey } = state;
  const fixed = payload.added.filter(isFixed);
  const added = collect(fixed, ({ amount, key }) => readMinor(amount, currency, key));
  if (!added.ok) return added;
  const other = readMinor(payload.priceDelta, currency, payload.amendment);
  if (!other.ok) return other;
  const concession = readMinor(payload.concession, currency, payload.amendment);
  if (!concession.ok) return concession;
  const taken: Reduction[] = [];
  const reductions = collect(payload.removed, (removed) => {
    const read = readReduction(state, removed, { effectiveOn, taken });
    if (read.ok) taken.push(...read.value);
    return read;
  });
  if (!reductions.ok) return reductions;
  const extensions = readExtensions(state, payload.extended ?? [], { effectiveOn, evidence });
  if (!extensions.ok) return extensions;
  const penalty = readMinor(payload.penalty ?? null, currency, payload.amendment);
  if (!penalty.ok) return penalty;
  const otherMinor = other.value + penalty.value;
  return ok({
    eventId,
    id: payload.amendment,
    effectiveOn,
    added: payload.added,
    addedMinor: added.value.reduce((all, minor) => all + minor, 0n),
    reductions: taken,
    extensions: extensions.value,
    standalonePrices: payload.standalonePrices ?? [],
    priceDeltas: new Map(otherMinor === 0n ? [] : [[contractKey, otherMinor]]),
    concessionMinor: concession.value,
    answers: payload.answers,
    documents: payload.documents ?? [],
    evidence,
  });
}

function readReduction(
  { contracts, currency, policies }: ContractState,
  { product, quantity, credit, from, to }: ReducedLine,
  { effectiveOn, taken }: { readonly effectiveOn: CivilDate; readonly taken: readonly Reduction[] },
): Result<readonly Reduction[], EngineError> {
  const count = readQuantity(quantity, product);
  if (!count.ok) return count;
  const minor = readMinor(credit, currency, product);
  if (!minor.ok) return minor;
  const days = from === undefined || to === undefined ? ok(null) : readTerm({ from, to }, product);
  if (!days.ok) return days;
  const span = { from: days.value?.from ?? null, to: days.value?.to ?? null };
  const removed = { product, quantity: count.value, creditMinor: minor.value, ...span };
  return reduceQuantity(contracts, removed, { effectiveOn, order: policies.values.reductionOrder, taken });
}

/** What the price changes by in all, additions included and concession left out. */
export function priceDeltaOf({ addedMinor, reductions, priceDeltas }: Amendment): bigint {
  const credited = reductions.reduce((all, { creditMinor }) => all + creditMinor, 0n);
  return addedMinor + credited + [...priceDeltas.values()].reduce((all, minor) => all + minor, 0n);
}
