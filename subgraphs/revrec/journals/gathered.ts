import type { KeptLine } from '#revrec/store/journals.ts';
import type { JournalDraft } from '#schema/canonical/revenue.ts';
import type { KeptJournal } from './batch.ts';

/** Lines of several contracts for one entity, month and currency, with the product of each obligation in it. */
export interface GatheredJournal {
  readonly journal: KeptJournal;
  readonly productOf: ReadonlyMap<string, string>;
}

interface Open extends GatheredJournal {
  readonly journal: Omit<KeptJournal, 'kept'> & { readonly kept: KeptLine[] };
  readonly productOf: Map<string, string>;
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

  add(contractId: string, due: readonly JournalDraft[], productOf: ReadonlyMap<string, string>): void {
    for (const { entity, currency, period, lines } of due) {
      const key = `${period} ${currency}`;
      const open: Open = this.#roomFor(key, lines.length) ?? {
        journal: { entity, currency, period, kept: [] },
        productOf: new Map(),
      };
      this.#open.set(key, open);
      open.journal.kept.push(...lines.map((line) => ({ ...line, contractId })));
      for (const { obligation } of lines) {
        const product = obligation === null ? undefined : productOf.get(obligation);
        if (obligation !== null && product !== undefined) open.productOf.set(obligation, product);
      }
    }
  }

  /** Those that take no more lines; they are given away once. */
  takeFull(): readonly GatheredJournal[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** All that are left, by month and currency. */
  takeAll(): readonly GatheredJournal[] {
    const left = [...this.#open].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, open]) => open);
    this.#open.clear();
    return [...this.takeFull(), ...left];
  }

  #roomFor(key: string, lineCount: number): Open | null {
    const open = this.#open.get(key) ?? null;
    if (open === null || this.#linesMax === null || open.journal.kept.length + lineCount <= this.#linesMax) return open;
    this.#full.push(open);
    this.#open.delete(key);
    return null;
  }
}
