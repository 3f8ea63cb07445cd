import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { recordsOf } from './published-case.ts';
import { type CaseResult, runCases } from './run-cases.ts';

const USAGE = `Runs published examples through the revenue engine and says for each whether it comes out as published.

  npm run cases -- --file FILE

  --file FILE     a JSON list of records: id, op, preset, policies, currency, inputs, expected, tolerance
Exit codes: 0 all passed, 1 one failed, 2 wrong usage or a file without records.`;

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

function recordsIn(file: string, textOf: Surroundings['textOf']): Result<readonly unknown[], string> {
  let text: string;
  try {
    text = textOf(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return fail(`${file} cannot be read${code}.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return fail(text.trim() === '' ? `${file} is empty.` : `${file} is no JSON.`);
  }
  const records = recordsOf(content);
  return records.ok ? records : fail(`${file}: ${records.error}`);
}

/** One line a case, whatever its texts hold: JSON keeps line ends inside. */
function lineOf({ id, passed, expected, got, message }: CaseResult): string {
  const name = JSON.stringify(id).slice(1, -1);
  if (passed) return `pass  ${name}`;
  const why = JSON.stringify(message ?? '').slice(1, -1);
  return `FAIL  ${name}  ${shortened(why)}  expected ${shown(expected)}  got ${shown(got)}`;
}

const SHOWN_MAX = 5000;

/** Figures nested deeper than any example are not written out. */
function shown(value: unknown): string {
  try {
    return shortened(JSON.stringify(value));
  } catch {
    return '(too deep to be shown)';
  }
}

function shortened(text: string): string {
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)} and so on` : text;
}
