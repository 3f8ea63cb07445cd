import { fail, type Result } from '#schema/errors/result.ts';
import type { Fault } from './fault.ts';
import { type ReadContracts, readContractJson } from './read-contract.ts';
import { readContractCsv } from './read-csv.ts';

/** A file of contracts this long is no file of contracts: some 50,000 lines are a tenth of it. */
export const INPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Reads the bytes of an input file; the end of its name, `.csv` or `.json`, says which format it is. */
export function readInput(name: string, bytes: Uint8Array): Result<ReadContracts, readonly Fault[]> {
  const refused = (code: Fault['code'], message: string) => fail([{ code, path: '', message }]);
  if (bytes.length > INPUT_BYTES_MAX) return refused('TOO_LARGE', `The file has more than ${INPUT_BYTES_MAX} bytes.`);
  const text = decoded(bytes);
  if (text === null) return refused('NOT_UTF8', 'The file is no UTF-8 text; save it as UTF-8.');
  if (text.trim() === '') return refused('EMPTY', 'The file is empty.');
  if (/\.csv$/i.test(name)) return readContractCsv(text);
  if (/\.json$/i.test(name)) return readContractJson(text);
  return refused('WRONG_SHAPE', 'The name of the file must end in .json or .csv.');
}

/** Without a byte order mark; `null` where a byte belongs to no character. A NUL is in no text that a person wrote. */
function decoded(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
