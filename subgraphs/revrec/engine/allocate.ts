import type { Share } from '#schema/canonical/largest-remainder.ts';
import { type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { splitBySsp } from './relative-ssp.ts';
import { takeResidual } from './residual.ts';

/** One line of a price to be split. `sspMinor` is its extended standalone selling price, exact, in minor units. */
export interface AllocationLine {
  readonly key: string;
  readonly sspMinor: Ratio | null;
  readonly statedMinor: bigint;
  /** Takes what the other lines leave, when that lies inside the range; both bounds belong to it. */
  readonly residual?: { readonly lowMinor: Ratio; readonly highMinor: Ratio };
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
  const shares = new Map<string, Share>();
  const targeted = splitTargeted(request);
  if (!targeted.ok) return targeted;
  for (const share of targeted.value) shares.set(share.key, share);

  const rest = request.lines.filter(({ key }) => !shares.has(key));
  const restMinor = request.totalMinor - targeted.value.reduce((all, { minor }) => all + minor, 0n);
  const left = rest.length === 0 ? ok([]) : splitRest(restMinor, rest);
  if (!left.ok) return left;
  for (const share of left.value) shares.set(share.key, share);

  const lines = request.lines.map((line) => {
    const share = shares.get(line.key) ?? { key: line.key, minor: 0n, exact: ratio(0n) };
    const carveMinor = share.minor - line.statedMinor;
    return { key: line.key, allocatedMinor: share.minor, exact: share.exact, carveMinor };
  });
  return refuseOtherSign(request.totalMinor, lines, rest.length === 0 ? restMinor : 0n);
}

function splitTargeted({ lines, targeted = [] }: AllocationRequest): Result<readonly Share[], EngineError> {
  const shares: Share[] = [];
  for (const part of targeted) {
    const members = lines.filter(({ key }) => part.keys.includes(key));
    const split = splitBySsp(part.minor, members);
    if (!split.ok) return split;
    shares.push(...split.value);
  }
  const twice = shares.find(({ key }, index) => shares.findIndex((other) => other.key === key) !== index);
  return twice === undefined
    ? ok(shares)
    : fail({ kind: 'INVALID_EVENT', subject: twice.key, detail: 'two targeted parts name this line' });
}

function splitRest(minor: bigint, lines: readonly AllocationLine[]): Result<readonly Share[], EngineError> {
  const residual = lines.filter((line) => line.residual !== undefined);
  const [line] = residual;
  if (line?.residual === undefined) return splitBySsp(minor, lines);
  if (residual.length > 1) {
    return fail({ kind: 'HELD', subject: line.key, detail: 'more than one residual line in a contract' });
  }
  return takeResidual(
    minor,
    { key: line.key, ...line.residual },
    lines.filter((other) => other !== line),
  );
}

function refuseOtherSign(
  totalMinor: bigint,
  lines: readonly AllocatedLine[],
  leftMinor: bigint,
): Result<readonly AllocatedLine[], EngineError> {
  if (leftMinor !== 0n) {
    return fail({ kind: 'INVALID_EVENT', subject: 'targeted', detail: `${leftMinor} minor units reach no line` });
  }
  const wrong = lines.find(({ allocatedMinor }) => allocatedMinor * totalMinor < 0n);
  return wrong === undefined ? ok(lines) : fail({ kind: 'NEGATIVE_ALLOCATION', subject: wrong.key });
}
