import type { DraftedLine } from '#revrec/store/journals.ts';
import type { JournalDraft } from '#schema/canonical/revenue.ts';
import { type Journal, linesOf, type Products } from './batch.ts';

interface Open extends Journal {
  readonly lines: DraftedLine[];
}

/**
 * Puts the journals of many contracts together, one a month and currency of at most `linesMax` lines (null = no bound). A
 * contract's lines of a month stay together, since only all of them balance: alone it may have more.
 */
export class GatheredJournals {
  readonly #linesMax: number | null;
  readonly #open = new Map<string, Open>();
  #full: Open[] = [];

  constructor(linesMax: number | null) {
    this.#linesMax = linesMax;
  }

  add(contractId: string, due: readonly JournalDraft[], products: Products): void {
    for (const { entity, currency, period, lines } of due) {
      const key = `${period} ${currency}`;
      const open: Open = this.#roomFor(key, lines.length) ?? { entity, currency, period, lines: [] };
      this.#open.set(key, open);
      open.lines.push(...linesOf(contractId, lines, products));
    }
  }

  /** Those that take no more lines; they are given away once. */
  takeFull(): readonly Journal[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** All that are left, by month and currency. */
  takeAll(): readonly Journal[] {
    const left = [...this.#open].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, open]) => open);
    this.#open.clear();
    return [...this.takeFull(), ...left];
  }

  #roomFor(key: string, lineCount: number): Open | null {
    const open = this.#open.get(key) ?? null;
    if (open === null || this.#linesMax === null || open.lines.length + lineCount <= this.#linesMax) return open;
    this.#full.push(open);
    this.#open.delete(key);
    return null;
  }
}
