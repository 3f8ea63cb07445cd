import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { type LocalSecrets, newSecrets } from '#local/secrets.ts';
import { canPin, type StartedPart, startPart } from '../support/start-part.ts';
import { benchSupergraph } from './graph/supergraph.ts';
import type { SubgraphsAddress, SubgraphsSettings } from './subgraphs.ts';

const GATEWAY_CORE = 0;
const OTHERS_CORE = 1;
const TOKEN_MINUTES = 240;

/** What gateways under load have in common: the graph, the systems behind it, and who asks. */
export interface BenchWorld {
  /** For logs and files of this run. */
  readonly folder: string;
  readonly supergraphFile: string;
  readonly subgraphs: StartedPart<SubgraphsAddress>;
  readonly secrets: LocalSecrets;
  /** The header that says who asks. */
  readonly authorization: string;
  /** Null where processes cannot be held to cores. */
  readonly gatewayCore: number | null;
  readonly othersCore: number | null;
  close(): Promise<void>;
}

export async function openBenchWorld(open: SubgraphsSettings): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'revgraph-bench-gateway-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const [gatewayCore, othersCore] = canPin() ? [GATEWAY_CORE, OTHERS_CORE] : [null, null];
    const subgraphs = await startPart<SubgraphsAddress>({ file: 'gateway/subgraphs.ts', open, core: othersCore });
    const { crm, billing, erp, revrec } = subgraphs.address;
    const urls = {
      crm: `${crm}/graphql`,
      billing: `${billing}/graphql`,
      erp: `${erp}/graphql`,
      revrec: `${revrec}/graphql`,
    };
    const supergraphFile = join(folder, 'supergraph.graphql');
    await writeFile(supergraphFile, benchSupergraph(urls));
    const secrets = newSecrets();
    const request = { role: 'auditor', user: 'bench', entities: ['US', 'DE'], minutes: TOKEN_MINUTES } as const;
    const token = await signToken(request, secrets.jwtSecret, systemClock.now());
    return {
      folder,
      supergraphFile,
      subgraphs,
      secrets,
      authorization: `Bearer ${token}`,
      gatewayCore,
      othersCore,
      close: async () => {
        await subgraphs.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
