import type { Kind, Records } from './objects/records.ts';

/** Something that will happen by itself, and when. Unix seconds. */
export interface Due {
  readonly kind: Kind;
  readonly id: string;
  readonly at: number;
}

/** When the next thing happens to a record of a kind by itself; null = never. */
export type DueAt = { readonly [K in Kind]?: (record: Records[K]) => number | null };

/** What is due at one instant goes in this order: a plan changes before the period that it governs is billed. */
const ORDER: readonly Kind[] = ['subscription_schedule', 'subscription', 'invoice', 'refund'];

/** The dates of everything that happens without being asked for, so that time passes in the order of its dates. */
export class Agenda {
  readonly #dueAt: DueAt;
  readonly #dues = new Map<string, Due>();
  #earliest: Due | null | undefined;

  constructor(dueAt: DueAt) {
    this.#dueAt = dueAt;
  }

  note<K extends Kind>(kind: K, record: Records[K]): void {
    const dueAt: ((one: Records[K]) => number | null) | undefined = this.#dueAt[kind];
    if (dueAt === undefined) return;
    const at = dueAt(record);
    this.#earliest = undefined;
    if (at === null) this.#dues.delete(record.id);
    else this.#dues.set(record.id, { kind, id: record.id, at });
  }

  clear(): void {
    this.#dues.clear();
    this.#earliest = undefined;
  }

  /** What comes next, be it in the past or ahead. */
  next(): Due | null {
    this.#earliest ??= [...this.#dues.values()].reduce<Due | null>(
      (earliest, due) => (earliest === null || isBefore(due, earliest) ? due : earliest),
      null,
    );
    return this.#earliest;
  }
}

function isBefore(one: Due, other: Due): boolean {
  if (one.at !== other.at) return one.at < other.at;
  return ORDER.indexOf(one.kind) < ORDER.indexOf(other.kind);
}
