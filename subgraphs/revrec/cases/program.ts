import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { readCases } from './published-case.ts';
import { type CaseResult, runCases } from './run-cases.ts';

const USAGE = `Runs published examples through the revenue engine and says for each whether it comes out as published.

  npm run cases -- --file FILE

  --file FILE     a JSON list of records: id, op, preset, policies, currency, inputs, expected, tolerance
Exit codes: 0 all passed, 1 one failed, 2 wrong usage or a file that cannot be read.`;

/** Where the program reads and writes. `textOf` throws as a file system does. */
export interface Surroundings {
  readonly textOf: (file: string) => string;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Runs the cases of a file and answers the exit code. Whatever the file holds, it ends with a sentence, not a throw. */
export function runCasesProgram(args: readonly string[], { textOf, say, complain }: Surroundings): number {
  const refuse = (lines: readonly string[]) => {
    complain(lines.join('\n'));
    return 2;
  };
  const file = fileOf(args);
  if (!file.ok) return refuse([file.error, '', USAGE]);
  const records = recordsIn(file.value, textOf);
  if (!records.ok) return refuse([records.error]);
  const read = readCases(records.value);
  if (!read.ok) return refuse(read.error.map((fault) => `${file.value} ${fault}`));
  const results = runCases(records.value);
  for (const result of results) say(lineOf(result));
  const failed = results.filter(({ passed }) => !passed).length;
  say(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function fileOf(args: readonly string[]): Result<string, string> {
  try {
    const { values } = parseArgs({ args: [...args], options: { file: { type: 'string' } } });
    return values.file === undefined || values.file === '' ? fail('Name the file with --file.') : ok(values.file);
  } catch {
    return fail('The arguments cannot be read.');
  }
}

function recordsIn(file: string, textOf: Surroundings['textOf']): Result<unknown, string> {
  let text: string;
  try {
    text = textOf(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return fail(`${file} cannot be read${code}.`);
  }
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return fail(`${file} is no JSON.`);
  }
}

/** One line a case, whatever its texts hold: JSON keeps line ends inside. */
function lineOf({ id, passed, expected, got, message }: CaseResult): string {
  if (passed) return `pass  ${JSON.stringify(id).slice(1, -1)}`;
  const why = JSON.stringify(message ?? '').slice(1, -1);
  return `FAIL  ${JSON.stringify(id).slice(1, -1)}  ${why}  expected ${JSON.stringify(expected)}  got ${JSON.stringify(got)}`;
}
