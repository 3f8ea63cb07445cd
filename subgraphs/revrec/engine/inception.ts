import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { addRatios, formatRatio, ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type AllocatedLine, allocate } from './allocate.ts';
import { collect } from './collect.ts';
import type { AccountingContract, Obligation } from './contract-state.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractLine } from './events.ts';
import { planMeasure } from './measure.ts';
import { invalid, readMinor, readQuantity, readTerm } from './payload.ts';
import type { PolicySet } from './policies.ts';
import { pickSsp } from './ssp.ts';

/** What starts an accounting contract: the lines of an approval, or the additions of a separate amendment. */
export interface Inception {
  readonly contractKey: string;
  readonly lines: readonly ContractLine[];
  readonly effectiveOn: CivilDate;
  readonly currency: CurrencyCode;
  readonly eventId: string;
  readonly policies: PolicySet;
}

export interface Incepted {
  readonly contract: AccountingContract;
  readonly derivations: readonly Derivation[];
}

/** The first version of an accounting contract: its price is the sum of its lines, split by relative SSP. */
export function incept(inception: Inception): Result<Incepted, EngineError> {
  const { contractKey, lines, effectiveOn, eventId } = inception;
  const promised = promise(inception, lines);
  if (!promised.ok) return promised;
  const totalMinor = promised.value.reduce((all, { statedMinor }) => all + statedMinor, 0n);
  const split = allocate({
    totalMinor,
    lines: promised.value.map(({ key, ssp, statedMinor }) => ({ key, sspMinor: ssp.extended, statedMinor })),
  });
  if (!split.ok) return split;

  const derivations = explain(inception, promised.value, split.value);
  const obligations = promised.value.map((obligation, index) => {
    const amountMinor = split.value[index]?.allocatedMinor ?? 0n;
    const derivation = derivations[index]?.id ?? eventId;
    return {
      ...obligation,
      allocatedMinor: amountMinor,
      segments: obligation.segments.map((segment) => ({ ...segment, amountMinor, derivation })),
    };
  });
  const version = { contractKey, version: 1, effectiveOn, transactionPriceMinor: totalMinor, obligations, eventId };
  return ok({ contract: { key: contractKey, versions: [version] }, derivations });
}

/** Obligations that are priced and planned, and not yet allocated. */
export function promise(
  inception: Inception,
  lines: readonly ContractLine[],
): Result<readonly Obligation[], EngineError> {
  const twice = lines.find(({ key }, index) => lines.findIndex((other) => other.key === key) !== index);
  if (twice !== undefined) return invalid(twice.key, 'two lines have this key');
  if (lines.length === 0) return invalid(inception.contractKey, 'there is no line');
  return collect(lines, (line) => promiseLine(inception, line));
}

function promiseLine(inception: Inception, line: ContractLine): Result<Obligation, EngineError> {
  const { contractKey, currency, policies, effectiveOn } = inception;
  const key = `${contractKey}/${line.key}`;
  const term = readTerm(line, key);
  if (!term.ok) return term;
  const quantity = readQuantity(line.quantity, key);
  if (!quantity.ok) return quantity;
  const stated = readMinor(line.amount, currency, key);
  if (!stated.ok) return stated;
  const ssp = pickSsp({ ...line, key }, term.value, { currency, policies: policies.values });
  if (!ssp.ok) return ssp;
  const plan = planMeasure(line.measure, term.value, satisfiedOn(line, term.value.from, effectiveOn));
  if (!plan.ok) return plan;
  const segment = {
    amountMinor: 0n,
    plan: plan.value,
    untilOn: null,
    sspMinor: ssp.value.extended,
    derivation: inception.eventId,
  };
  return ok({
    key,
    product: line.product,
    kind: line.kind,
    measure: line.measure,
    trigger: line.trigger,
    term: term.value,
    distinct: line.distinct,
    quantity: quantity.value,
    ssp: ssp.value,
    statedMinor: stated.value,
    allocatedMinor: 0n,
    segments: [segment],
  });
}

/** Booking and start are known from the contract; delivery, acceptance and the others are facts still to come. */
function satisfiedOn(line: ContractLine, startsOn: CivilDate, bookedOn: CivilDate): CivilDate | null {
  if (line.trigger === 'BOOKING') return bookedOn;
  return line.trigger === 'START' ? startsOn : null;
}

function explain(
  { effectiveOn, eventId, policies }: Inception,
  obligations: readonly Obligation[],
  split: readonly AllocatedLine[],
): readonly Derivation[] {
  const total = split.reduce((all, { allocatedMinor }) => all + allocatedMinor, 0n);
  const weights = obligations.reduce((all, { ssp }) => addRatios(all, ssp.extended), ratio(0n));
  return obligations.map(({ key, ssp }, index) => {
    const share = split[index];
    return figure({
      id: `allocation:${key}@${effectiveOn}`,
      op: 'ALLOCATE',
      rule: 'relative SSP, largest remainder',
      formula: `${total} * (${formatRatio(ssp.extended)}) / (${formatRatio(weights)})`,
      inputs: [eventId, ssp.entry, ...policies.versionIds],
      exact: share?.exact ?? ratio(0n),
      rounded: share?.allocatedMinor ?? 0n,
      paragraph: 'IFRS 15.76; ASC 606-10-32-31',
    });
  });
}
