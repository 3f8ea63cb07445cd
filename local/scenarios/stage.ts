import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Role } from '#kit/identity/principal.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { graphClient } from '../demo-world/graph-client.ts';
import { openVendorClients, type VendorClients, type VendorUrls } from '../demo-world/vendor-clients.ts';
import type { RuntimeFile } from '../runtime-file.ts';
import type { LocalSecrets } from '../secrets.ts';
import { CannotPlay, Checks, type Stage, type Vendor, type VendorEffect } from './scenario.ts';

/** Where to find the system, and who asks. */
export interface StageOptions {
  readonly url: string;
  /** Throws `CannotPlay` for somebody for whom there is no token. */
  readonly tokenOf: (role: Role, user: string) => Promise<string>;
  /** What opens the vendors' stand-ins; null when they cannot be entered from here. */
  readonly secrets: LocalSecrets | null;
}

/** What a story needs of the run's own description. */
export type StageRuntime = Pick<RuntimeFile, 'gateway'> & {
  readonly sandboxes: Readonly<Record<string, { readonly url: string }>>;
};

/** Who tells the stories. */
const TELLER = 'scenario';
/** After these nothing more comes of itself. */
const SETTLED: ReadonlySet<string> = new Set(['SUCCEEDED', 'COMPENSATED', 'FAILED', 'CANCELLED', 'PARKED']);
const LOOK_EVERY_MS = 50;
const LOOKS_MAX = 1200;

/** The description of the run on this machine; null when none was started from this data folder. */
export function runtimeFile(dataDir: string): StageRuntime | null {
  const path = join(dataDir, 'runtime.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StageRuntime) : null;
}

/** A stage over HTTP and WebSocket. */
export function openStage({ url, tokenOf, secrets }: StageOptions, runtime: StageRuntime | null): Stage {
  const sandboxes = runtime?.gateway.url === url ? runtime.sandboxes : {};
  const as = (role: Role, user: string) => graphClient(url, () => tokenOf(role, user));
  let vendors: Promise<VendorClients> | null = null;
  return {
    graph: as('revops', TELLER),
    as,
    follow: async (operationId, until = SETTLED) =>
      follow({ url, token: await tokenOf('revops', TELLER) }, operationId, until),
    ledger: async (vendor) => {
      if (sandboxes[vendor] === undefined) return null;
      const answer = (await control(urlOf(sandboxes, vendor), 'GET', '/ledger')) as {
        readonly effects: VendorEffect[];
      };
      return answer.effects;
    },
    vendors: () => {
      vendors ??= enter(sandboxes, secrets);
      return vendors;
    },
    control: async (vendor, method, path, body) => control(urlOf(sandboxes, vendor), method, path, body),
    eventually,
    telling: systemIds.next('t').slice(2),
    check: new Checks(),
  };
}

type Sandboxes = StageRuntime['sandboxes'];

function urlOf(sandboxes: Sandboxes, vendor: Vendor): string {
  const url = sandboxes[vendor]?.url;
  if (url === undefined) throw new CannotPlay(`The stand-in of ${vendor} cannot be reached from here.`);
  return url;
}

async function enter(sandboxes: Sandboxes, secrets: LocalSecrets | null): Promise<VendorClients> {
  if (secrets === null) throw new CannotPlay('There are no secrets here that open the stand-ins of the vendors.');
  const urls: VendorUrls = {
    salesforce: { url: urlOf(sandboxes, 'salesforce') },
    stripe: { url: urlOf(sandboxes, 'stripe') },
    netsuite: { url: urlOf(sandboxes, 'netsuite') },
  };
  return openVendorClients(urls, secrets);
}

async function control(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/__sandbox${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return text === '' ? null : JSON.parse(text);
}

async function eventually<Value>(what: string, look: () => Promise<Value | null | undefined>): Promise<Value> {
  for (let looked = 0; looked < LOOKS_MAX; looked += 1) {
    const seen = await look();
    if (seen !== null && seen !== undefined) return seen;
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
  throw new Error(`waited in vain for ${what}`);
}

interface Listener {
  readonly url: string;
  readonly token: string;
}

async function follow(
  { url, token }: Listener,
  operationId: string,
  until: ReadonlySet<string>,
): Promise<readonly string[]> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 5,
  });
  const kinds: string[] = [];
  const query = 'subscription ($id: ID!) { syncStatus(filter: { operationId: $id }) { kind operation { status } } }';
  try {
    for await (const { data, errors } of client.iterate<Followed>({ query, variables: { id: operationId } })) {
      if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '));
      if (data === null || data === undefined) continue;
      kinds.push(data.syncStatus.kind);
      if (until.has(data.syncStatus.operation?.status ?? '')) return kinds;
    }
    return kinds;
  } finally {
    await client.dispose();
  }
}

interface Followed extends Record<string, unknown> {
  readonly syncStatus: { readonly kind: string; readonly operation: { readonly status: string } | null };
}
