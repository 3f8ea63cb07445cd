import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { explainFile } from '#revrec/library/explain-file.ts';
import { type ExplainedFigure, printFigures } from '#revrec/library/explanation.ts';
import { faultLine } from '#revrec/library/fault.ts';
import type { PublicDerivation } from '#revrec/view/derivation.ts';
import { civilDate, monthOf } from '#schema/canonical/calendar.ts';
import { COMMON_HELP, EXIT, type Given, type GraphCommand, runGraphCommand, type Session } from './graph-command.ts';

const USAGE = `Says why a contract earned what it earned in a month: from the opportunity to the journal line.

  npm run explain -- --contract ID --period YYYY-MM [--input FILE]

  --contract      its id or number; of a file its key
  --period        the month
  --input FILE    a contract.json or contract.csv instead of the running system; needs no token
${COMMON_HELP}
Example: npm run explain -- --contract HB-2041 --period 2026-08 --input subgraphs/revrec/library/examples/harbour.json`;

export const FIND = 'query ($by: String!) { trace(by: $by) { subject { __typename id } } }';

export const EXPLAIN = `query ($id: ID!, $by: String!, $from: Date!, $to: Date!) {
  contract(id: $id) { id number customer { name } opportunity { id } revenueContract { id policy
    schedule(from: $from, to: $to) { originPeriod posted amount { amount currency } cumulative { amount currency }
      explanation { rule ruleVersion inputs result } obligation { id name allocated { amount currency } } }
    journalEntries { id postedOn period { startsOn }
      lines { account accountName debit { amount currency } credit { amount currency }
        dimensions { name value } } } } }
  trace(by: $by) { complete missing links { from to relation ref { vendor type externalId } } } }`;

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface Asked {
  readonly contract: {
    readonly id: string;
    readonly number: string;
    readonly customer: { readonly name: string };
    readonly opportunity: { readonly id: string } | null;
    readonly revenueContract: {
      readonly id: string;
      readonly policy: string;
      readonly schedule: readonly EarnedRow[];
      readonly journalEntries: readonly Entry[] | null;
    } | null;
  } | null;
  readonly trace: {
    readonly complete: boolean;
    readonly missing: readonly string[];
    readonly links: readonly Link[];
  } | null;
}

interface EarnedRow {
  readonly originPeriod: string | null;
  readonly posted: boolean;
  readonly amount: Money;
  readonly cumulative: Money;
  readonly explanation: readonly PublicDerivation[] | null;
  readonly obligation: { readonly id: string; readonly name: string; readonly allocated: Money };
}

interface Entry {
  readonly id: string;
  readonly postedOn: string;
  readonly period: { readonly startsOn: string };
  readonly lines: readonly {
    readonly account: string;
    readonly accountName: string | null;
    readonly debit: Money | null;
    readonly credit: Money | null;
    readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  }[];
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
  readonly ref: { readonly vendor: string; readonly type: string; readonly externalId: string } | null;
}

export const EXPLAIN_COMMAND: GraphCommand = {
  usage: USAGE,
  options: { contract: { type: 'string' }, period: { type: 'string' }, input: { type: 'string' } },
  refuse: ({ words, texts }) => {
    if (words.length > 0) return `${words[0]} is not known.`;
    if (!texts.has('contract')) return 'Name the contract with --contract.';
    return /^\d{4}-(0[1-9]|1[0-2])$/.test(texts.get('period') ?? '') && texts.get('period') !== '0000-01'
      ? null
      : '--period is a month such as 2026-08.';
  },
  run: fromGraph,
};

async function fromGraph(session: Session): Promise<number> {
  const { contract: named, period } = wanted(session.given);
  const { trace: found } = await session.graph<Found>(FIND, { by: named });
  const id = found?.subject.__typename === 'Contract' ? found.subject.id : named;
  const { from, to } = monthOf(civilDate(`${period}-01`));
  const asked = await session.graph<Asked>(EXPLAIN, { id, by: named, from, to });
  const revenue = asked.contract?.revenueContract ?? null;
  if (asked.contract === null || revenue === null) {
    session.say(`There is no revenue of a contract ${named}.`);
    return EXIT.failed;
  }
  const figures = figuresOf(asked, period);
  const beside = linesOf(revenue.journalEntries ?? [], period, { contract: asked.contract.id, obligation: null });
  const balances = beside.length === 0 ? [] : ['journal lines of the contract as a whole', ...beside.map(indented)];
  session.show({ figures, contract: asked.contract, trace: asked.trace }, [
    printFigures(figures),
    ...balances,
    ...traceLines(asked),
  ]);
  return EXIT.ok;
}

interface Found {
  readonly trace: { readonly subject: { readonly __typename: string; readonly id: string } } | null;
}

function wanted({ texts }: Given): { readonly contract: string; readonly period: string } {
  return { contract: texts.get('contract') ?? '', period: texts.get('period') ?? '' };
}

function figuresOf({ contract }: Asked, period: string): readonly ExplainedFigure[] {
  const revenue = contract?.revenueContract ?? null;
  if (contract === null || revenue === null) return [];
  const deal = [
    ...(contract.opportunity === null ? [] : [`opportunity ${contract.opportunity.id}`]),
    `contract ${contract.number} of ${contract.customer.name} (${contract.id})`,
    `revenue contract ${revenue.id} under ${revenue.policy}`,
  ];
  return revenue.schedule.map(({ obligation, amount, cumulative, originPeriod, posted, explanation }) => ({
    title: `${obligation.name} in ${period}${originPeriod === null ? '' : `, which belongs to ${originPeriod}`}`,
    amount: inWords(amount),
    chain: [
      ...deal,
      `obligation ${obligation.id}, ${inWords(obligation.allocated)} allocated`,
      `schedule row ${period}: ${inWords(cumulative)} by its end`,
    ],
    steps: explanation ?? [],
    journal: posted
      ? linesOf(revenue.journalEntries ?? [], period, { contract: contract.id, obligation: obligation.id })
      : [],
  }));
}

function traceLines({ trace }: Asked): readonly string[] {
  if (trace === null) return [];
  const links = trace.links.map(({ from, to, relation, ref }) => {
    const record = ref === null ? '' : `  (${ref.vendor} ${ref.type} ${ref.externalId})`;
    return `  ${from} ${relation} ${to}${record}`;
  });
  return ['trace', ...links, ...trace.missing.map((missing) => `  missing: ${missing}`)];
}

/** Lines of the month's entries that are of this contract and obligation, or of the contract and of no obligation. */
function linesOf(
  entries: readonly Entry[],
  period: string,
  wanted: { readonly contract: string; readonly obligation: string | null },
): readonly string[] {
  return entries
    .filter((entry) => entry.period.startsOn.startsWith(period))
    .flatMap(({ id, postedOn, lines }) =>
      lines
        .filter(({ dimensions }) => {
          const dimension = (name: string) => dimensions.find((one) => one.name === name)?.value ?? null;
          return dimension('contract') === wanted.contract && dimension('obligation') === wanted.obligation;
        })
        .map(({ account, accountName, debit, credit }) => {
          const side = debit === null ? `credit ${credit === null ? '0' : inWords(credit)}` : `debit ${inWords(debit)}`;
          return `${account} ${accountName ?? ''}  ${side}  (entry ${id} of ${postedOn})`;
        }),
    );
}

function indented(line: string): string {
  return `  ${line}`;
}

function inWords({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}

/** The same of a file needs neither a system nor a token. */
async function main(args: readonly string[]): Promise<number> {
  const texts = fileOptions(args);
  const input = texts?.get('input');
  const given = { words: [], texts: texts ?? new Map<string, string>(), switches: new Set<string>() };
  if (input === undefined || EXPLAIN_COMMAND.refuse(given) !== null) return runGraphCommand(EXPLAIN_COMMAND, args);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(input);
  } catch (error) {
    console.error(`${input} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`);
    return EXIT.usage;
  }
  const told = explainFile(input, bytes, wanted(given));
  if (told.ok) console.log(told.value);
  else for (const fault of told.error) console.error(faultLine(fault));
  return told.ok ? EXIT.ok : EXIT.usage;
}

/** What was given when it is all that a file needs; `null` when it is more, or wrong. */
function fileOptions(args: readonly string[]): ReadonlyMap<string, string> | null {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: { contract: text, period: text, input: text } });
    return new Map(Object.entries(values).map(([name, value]) => [name, value]));
  } catch {
    return null;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
