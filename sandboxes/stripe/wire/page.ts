import type { Account } from '../account.ts';
import type { Kind, Records } from '../objects/records.ts';
import { type Wire, wireOf } from '../objects/wire.ts';
import type { Range } from './parameters.ts';
import { noSuch, type Refusal, refuse } from './refusal.ts';

export interface Paging {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

/** One page of entries that stand in the list's order already. `[spec]` */
export function page<T extends { readonly id: string }>(
  url: string,
  entries: readonly T[],
  { paging, show }: { readonly paging: Paging; readonly show: (entry: T) => Wire },
): Wire | Refusal {
  const { limit = LIMIT_DEFAULT, starting_after: after, ending_before: before } = paging;
  if (limit < 1 || limit > LIMIT_MAX) {
    return refuse(`Limit must be from 1 to ${LIMIT_MAX}.`, 'limit', 'parameter_invalid_integer');
  }
  if (after !== undefined && before !== undefined) {
    return refuse('Only one of starting_after and ending_before may be given.', 'ending_before');
  }
  const cursor = after ?? before;
  const at = cursor === undefined ? -1 : entries.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && at < 0) {
    return noSuch('object', cursor, after === undefined ? 'ending_before' : 'starting_after');
  }
  const rest = before === undefined ? entries.slice(at + 1) : entries.slice(0, at);
  const shown = before === undefined ? rest.slice(0, limit) : rest.slice(-limit);
  return { object: 'list', data: shown.map(show), has_more: rest.length > shown.length, url };
}

/** A page of a kind's records that match, the newest first. */
export function pageOf<K extends Kind>(
  account: Account,
  kind: K,
  { url, paging, where }: { url: string; paging: Paging; where: (record: Records[K]) => boolean },
): Wire | Refusal {
  const entries = account
    .records(kind)
    .filter(where)
    .reverse()
    .sort((left, right) => right.created - left.created);
  return page<Records[K]>(url, entries, { paging, show: (record) => wireOf(account, kind, record) });
}

export function within(at: number, range: Range | undefined): boolean {
  if (range === undefined) return true;
  const { gt, gte, lt, lte } = range;
  if (gt !== undefined && at <= gt) return false;
  if (gte !== undefined && at < gte) return false;
  if (lt !== undefined && at >= lt) return false;
  return lte === undefined || at <= lte;
}

/** A filter that was not given lets everything through. */
export function is<T>(wanted: T | undefined, value: T | null): boolean {
  return wanted === undefined || wanted === value;
}
