import type { Share } from '#schema/canonical/largest-remainder.ts';
import { addRatios, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { splitBySsp } from './relative-ssp.ts';
import { type PricedLine, splitWithResidual } from './residual.ts';

/** One line of a price to be split. `sspMinor` is its extended standalone selling price, exact, in minor units. */
export interface AllocationLine extends PricedLine {
  readonly statedMinor: bigint;
}

/** A part of the price that evidence ties to some lines only. A discount makes the part the bundle's own price. */
export interface TargetedPart {
  readonly keys: readonly string[];
  readonly minor: bigint;
  readonly evidence: string;
}

export interface AllocationRequest {
  readonly totalMinor: bigint;
  readonly lines: readonly AllocationLine[];
  /** Fixed amounts and bundle prices. Their lines take part in nothing else. */
  readonly targeted?: readonly TargetedPart[];
  /** Variable parts. Their lines take them beside what they have of the rest. */
  readonly variable?: readonly TargetedPart[];
}

export interface AllocatedLine {
  readonly key: string;
  readonly allocatedMinor: bigint;
  readonly exact: Ratio;
  /** Allocated less stated. Over all lines it sums to the price less the stated prices. */
  readonly carveMinor: bigint;
}

/** Splits a transaction price: targeted parts first, then the residual line, the rest by relative SSP. */
export function allocate(request: AllocationRequest): Result<readonly AllocatedLine[], EngineError> {
  const parts = (request.variable ?? []).filter(({ minor }) => minor !== 0n);
  const variable = splitParts(request, parts);
  if (!variable.ok) return variable;
  const targeted = splitTargeted(request);
  if (!targeted.ok) return targeted;
  const taken = new Set(targeted.value.map(({ key }) => key));
  const rest = request.lines.filter(({ key }) => !taken.has(key));
  const restMinor = request.totalMinor - sumOf(variable.value) - sumOf(targeted.value);
  const left = rest.length === 0 ? ok([]) : splitWithResidual(restMinor, rest);
  if (!left.ok) return left;

  const shares = Map.groupBy([...variable.value, ...targeted.value, ...left.value], ({ key }) => key);
  const lines = request.lines.map((line) => {
    const own = shares.get(line.key) ?? [];
    const allocatedMinor = sumOf(own);
    const exact = own.reduce((all, share) => addRatios(all, share.exact), ratio(0n));
    return { key: line.key, allocatedMinor, exact, carveMinor: allocatedMinor - line.statedMinor };
  });
  return refuseOtherSign(request.totalMinor, lines, rest.length === 0 ? restMinor : 0n);
}

function sumOf(shares: readonly Share[]): bigint {
  return shares.reduce((all, { minor }) => all + minor, 0n);
}

/** Each part over its own lines by SSP. */
function splitParts(
  { lines }: AllocationRequest,
  parts: readonly TargetedPart[],
): Result<readonly Share[], EngineError> {
  const split = collect(parts, ({ keys, minor }): Result<readonly Share[], EngineError> => {
    const unknown = keys.find((key) => !lines.some((line) => line.key === key));
    if (unknown !== undefined) return invalid(unknown, 'a targeted part names no line of the contract');
    const members = lines.filter(({ key }) => keys.includes(key));
    const residual = members.find((line) => line.residual !== undefined);
    if (residual !== undefined) {
      const detail = 'a part of the price is tied to a residual line: give the line a standalone price';
      return fail({ kind: 'HELD', subject: residual.key, detail });
    }
    return splitBySsp(minor, members);
  });
  return split.ok ? ok(split.value.flat()) : split;
}

function splitTargeted(request: AllocationRequest): Result<readonly Share[], EngineError> {
  const split = splitParts(request, request.targeted ?? []);
  if (!split.ok) return split;
  const shares = split.value;
  const twice = shares.find(({ key }, index) => shares.findIndex((other) => other.key === key) !== index);
  return twice === undefined ? ok(shares) : invalid(twice.key, 'two targeted parts name this line');
}

function refuseOtherSign(
  totalMinor: bigint,
  lines: readonly AllocatedLine[],
  leftMinor: bigint,
): Result<readonly AllocatedLine[], EngineError> {
  if (leftMinor !== 0n) {
    return invalid('targeted', `${leftMinor} minor units reach no line`);
  }
  const wrong = lines.find(({ allocatedMinor }) => allocatedMinor * totalMinor < 0n);
  return wrong === undefined ? ok(lines) : fail({ kind: 'NEGATIVE_ALLOCATION', subject: wrong.key });
}
