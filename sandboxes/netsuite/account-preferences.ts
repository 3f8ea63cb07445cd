import type { Store } from '../kit/store.ts';
import { type Detail, userError } from './problem.ts';
import { type Fields, textOf } from './records.ts';
import type { Candidate } from './settle-header.ts';

interface Preferences {
  /** Whether a sale must name its subsidiary, and each line a department, both sides of its revenue and a tax code. */
  readonly strictDimensions: boolean;
}

const MANDATORY_OF_LINES: readonly string[] = [
  'department',
  'custcol_revgraph_revenue_account',
  'custcol_revgraph_deferral',
  'taxCode',
];

/**
 * What an administrator sets for the whole account; kept with its records.
 * evidence: docs: fields can be made mandatory on a form, also custom ones; the names of ours are the account's own.
 */
export class AccountPreferences {
  readonly #store: Store;
  readonly #first: Preferences;

  constructor(store: Store, first: Preferences) {
    this.#store = store;
    this.#first = first;
  }

  set({ strictDimensions }: Preferences): void {
    this.#store.collection<boolean>('preference').put('strictDimensions', strictDimensions);
  }

  /** What a sale lacks under these preferences, asked before the account fills anything in. */
  missingOf({ type, fields, sublists }: Candidate): readonly Detail[] {
    const stored = this.#store.collection<boolean>('preference').get('strictDimensions');
    const isSale = type === 'invoice' || type === 'creditMemo';
    if (!isSale || !(stored ?? this.#first.strictDimensions)) return [];
    const ofHeader = lacking(fields, ['subsidiary'], '');
    const ofLines = (sublists['item'] ?? []).flatMap((line, index) =>
      lacking(line, MANDATORY_OF_LINES, `item.items[${index}].`),
    );
    return [...ofHeader, ...ofLines];
  }
}

function lacking(fields: Fields, names: readonly string[], prefix: string): readonly Detail[] {
  return names
    .filter((name) => textOf(fields, name) === null)
    .map((name) => userError(`Please enter value(s) for: ${prefix}${name}.`, `${prefix}${name}`));
}
