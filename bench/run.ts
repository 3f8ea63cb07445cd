import { amend } from './amend.ts';
import { auth } from './auth.ts';
import { gateway } from './gateway.ts';
import { growth } from './growth.ts';
import { intake } from './intake.ts';
import { latency } from './latency.ts';
import { read } from './read.ts';
import { revrec } from './revrec.ts';
import { sagas } from './sagas.ts';
import { subscribers } from './subscribers.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { flagUsage, readFlags } from './support/flags.ts';
import { reportText } from './support/report.ts';

const BENCHMARKS: readonly Benchmark[] = [
  read,
  amend,
  sagas,
  intake,
  latency,
  growth,
  revrec,
  gateway,
  auth,
  subscribers,
];

const USAGE = `Measures the product on this machine and prints the figures with machine, versions, load and method.

  npm run bench -- list
  npm run bench -- NAME [--json] [--profile DIR] [flags of the benchmark]

${BENCHMARKS.map(({ name, flags }) => [name, ...flags.map((flag) => `    ${flagUsage(flag)}`)].join('\n')).join('\n')}

Example: npm run bench -- read --rounds 3
Figures are printed, never judged. Exit codes: 0 measured, 1 not measured or not comparable, 2 wrong usage,
4 this machine lacks a tool that the benchmark needs.`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === undefined) {
    console.log(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name === 'list') {
    for (const { name: known, title } of BENCHMARKS) console.log(`${known.padEnd(8)} ${title}`);
    return 0;
  }
  const benchmark = BENCHMARKS.find((known) => known.name === name);
  if (benchmark === undefined) return refuse(`There is no benchmark ${name}.`);
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const flags = readFlags(benchmark.flags, args);
  if ('fault' in flags) return refuse(flags.fault);
  const { numbers, words, json, profileDir } = flags;
  const settings: BenchmarkSettings = {
    number: (flag) => numbers.get(flag) ?? Number.NaN,
    words: (flag) => words.get(flag) ?? [],
    profileDir,
    say: (line) => console.error(`  ${line}`),
  };
  const missing = (await benchmark.missing?.(settings)) ?? null;
  if (missing !== null) {
    console.error(missing);
    return 4;
  }
  const report = await benchmark.run(settings);
  console.log(json ? JSON.stringify(report, null, 2) : reportText(report));
  return report.faults.length === 0 ? 0 : 1;
}

function refuse(fault: string): number {
  console.error(`${fault}\n\n${USAGE}`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  return 1;
});
