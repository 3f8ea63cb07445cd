import { Recent } from '#gateway/recent.ts';
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
  readonly #known = new Recent<KnownDocument<Verdict>>(DOCUMENTS_MAX);

  find(key: string): KnownDocument<Verdict> | undefined {
    return this.#known.find(key);
  }

  keep(key: string, read: ReadDocument): KnownDocument<Verdict> {
    return this.#known.keep(key, { read, verdicts: new Map<string, Verdict>() });
  }
}
