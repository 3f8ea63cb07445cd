import type { Route, VendorReply, VendorRequest } from '../../kit/server.ts';
import type { Books } from '../books.ts';
import { pageOf } from '../paging.ts';
import { type Detail, problem } from '../problem.ts';
import { collection, shown } from '../record-routes.ts';
import { isObject, parseWire, type WireObject } from '../wire-json.ts';
import { QueryError } from './lexer.ts';
import { parseQuery } from './parse.ts';
import { type Answered, runQuery } from './run.ts';
import type { Table } from './table.ts';
import { suiteQlTables } from './tables.ts';

/** `POST /services/rest/query/v1/suiteql`. */
export function suiteQlRoute(books: Books): Route {
  const tables = suiteQlTables(books);
  return { method: 'POST', path: '/services/rest/query/v1/suiteql', handle: (request) => answer(request, tables) };
}

function answer(request: VendorRequest, tables: ReadonlyMap<string, Table>): VendorReply {
  // evidence: docs: NetSuite SuiteQL over REST needs this header (netsuite.md, Read one / read many).
  if (!/\btransient\b/.test(request.headers['prefer'] ?? '')) {
    return refused({ detail: 'The header Prefer: transient is required.', code: 'INVALID_HEADER', header: 'Prefer' });
  }
  const body = parseWire(request.rawBody);
  const q = isObject(body) ? body['q'] : undefined;
  if (typeof q !== 'string')
    return refused({ detail: 'The body needs a query as q.', code: 'INVALID_CONTENT', path: 'q' });
  let rows: readonly Answered[];
  try {
    rows = runQuery(parseQuery(q), tables);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    // evidence: 2nd: the code and the parameter; the sentence is ours.
    return refused({ detail: `Invalid search query. ${error.message}`, code: 'INVALID_PARAMETER', queryParam: 'q' });
  }
  const page = pageOf(request, rows);
  if (!page.ok) return refused(page.problem);
  return shown(collection(page, page.items.map(shownRow)), 'application/vnd.oracle.resource+json; type=collection');
}

/** Values are text and columns with nothing in them are left out. evidence: 2nd */
function shownRow(row: Answered): WireObject {
  const values = [...row].flatMap(([name, cell]) => (cell === null ? [] : [[name, cell.toString()] as const]));
  return { links: [], ...Object.fromEntries(values) };
}

function refused(detail: Detail): VendorReply {
  return problem(400, [detail]);
}
