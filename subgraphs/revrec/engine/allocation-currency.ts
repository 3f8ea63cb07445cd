import { formatRatio, multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import { answer, figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

/** A line of a contract in its transaction currency, with the rates fixed when it was booked; `null` is not known. */
export interface ForeignLine {
  readonly key: string;
  /** Exact, in minor units of the case's scale. */
  readonly amount: Ratio;
  readonly currency: string;
  readonly functionalCurrency: string;
  readonly functionalRate: Ratio | null;
  readonly reportingRate: Ratio | null;
}

/** Whether lines in several currencies may meet in a functional currency that all have, or in the group's only. */
export type MixedCurrency = 'COMMON_FUNCTIONAL' | 'REPORTING';

export interface AllocationCurrency {
  readonly currency: string;
  readonly converted: readonly { readonly key: string; readonly minor: bigint }[];
  readonly totalMinor: bigint;
  /** Rates of the earliest booking: every posting of the contract has them. */
  readonly postingFunctionalRate: Ratio | null;
  readonly postingReportingRate: Ratio | null;
  readonly explained: readonly Derivation[];
}

/** Where a contract is allocated: in the one transaction currency, else a common functional one, else the group's. */
export function allocationCurrency(
  lines: readonly ForeignLine[],
  { reportingCurrency, mixedCurrency }: { readonly reportingCurrency: string; readonly mixedCurrency: MixedCurrency },
): Result<AllocationCurrency, EngineError> {
  const [first] = lines;
  if (first === undefined) return invalid('lines', 'a contract has at least one line');
  const isCommon = (of: (line: ForeignLine) => string) => lines.every((line) => of(line) === of(first));
  const target = isCommon(({ currency }) => currency)
    ? { currency: first.currency, rateOf: () => ratio(1n) }
    : mixedCurrency === 'COMMON_FUNCTIONAL' && isCommon(({ functionalCurrency }) => functionalCurrency)
      ? { currency: first.functionalCurrency, rateOf: ({ functionalRate }: ForeignLine) => functionalRate }
      : { currency: reportingCurrency, rateOf: ({ reportingRate }: ForeignLine) => reportingRate };
  const converted = collect(lines, (line): Result<Converted, EngineError> => {
    const rate = target.rateOf(line) ?? (line.currency === target.currency ? ratio(1n) : null);
    if (rate === null) return fail({ kind: 'MISSING_RATE', subject: line.key, currency: target.currency, on: null });
    return ok({ key: line.key, amount: line.amount, rate, minor: roundHalfAway(multiplyRatios(line.amount, rate)) });
  });
  if (!converted.ok) return converted;
  return ok({
    currency: target.currency,
    converted: converted.value.map(({ key, minor }) => ({ key, minor })),
    totalMinor: converted.value.reduce((all, { minor }) => all + minor, 0n),
    postingFunctionalRate: first.functionalRate,
    postingReportingRate: first.reportingRate,
    explained: explain(converted.value, first),
  });
}

interface Converted {
  readonly key: string;
  readonly amount: Ratio;
  readonly rate: Ratio;
  readonly minor: bigint;
}

function explain(lines: readonly Converted[], first: ForeignLine): readonly Derivation[] {
  const converted = lines.map(({ key, amount, rate }, index) =>
    figure({
      id: `allocationCurrency:converted[${index}].minor`,
      op: 'CONVERT',
      rule: 'the amount at the rate that was fixed when it was booked',
      formula: `${term(amount)} * ${term(rate)}`,
      inputs: [key, 'amount', 'rate'],
      exact: multiplyRatios(amount, rate),
    }),
  );
  const total = figure({
    id: 'allocationCurrency:totalMinor',
    op: 'NET',
    rule: 'all lines in the currency of the allocation',
    formula: lines.map(({ minor }) => String(minor)).join(' + '),
    inputs: converted.map(({ id }) => id),
    exact: ratio(lines.reduce((all, { minor }) => all + minor, 0n)),
  });
  const rates = [
    { member: 'postingFunctionalRate', rate: first.functionalRate },
    { member: 'postingReportingRate', rate: first.reportingRate },
  ].flatMap(({ member, rate }) =>
    rate === null
      ? []
      : answer({
          id: `allocationCurrency:${member}`,
          op: 'CONVERT',
          rule: 'the rate of the earliest booking',
          formula: term(rate),
          inputs: [first.key, 'rate'],
          result: formatRatio(rate),
        }),
  );
  return [...converted, total, ...rates];
}
