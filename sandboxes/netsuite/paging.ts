import type { VendorRequest } from '../kit/server.ts';
import { Decimal } from './decimal.ts';
import type { Detail } from './problem.ts';
import type { WireValue } from './wire-json.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly links: WireValue;
  readonly count: Decimal;
  readonly offset: Decimal;
  readonly total: Decimal;
  readonly hasMore: boolean;
}

type PageOutcome<T> = ({ readonly ok: true } & Page<T>) | { readonly ok: false; readonly problem: Detail };

const PAGE_MAX = 1000;
// evidence: docs: NetSuite collection paging: 1,000 a page and 100,000 in all without SuiteAnalytics Connect.
const RESULTS_MAX = 100_000;

/** Cuts the page that `limit` and `offset` ask for. */
export function pageOf<T>({ query, path, headers }: VendorRequest, all: readonly T[]): PageOutcome<T> {
  const limit = readCount(query.get('limit'), PAGE_MAX);
  const offset = readCount(query.get('offset'), 0);
  if (limit === null || limit < 1 || limit > PAGE_MAX) return refused('limit', `limit must be from 1 to ${PAGE_MAX}.`);
  if (offset === null) return refused('offset', 'offset must be a whole number from 0.');
  // evidence: 2nd: an offset that is no multiple of the limit is refused.
  if (offset % limit !== 0) return refused('offset', 'offset must be divisible by limit.');
  if (offset + limit > RESULTS_MAX) return refused('offset', `No more than ${RESULTS_MAX} results can be read.`);
  const items = all.slice(offset, offset + limit);
  const hasMore = offset + limit < all.length;
  const href = (from: number) => `http://${headers['host'] ?? '127.0.0.1'}${path}?limit=${limit}&offset=${from}`;
  const links: { rel: string; href: string }[] = [];
  if (hasMore) links.push({ rel: 'next', href: href(offset + limit) });
  if (offset > 0) links.push({ rel: 'previous', href: href(offset - limit) });
  links.push({ rel: 'self', href: href(offset) });
  return {
    ok: true,
    items,
    links,
    hasMore,
    count: whole(items.length),
    offset: whole(offset),
    total: whole(all.length),
  };
}

function readCount(text: string | null, otherwise: number): number | null {
  if (text === null) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function whole(count: number): Decimal {
  return new Decimal(BigInt(count), 0);
}

function refused(queryParam: string, sentence: string): { readonly ok: false; readonly problem: Detail } {
  return { ok: false, problem: { detail: sentence, code: 'INVALID_PARAMETER', queryParam } };
}
