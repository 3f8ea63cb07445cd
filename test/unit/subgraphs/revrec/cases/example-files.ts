import { existsSync, readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./examples/', import.meta.url);

/** The published examples are handed out beside the project, not inside it. */
const BESIDE = new URL('../../../../../../shared/revrec/cases.json', import.meta.url);

/** What a test reads of a record; the runner reads the rest. */
interface ExampleRecord {
  readonly id: string;
  readonly op: string;
  readonly source: string;
  readonly provenance: string;
  readonly published?: Readonly<Record<string, unknown>>;
}

/** Our own records, one file an operation. */
export function ownExamples(): readonly ExampleRecord[] {
  return readdirSync(FOLDER).flatMap((file) => recordsIn(new URL(file, FOLDER)));
}

/** The records that were handed out; none where the project stands alone. */
export function examplesBeside(): readonly ExampleRecord[] {
  return existsSync(BESIDE) ? recordsIn(BESIDE) : [];
}

function recordsIn(file: URL): readonly ExampleRecord[] {
  return JSON.parse(readFileSync(file, 'utf8'));
}
