import type { VendorReply } from '../kit/server.ts';
import { type ApiRoute, BASE, type Call } from './call.ts';
import { errorReply, refused } from './errors.ts';
import { objectType } from './metadata.ts';
import { parseSoql } from './soql-parser.ts';
import { project } from './soql-paths.ts';
import { findRecords, resolveAll, sortRecords } from './soql-run.ts';

const OFFSET_MAX = 2000;
const CURSORS_MAX = 100;

interface Cursor {
  readonly rows: readonly unknown[];
  readonly pageSize: number;
}

/** The results that still have pages to fetch. They live as long as the process, as the vendor's age out too. */
export class Cursors {
  readonly #open = new Map<string, Cursor>();
  readonly #pageSize: number;
  #opened = 0;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  first(rows: readonly unknown[]): VendorReply {
    this.#opened += 1;
    const name = `01g${String(this.#opened).padStart(12, '0')}AAA`;
    if (rows.length > this.#pageSize) this.#open.set(name, { rows, pageSize: this.#pageSize });
    for (const old of this.#open.keys()) {
      if (this.#open.size <= CURSORS_MAX) break;
      this.#open.delete(old);
    }
    return page(name, { rows, pageSize: this.#pageSize }, 0);
  }

  /** The page behind a locator such as `01g…-2000`. */
  next(locator: string): VendorReply {
    const [name = '', at = ''] = locator.split('-');
    const cursor = this.#open.get(name);
    if (cursor === undefined || !/^\d+$/.test(at)) {
      return errorReply(refused('INVALID_QUERY_LOCATOR', 'invalid query locator'));
    }
    return page(name, cursor, Number(at));
  }
}

// evidence: docs: pages with done and nextRecordsUrl (salesforce.md, Read many)
function page(name: string, { rows, pageSize }: Cursor, at: number): VendorReply {
  const end = at + pageSize;
  const more = end < rows.length ? { nextRecordsUrl: `${BASE}/query/${name}-${end}` } : {};
  const done = end >= rows.length;
  return { status: 200, body: { totalSize: rows.length, done, ...more, records: rows.slice(at, end) } };
}

export function queryRoutes(cursors: Cursors): readonly ApiRoute[] {
  const run = (withDeleted: boolean) => (call: Call) => query(call, cursors, withDeleted);
  const more = ({ params }: Call) => cursors.next(params['locator'] ?? '');
  return [
    { method: 'GET', path: '/query', answer: run(false) },
    { method: 'GET', path: '/queryAll', answer: run(true) },
    { method: 'GET', path: '/query/:locator', answer: more },
    { method: 'GET', path: '/queryAll/:locator', answer: more },
  ];
}

function query({ org, request }: Call, cursors: Cursors, withDeleted: boolean): VendorReply {
  const parsed = parseSoql(request.query.get('q') ?? '');
  if (!parsed.ok) return errorReply(parsed);
  const soql = parsed.value;
  const type = objectType(soql.from);
  if (type === undefined) {
    return errorReply(refused('INVALID_TYPE', `sObject type '${soql.from}' is not supported.`));
  }
  if (soql.offset > OFFSET_MAX) {
    return errorReply(refused('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${OFFSET_MAX}`));
  }
  const found = findRecords(org, type, soql, withDeleted);
  if (!found.ok) return errorReply(found);
  if (soql.select === null) return { status: 200, body: { totalSize: found.value.length, done: true, records: [] } };
  const paths = resolveAll(type, soql.select);
  if (!paths.ok) return errorReply(paths);
  const ordered = sortRecords(org, type, found.value, soql.orderBy);
  if (!ordered.ok) return errorReply(ordered);
  const end = soql.limit === null ? undefined : soql.offset + soql.limit;
  const rows = ordered.value.slice(soql.offset, end);
  return cursors.first(rows.map((record) => project(org, type, record, paths.value)));
}
