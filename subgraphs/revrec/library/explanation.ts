import { explain, type PublicDerivation } from '#revrec/view/derivation.ts';
import { formatAmount, money } from '#schema/canonical/money.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import type { RecognizedContract } from './recognize.ts';

/** One figure with all that it came of. Amounts are text with their currency, such as `170136.98 USD`. */
export interface ExplainedFigure {
  readonly title: string;
  readonly amount: string;
  /** From the deal down to the promise, each with what it is: `contract K-1`. */
  readonly chain: readonly string[];
  /** Causes first; the last one gives the figure. */
  readonly steps: readonly PublicDerivation[];
  /** The journal lines it went into, such as `REVENUE  credit 120.00 USD`. */
  readonly journal: readonly string[];
}

/** Every figure of one month of a contract: what each promise earns, then what the balance sheet takes up. */
export function explainPeriod(
  one: RecognizedContract,
  period: string,
  opportunity: string | null,
): readonly ExplainedFigure[] {
  const deal = [
    ...(opportunity === null ? [] : [`opportunity ${opportunity}`]),
    `contract ${one.contract} of ${one.customer}, ${inCurrency(one, one.transactionPriceMinor)} in all`,
  ];
  const earned = one.schedule
    .filter((row) => row.period === period)
    .map((row) => {
      const own = one.journals.filter(({ derivation }) => derivation === row.derivation);
      const sold = row.contract === one.contract ? [] : [`separate contract ${row.contract}`];
      const waits = row.state === 'AWAITING_TRIGGER';
      return {
        title: `${row.product} in ${period}${waits ? ', which still waits for its evidence' : ''}`,
        amount: inCurrency(one, row.amountMinor),
        chain: [
          ...deal,
          ...sold,
          `obligation ${row.obligation}`,
          `schedule row ${period}: ${inCurrency(one, row.cumulativeMinor)} by its end`,
        ],
        steps: explain(one, [row.derivation]),
        journal: own.map((line) => sideOf(one, line)),
      };
    });
  const balances = one.journals
    .filter((line) => line.originPeriod === period && line.obligation === null)
    .map((line) => ({
      title: `${line.role} of ${line.contract} in ${period} (${line.layer.toLowerCase()})`,
      amount: inCurrency(one, line.debitMinor - line.creditMinor),
      chain: deal,
      steps: explain(one, [line.derivation]),
      journal: [sideOf(one, line)],
    }));
  return [...earned, ...balances];
}

function sideOf(one: RecognizedContract, line: RecognizedContract['journals'][number]): string {
  const { role, debitMinor, creditMinor, cause, period } = line;
  const side = debitMinor > 0n ? `debit ${inCurrency(one, debitMinor)}` : `credit ${inCurrency(one, creditMinor)}`;
  return `${role}  ${side}  (${cause}, posted in ${period})`;
}

export function inCurrency({ currency }: Pick<RecognizedContract, 'currency'>, minor: bigint): string {
  return `${formatAmount(money(minor, currency))} ${currency}`;
}

/** The figures as a person reads them, one below the other. */
export function printFigures(figures: readonly ExplainedFigure[]): string {
  return figures.map(printFigure).join('\n');
}

function printFigure({ title, amount, chain, steps, journal }: ExplainedFigure): string {
  const lines = [
    `${title}: ${amount}`,
    ...chain.map((link, depth) => `  ${'  '.repeat(depth)}${depth === 0 ? '' : '-> '}${link}`),
    ...(steps.length === 0 ? [] : ['  because']),
    ...steps.flatMap(printStep),
    ...(journal.length === 0 ? ['  in no journal yet'] : ['  journal', ...journal.map((line) => `    ${line}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function printStep({ rule, ruleVersion, inputs, result }: PublicDerivation): readonly string[] {
  const { id, formula, from, paragraph } = inputs;
  return [
    `    ${id} = ${result}`,
    `      rule ${rule} (version ${ruleVersion})${paragraph === null ? '' : `; ${paragraph}`}`,
    `      ${formula}`,
    `      from ${from.join(', ')}`,
  ];
}

/** Every derivation of a contract once, in the engine's order; each names those it was made of. */
export function printDerivations(one: RecognizedContract): string {
  const head = [
    `Contract ${one.contract} of ${one.customer} in ${one.entity}: ${inCurrency(one, one.transactionPriceMinor)}`,
    `replay hash ${one.replayHash}; policies ${one.policyVersionIds.join(', ')}`,
  ];
  return [...head, ...one.derivations.flatMap(printDerivation), ''].join('\n');
}

function printDerivation(told: Derivation): readonly string[] {
  const { id, rule, ruleVersion, formula, inputs, exact, result, paragraph } = told;
  const minor = exact === null ? result : `${result} minor units (exactly ${formatRatio(exact)})`;
  return [
    `  ${id} = ${minor}`,
    `    rule ${rule} (version ${ruleVersion})${paragraph === null ? '' : `; ${paragraph}`}`,
    `    ${formula}`,
    `    from ${inputs.join(', ')}`,
  ];
}
