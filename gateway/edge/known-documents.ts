import { Recent } from '#gateway/recent.ts';
import type { Refusal } from './refusal.ts';

/** A document that passed the limits, with what was found out about it since. */
export interface KnownDocument<Whole, Verdict> {
  readonly whole: Whole;
  /** By what the caller has of all that can be asked for. There are few roles, so there are few sets of them. */
  readonly verdicts: Map<string, Verdict>;
  /** The document without some of its fields, by their coordinates. */
  readonly parts: Map<string, Whole>;
  /** By variant of the graph: why it is no document of that, or null. */
  readonly misfits: Map<string, Refusal | null>;
}

/** Each text is bounded by the limits, so this many take some tens of megabytes at worst. */
const DOCUMENTS_MAX = 500;

/**
 * Documents that need not be read again, the longest unused forgotten first. Portals and the console send few texts, and
 * send them often; only texts that passed are kept, so that nobody can fill it with refusals.
 */
export class KnownDocuments<Whole, Verdict> {
  readonly #known = new Recent<KnownDocument<Whole, Verdict>>(DOCUMENTS_MAX);

  find(key: string): KnownDocument<Whole, Verdict> | undefined {
    return this.#known.find(key);
  }

  keep(key: string, whole: Whole): KnownDocument<Whole, Verdict> {
    const misfits = new Map<string, Refusal | null>();
    return this.#known.keep(key, {
      whole,
      verdicts: new Map<string, Verdict>(),
      parts: new Map<string, Whole>(),
      misfits,
    });
  }
}
