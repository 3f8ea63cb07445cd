import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `Tells the flows that a business stands on to a running system, each by its scenario, and prints how many came out right.

  npm run test:flows -- --core [--url URL] [--token JWT] [--json] [--quiet]
  npm run test:flows -- --edge

Example: npm run test:flows -- --core
Exit codes: 0 all came out right, 1 one did not, 2 wrong usage, 3 no token, 4 the system cannot be reached.`;

interface Flow {
  readonly flow: string;
  readonly scenario: string;
}

const CORE: readonly Flow[] = [
  { flow: 'new', scenario: 'closed-won' },
  { flow: 'upgrade', scenario: 'amend-500-800' },
  { flow: 'downgrade', scenario: 'downgrade' },
  { flow: 'renewal', scenario: 'renewal-with-uplift' },
  { flow: 'credit memo', scenario: 'sla-credit' },
  { flow: 'refund', scenario: 'refund' },
  { flow: 'cancellation', scenario: 'cancel-with-refund' },
];
const EDGE: readonly Flow[] = [
  { flow: 'co-term', scenario: 'co-term' },
  { flow: 'ramp', scenario: 'ramp-deal' },
];

interface Told extends Flow {
  /** Of the scenario; see its own usage. */
  readonly code: number;
  readonly figureCount: number;
  readonly wrong: readonly string[];
}

const RUN = fileURLToPath(new URL('scenarios/run.ts', import.meta.url));

/** One scenario in a process of its own, so that one that breaks leaves the others alone. */
function tell(flow: Flow, more: readonly string[]): Promise<Told> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [RUN, flow.scenario, '--json', ...more], (_error, out, errors) => {
      const figures = figuresOf(out);
      const wrong = figures.filter(({ got, expected }) => got !== expected);
      resolve({
        ...flow,
        code: child.exitCode ?? 1,
        figureCount: figures.length,
        wrong: wrong.length > 0 ? wrong.map(({ name }) => name) : firstLine(errors),
      });
    });
  });
}

/** Why a scenario could not be told; nothing where it could. */
function firstLine(text: string): readonly string[] {
  return text
    .trim()
    .split('\n', 1)
    .filter((line) => line !== '');
}

interface Figure {
  readonly name: string;
  readonly got: string;
  readonly expected: string;
}

function figuresOf(out: string): readonly Figure[] {
  try {
    return (JSON.parse(out) as { readonly figures: readonly Figure[] }).figures;
  } catch {
    return [];
  }
}

function options(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        core: { type: 'boolean' },
        edge: { type: 'boolean' },
        url: { type: 'string' },
        token: { type: 'string' },
        json: { type: 'boolean' },
        quiet: { type: 'boolean' },
        'no-color': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch {
    return null;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const given = options(args);
  if (given?.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (given === null || (given.core === true) === (given.edge === true)) {
    console.error(USAGE);
    return 2;
  }
  const more = (['url', 'token'] as const).flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const told: Told[] = [];
  for (const flow of given.core === true ? CORE : EDGE) {
    const one = await tell(flow, more);
    told.push(one);
    if (given.quiet !== true) console.error(inWords(one));
    if (one.code === 3 || one.code === 4) return one.code;
  }
  const rightCount = told.filter(({ code }) => code === 0).length;
  console.log(given.json === true ? JSON.stringify(told) : `${rightCount}/${told.length}`);
  return rightCount === told.length ? 0 : 1;
}

function inWords({ flow, scenario, code, figureCount, wrong }: Told): string {
  const said = code === 0 ? `${figureCount} figures` : wrong.join(', ');
  return `  ${code === 0 ? 'ok  ' : 'FAIL'} ${flow.padEnd(14)} ${scenario.padEnd(24)} ${said}`;
}

process.exitCode = await main(process.argv.slice(2));
