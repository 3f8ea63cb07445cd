import { readFile, stat } from 'node:fs/promises';
import type { Logger } from '#kit/observability/log.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

export interface WatchedFile<Value> {
  readonly current: Value;
  close(): Promise<void>;
}

export interface WatchedFileSettings<Value> {
  readonly path: string;
  /** The value of the file's text, or one sentence why it has none. */
  readonly parse: (text: string) => Result<Value, string>;
  readonly onChange: (value: Value) => void;
  readonly timers: Timers;
  readonly log: Logger;
}

/** How soon a change is seen. */
const LOOK_EVERY_MS = 1_000;
const BYTES_MAX = 8 * 1024 * 1024;

/**
 * Keeps what a small file says. Fails when the file cannot be read at the start, or may be read or written by others than
 * its owner; later the last good value stays while it cannot be read, and the log says so.
 */
export async function watchFile<Value>(
  settings: WatchedFileSettings<Value>,
): Promise<Result<WatchedFile<Value>, string>> {
  const { path, onChange, timers, log } = settings;
  const first = await read(settings, null);
  if (!first.ok) return first;
  if (first.value === null) return fail(`${path} cannot be read.`);
  let state = first.value;
  let isBroken = false;
  const looking = timers.every(LOOK_EVERY_MS, async () => {
    const next = await read(settings, state.stamp);
    if (next.ok && next.value !== null) {
      state = next.value;
      onChange(state.value);
    }
    if (!next.ok && !isBroken) log.error({ fault: next.error }, 'a list cannot be read: the last good one stays');
    isBroken = !next.ok;
  });
  return ok({
    get current() {
      return state.value;
    },
    close: async () => {
      looking.stop();
      await looking.stopped;
    },
  });
}

interface Read<Value> {
  readonly stamp: string;
  readonly value: Value;
}

/** Null when the file is still the one of `stamp`. */
async function read<Value>(
  { path, parse }: WatchedFileSettings<Value>,
  stamp: string | null,
): Promise<Result<Read<Value> | null, string>> {
  try {
    const { mtimeMs, ino, size, mode } = await stat(path);
    const now = `${mtimeMs}/${ino}/${size}`;
    if (now === stamp) return ok(null);
    if ((mode & 0o022) !== 0) return fail(`${path} may be written by others: chmod 600 ${path}.`);
    if (size > BYTES_MAX) return fail(`${path} is larger than ${BYTES_MAX} bytes.`);
    const value = parse(await readFile(path, 'utf8'));
    return value.ok ? ok({ stamp: now, value: value.value }) : fail(`${path}: ${value.error}.`);
  } catch (error) {
    return fail(
      `${path} cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'no file'}.`,
    );
  }
}
