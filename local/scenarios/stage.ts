import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { graphClient } from '../demo-world/graph-client.ts';
import type { RuntimeFile } from '../runtime-file.ts';
import { Checks, type Stage, type VendorEffect } from './scenario.ts';

/** Where to find the system, and who asks. */
export interface StageOptions {
  readonly url: string;
  readonly token: string;
}

/** What a story needs of the run's own description. */
export type StageRuntime = Pick<RuntimeFile, 'gateway'> & {
  readonly sandboxes: Readonly<Record<string, { readonly url: string }>>;
};

/** After these nothing more comes of itself. */
const SETTLED: ReadonlySet<string> = new Set(['SUCCEEDED', 'COMPENSATED', 'FAILED', 'CANCELLED', 'PARKED']);

/** The description of the run on this machine; null when none was started from this data folder. */
export function runtimeFile(dataDir: string): StageRuntime | null {
  const path = join(dataDir, 'runtime.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StageRuntime) : null;
}

/** A stage over HTTP and WebSocket. */
export function openStage({ url, token }: StageOptions, runtime: StageRuntime | null): Stage {
  return {
    graph: graphClient(url, async () => token),
    follow: (operationId) => follow(url, token, operationId),
    ledger: async (vendor) => {
      const sandbox = runtime?.gateway.url === url ? runtime.sandboxes[vendor] : undefined;
      if (sandbox === undefined) return null;
      const answer = (await (await fetch(`${sandbox.url}/__sandbox/ledger`)).json()) as {
        readonly effects: VendorEffect[];
      };
      return answer.effects;
    },
    check: new Checks(),
  };
}

async function follow(url: string, token: string, operationId: string): Promise<readonly string[]> {
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
      if (SETTLED.has(data.syncStatus.operation?.status ?? '')) return kinds;
    }
    return kinds;
  } finally {
    await client.dispose();
  }
}

interface Followed extends Record<string, unknown> {
  readonly syncStatus: { readonly kind: string; readonly operation: { readonly status: string } | null };
}
