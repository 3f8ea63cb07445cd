import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import { type Fault, faultLine } from './fault.ts';
import { filesThere, writeFolder } from './output-folder.ts';
import { inFile } from './read-contract.ts';
import { INPUT_BYTES_MAX, readInput } from './read-input.ts';
import { recognize } from './recognize.ts';
import { resultFiles, summaryOf } from './result-files.ts';

const USAGE = `Recognises the revenue of the contracts in a file.

  npm run recognize -- --input FILE [--out FOLDER] [--through 2026-12-31] [--known-at INSTANT] [--force]

  --input FILE        contract.json or contract.csv, see subgraphs/revrec/library/README.md
  --out FOLDER        gets schedule.csv, journals.csv, explanation.txt and result.json; left out = the summary only
  --through DAY       balances at the end of this day, journals of the months up to it; left out = all
  --known-at INSTANT  only what was recorded by then, such as 2026-08-16T09:30:00.000Z; left out = all
  --force             files that are there already are replaced
Example: npm run recognize -- --input subgraphs/revrec/library/examples/harbour.json --out /tmp/harbour
Exit codes: 0 done, 1 the folder cannot be written, 2 wrong usage or a fault in the file; then nothing is written.`;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

interface Options {
  readonly input: string;
  readonly out: string | null;
  readonly through: string | undefined;
  readonly knownAt: string | undefined;
  readonly force: boolean;
}

/** What was asked for; a text where it cannot be done, `null` where only help was. */
function optionsOf(args: readonly string[]): Options | string | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { input: text, out: text, through: text, 'known-at': text, force: flag, help: flag };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { input, out = null, through, 'known-at': knownAt, force = false, help = false } = values;
    if (help) return null;
    if (input === undefined) return 'Name the file with --input.';
    if (through !== undefined && parseCivilDate(through) === null) return `--through ${through} is no day.`;
    if (knownAt !== undefined && !INSTANT.test(knownAt)) return `--known-at ${knownAt} is no instant.`;
    return { input, out, through, knownAt, force };
  } catch (error) {
    return error instanceof Error ? error.message : 'Wrong usage.';
  }
}

/** The bytes of the file; a sentence where it cannot be read. */
async function bytesOf(path: string): Promise<Uint8Array | string> {
  try {
    const { size } = await stat(path);
    // One byte more than is taken tells the reader that there is too much, without reading all of it.
    return size > INPUT_BYTES_MAX ? new Uint8Array(INPUT_BYTES_MAX + 1) : await readFile(path);
  } catch (error) {
    return `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`;
  }
}

function refuse(faults: readonly Fault[]): number {
  for (const fault of faults) console.error(faultLine(fault));
  return 2;
}

async function run({ input, out, through, knownAt, force }: Options): Promise<number> {
  const bytes = await bytesOf(input);
  if (typeof bytes === 'string') {
    console.error(bytes);
    return 2;
  }
  const read = readInput(input, bytes);
  if (!read.ok) return refuse(read.error);
  const { events, policies, rateIds } = read.value;
  const options = {
    rateIds,
    ...(through === undefined ? {} : { through }),
    ...(knownAt === undefined ? {} : { knownAt }),
  };
  const recognized = recognize(events, policies, options);
  if (!recognized.ok) return refuse(recognized.error.map((fault) => inFile(fault, read.value)));
  const files = resultFiles(recognized.value);
  const there = out === null || force ? [] : filesThere(out, files.keys());
  if (there.length > 0) {
    console.error(`${out} has ${there.join(', ')} already; --force replaces them.`);
    return 2;
  }
  try {
    if (out !== null) await writeFolder(out, files);
  } catch (error) {
    console.error(`${out} cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}`);
    return 1;
  }
  for (const line of summaryOf(recognized.value)) console.log(line);
  if (out !== null) console.log(`written to ${out}: ${[...files.keys()].join(', ')}`);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (options === null) {
    console.log(USAGE);
    return 0;
  }
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  return run(options);
}

process.exitCode = await main(process.argv.slice(2));
