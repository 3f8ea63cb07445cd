import { readFileSync } from 'node:fs';
import { runCasesProgram } from './program.ts';

process.exitCode = runCasesProgram(process.argv.slice(2), {
  textOf: (file) => readFileSync(file, 'utf8'),
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
});
