import type { VendorReply, VendorRequest } from '../kit/server.ts';
import { matchPath } from '../kit/server.ts';
import { errorReply, NOT_THERE } from './errors.ts';
import type { Org, Writer } from './org.ts';

export const API_VERSION = '64.0';
export const BASE = `/services/data/v${API_VERSION}`;

/** One call to the REST API, whether it came over the wire or inside a composite. */
export interface Call {
  readonly request: VendorRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly writer: Writer;
  readonly org: Org;
}

/** Answers at once: nothing of another call can come between the parts of a transaction. */
export interface ApiRoute {
  readonly method: string;
  /** Behind `/services/data/v64.0`. */
  readonly path: string;
  readonly answer: (call: Call) => VendorReply;
}

/** Sends a call to the route of its method and path. */
export function dispatch(routes: readonly ApiRoute[], call: Omit<Call, 'params'>): VendorReply {
  const { method, path } = call.request;
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(`${BASE}${route.path}`, path);
    if (params !== null) return route.answer({ ...call, params });
  }
  return errorReply(NOT_THERE);
}
