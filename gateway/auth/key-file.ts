import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { keysText, type MachineKey, parseKeys } from './machine-key.ts';

type Keys = ReadonlyMap<string, MachineKey>;

/** The keys of a file; none when it is not there yet. */
export function readKeyFile(path: string): Result<Keys, string> {
  if (!existsSync(path)) return ok(new Map());
  const keys = parseKeys(readFileSync(path, 'utf8'));
  return keys.ok ? keys : fail(`${path}: ${keys.error}.`);
}

/**
 * Changes the file as a whole or not at all; only its owner may read it. Of two changes at the same instant the second
 * is refused, since it would undo the first.
 */
export function changeKeyFile(path: string, change: (keys: Keys) => Result<Keys, string>): Result<Keys, string> {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.next`;
  let handle: number;
  try {
    handle = openSync(next, 'wx', 0o600);
  } catch {
    return fail(`${next} is there: another command is writing, or one was broken off; then remove that file.`);
  }
  try {
    const before = readKeyFile(path);
    const after = before.ok ? change(before.value) : before;
    if (after.ok) {
      writeFileSync(handle, keysText(after.value.values()));
      fsyncSync(handle);
      renameSync(next, path);
    } else {
      rmSync(next);
    }
    return after;
  } finally {
    closeSync(handle);
  }
}
