import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Handler,
  type Route,
  type Sandbox,
  type SandboxOptions,
  type SandboxParts,
  startSandbox,
  type Vendor,
  type VendorReply,
  type VendorRequest,
} from '../kit/server.ts';
import { AccountPreferences } from './account-preferences.ts';
import { populateAccount } from './account-setup.ts';
import { Books } from './books.ts';
import { controlRoutes } from './controls.ts';
import { Governance, tooManyRequests } from './governance.ts';
import { Jobs } from './jobs.ts';
import { problem } from './problem.ts';
import { recordRoutes } from './record-routes.ts';
import { Records } from './records.ts';
import { suiteQlRoute } from './suiteql/route.ts';
import { TOKEN_PATH, Tokens } from './token.ts';

export interface NetSuiteSandboxOptions extends SandboxOptions {
  /** Part of the audience that a client may sign for; left out = `sandbox`. */
  readonly accountId?: string;
  readonly clientId?: string;
  readonly certificateId?: string;
  /** The client's public key or certificate; left out = no certificate is mapped and every token is refused. */
  readonly publicKeyPem?: string;
  /** Left out = 5, the base tier. */
  readonly concurrencyMax?: number;
  /** Left out = no limit. */
  readonly ratePerSecond?: number;
  /** How long a second of that rate lasts, in milliseconds; left out = 1,000. */
  readonly secondMs?: number;
  /** The seconds that a 429 names in Retry-After; left out = none. */
  readonly retryAfterS?: number;
  /** Sales must name subsidiary, department, revenue account, deferral and tax code; left out = they need not. */
  readonly strictDimensions?: boolean;
  /** What a call takes besides its work, while it counts as in flight; left out = one turn of the event loop. */
  readonly latency?: () => Promise<void>;
}

const DEFAULTS = {
  accountId: 'sandbox',
  clientId: 'revgraph',
  certificateId: 'revgraph-certificate',
  concurrencyMax: 5,
  secondMs: 1000,
};

/** Starts a stand-in of one NetSuite account; see the README for what it is faithful to. */
export function startNetSuiteSandbox(options: NetSuiteSandboxOptions = {}): Promise<Sandbox> {
  return startSandbox('netsuite', options, (parts) => netSuite(options, parts));
}

function netSuite(options: NetSuiteSandboxOptions, parts: SandboxParts): Vendor {
  const records = new Records(parts.store, parts.clock);
  const books = new Books(records, parts.clock);
  const integration = {
    accountId: options.accountId ?? DEFAULTS.accountId,
    clientId: options.clientId ?? DEFAULTS.clientId,
    certificateId: options.certificateId ?? DEFAULTS.certificateId,
    publicKeyPem: options.publicKeyPem ?? null,
  };
  const tokens = new Tokens(parts.store, integration, parts.random);
  const limits = {
    concurrencyMax: options.concurrencyMax ?? DEFAULTS.concurrencyMax,
    ratePerSecond: options.ratePerSecond ?? null,
    secondMs: options.secondMs ?? DEFAULTS.secondMs,
    retryAfterS: options.retryAfterS ?? null,
  };
  const governance = new Governance(limits, parts.clock);
  const preferences = new AccountPreferences(parts.store, { strictDimensions: options.strictDimensions ?? false });
  const jobs = new Jobs(parts.store, parts.clock);
  const latency = options.latency ?? (() => nextTurn());
  const taking = (route: Route): Route => ({ ...route, handle: delayed(route.handle, latency) });

  return {
    name: 'netsuite',
    routes: [
      { method: 'POST', path: TOKEN_PATH, handle: (request) => tokens.grant(request) },
      { method: 'GET', path: '/services/rest/system/v1/governanceLimits', handle: () => governance.report() },
      ...[
        suiteQlRoute(books),
        ...recordRoutes(books, { ...parts, preferences }).map((route) => jobs.deferrable(route)),
        ...jobs.routes(),
      ].map(taking),
    ],
    // The token endpoint is no web service call: it asks for no token and does not count. evidence: [?]
    guard: ({ path, headers }) =>
      path === TOKEN_PATH ? null : tokens.accepts(headers['authorization']) ? governance.enter() : unauthorized(),
    release: ({ path }) => {
      if (path !== TOKEN_PATH) governance.leave();
    },
    refusal: (fault, retryAfterS) => (fault === '429' ? tooManyRequests(retryAfterS) : unexpected(retryAfterS)),
    unknown: ({ path }) => problem(404, [{ detail: 'The resource does not exist.', code: 'NOT_FOUND', url: path }]),
    keyOf,
    controls: controlRoutes({ books, governance, preferences, sandbox: parts }),
    populate: () => {
      records.reindex();
      populateAccount(records);
    },
  };
}

function delayed(handle: Handler, latency: () => Promise<void>): Handler {
  return async (request) => {
    await latency();
    return handle(request);
  };
}

/** The idempotency key, or the external id that an address or a body carries. */
function keyOf({ headers, path, rawBody }: VendorRequest): string | null {
  const inPath = /\/eid:([^/]+)$/.exec(path)?.[1];
  if (inPath !== undefined) return safelyDecoded(inPath);
  const header = headers['x-netsuite-idempotency-key'];
  return header ?? /"externalId"\s*:\s*"([^"\\]+)"/.exec(rawBody)?.[1] ?? null;
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// evidence: docs: NetSuite REST error handling, invalid login.
function unauthorized(): VendorReply {
  const detail = 'Invalid login attempt. The Login Audit Trail of the account has more.';
  return problem(401, [{ detail, code: 'INVALID_LOGIN' }]);
}

function unexpected(retryAfterS: number | null): VendorReply {
  const headers = retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) };
  return problem(
    500,
    [{ detail: 'An unexpected error occurred. Error ID: sandbox', code: 'UNEXPECTED_ERROR' }],
    headers,
  );
}
