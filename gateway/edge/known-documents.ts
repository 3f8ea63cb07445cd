import type { ReadDocument } from './limits.ts';

/** A document that passed the limits, with what was found out about it since. */
export interface KnownDocument<Verdict> {
  readonly read: ReadDocument;
  /** By the roles that asked. There are few roles, so there are few sets of them. */
  readonly verdicts: Map<string, Verdict>;
}

/** Each text is bounded by the limits, so this many take some tens of megabytes at worst. */
const DOCUMENTS_MAX = 500;

/**
 * Documents that need not be read again, the longest unused forgotten first. Portals and the console send few texts, and
 * send them often; only texts that passed are kept, so that nobody can fill it with refusals.
 */
export class KnownDocuments<Verdict> {
  readonly #known = new Map<string, KnownDocument<Verdict>>();

  find(key: string): KnownDocument<Verdict> | undefined {
    const found = this.#known.get(key);
    if (found === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, found);
    return found;
  }

  keep(key: string, read: ReadDocument): KnownDocument<Verdict> {
    const oldest = this.#known.keys().next();
    if (this.#known.size >= DOCUMENTS_MAX && !oldest.done) this.#known.delete(oldest.value);
    const known = { read, verdicts: new Map<string, Verdict>() };
    this.#known.set(key, known);
    return known;
  }
}
