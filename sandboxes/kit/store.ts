import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One change as it stands in the journal: a value of `null` is a deletion. */
interface Change {
  readonly collection: string;
  readonly id: string;
  readonly value: unknown;
}

/** A change that waits for the end of its batch, with what takes it back. */
interface PendingChange {
  readonly change: Change;
  readonly undo: () => void;
}

/** Records of one kind by their id, in the order in which they were first put. */
export class Collection<T> {
  readonly #records = new Map<string, T>();
  readonly #record: (id: string, value: T | null, before: T | null) => void;

  constructor(record: (id: string, value: T | null, before: T | null) => void) {
    this.#record = record;
  }

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  /** Stores the record durably before it returns. Change a record by putting a new object, never in place. */
  put(id: string, value: T): T {
    const before = this.#records.get(id) ?? null;
    this.#records.set(id, value);
    this.#record(id, value, before);
    return value;
  }

  delete(id: string): boolean {
    const before = this.#records.get(id);
    if (before === undefined) return false;
    this.#records.delete(id);
    this.#record(id, null, before);
    return true;
  }

  values(): T[] {
    return [...this.#records.values()];
  }

  entries(): [string, T][] {
    return [...this.#records.entries()];
  }

  find(matches: (value: T) => boolean): T | undefined {
    for (const value of this.#records.values()) if (matches(value)) return value;
    return undefined;
  }

  filter(matches: (value: T) => boolean): T[] {
    return this.values().filter(matches);
  }

  get size(): number {
    return this.#records.size;
  }

  /** For the store only: takes a change from the journal without writing it again. */
  restore(id: string, value: T | null): void {
    if (value === null) this.#records.delete(id);
    else this.#records.set(id, value);
  }

  /** For the store only. */
  clear(): void {
    this.#records.clear();
  }
}

/**
 * What a sandbox remembers. With a file, each change is appended before the caller goes on, so that a process
 * which is killed loses nothing that it had answered; without one, everything is in memory.
 * The journal is written without fsync: it survives the death of the process, not that of the machine.
 */
export class Store {
  readonly #collections = new Map<string, Collection<unknown>>();
  readonly #path: string | null;
  #file: number | null = null;
  #pending: PendingChange[] | null = null;

  constructor(path: string | null = null) {
    this.#path = path;
    if (path === null) return;
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) this.#replay(readFileSync(path, 'utf8'));
    this.#compact(path);
  }

  collection<T>(name: string): Collection<T> {
    const known = this.#collections.get(name);
    if (known !== undefined) return known as Collection<T>;
    const made = new Collection<T>((id, value, before) =>
      this.#append({ change: { collection: name, id, value }, undo: () => made.restore(id, before) }),
    );
    this.#collections.set(name, made as Collection<unknown>);
    return made;
  }

  /** The next number of a named counter, from 1: the source of the sandbox's own ids. */
  next(counter: string): number {
    const counters = this.collection<number>('counter');
    return counters.put(counter, (counters.get(counter) ?? 0) + 1);
  }

  /**
   * Everything that `work` puts or deletes stands in the journal as a whole or not at all: a vendor's answer, its
   * effects and the note of the caller's key cannot be torn apart by the death of the process. When `keep` says no
   * to the answer, all of it is taken back. May be nested: an inner part can be taken back alone.
   */
  atomically<T>(work: () => T, keep: (answer: T) => boolean = () => true): T {
    const outer = this.#pending;
    const pending = outer ?? [];
    const start = pending.length;
    this.#pending = pending;
    try {
      const answer = work();
      if (!keep(answer)) for (const { undo } of pending.splice(start).reverse()) undo();
      return answer;
    } finally {
      this.#pending = outer;
      if (outer === null && pending.length > 0) this.#write(pending.map(({ change }) => change));
    }
  }

  reset(): void {
    for (const collection of this.#collections.values()) collection.clear();
    if (this.#path !== null) this.#compact(this.#path);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #append(made: PendingChange): void {
    if (this.#pending !== null) this.#pending.push(made);
    else this.#write(made.change);
  }

  #write(entry: Change | readonly Change[]): void {
    if (this.#file !== null) writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  #replay(journal: string): void {
    for (const line of journal.split('\n')) {
      if (line === '') continue;
      let entry: Change | Change[];
      try {
        entry = JSON.parse(line) as Change | Change[];
      } catch {
        // Only the last line can be torn: the process died while writing it, so nobody was told of that change.
        break;
      }
      for (const change of [entry].flat()) this.collection(change.collection).restore(change.id, change.value);
    }
  }

  /** Writes the present state to a new file and puts it in the old one's place, so that the journal stays short. */
  #compact(path: string): void {
    this.close();
    const next = `${path}.next`;
    const file = openSync(next, 'w', 0o600);
    for (const [collection, records] of this.#collections) {
      for (const [id, value] of records.entries()) {
        writeSync(file, `${JSON.stringify({ collection, id, value })}\n`);
      }
    }
    fsyncSync(file);
    closeSync(file);
    renameSync(next, path);
    this.#file = openSync(path, 'a', 0o600);
  }
}
