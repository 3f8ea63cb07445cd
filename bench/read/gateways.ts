import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import type { LocalSecrets } from '#local/secrets.ts';
import type { Target } from '../support/load.ts';
import { type StartedPart, startPart } from '../support/start-part.ts';
import { CUSTOMER_QUERY } from './customer-query.ts';
import type { GatewayPartSettings } from './own-gateway.ts';

/** A gateway that is up and has answered once. */
export interface GatewayUnderLoad {
  readonly name: 'revgraph' | 'stock';
  readonly part: StartedPart<string>;
  readonly target: Target;
  /** Its answer, byte for byte. */
  readonly answer: Buffer;
  readonly data: unknown;
  readonly errors: string | null;
}

const FILES = { revgraph: 'read/own-gateway.ts', stock: 'read/stock-gateway.ts' } as const;
const TOKEN_MINUTES = 240;

export interface GatewayOptions {
  readonly name: keyof typeof FILES;
  readonly secrets: LocalSecrets;
  readonly subgraphUrls: Readonly<Record<string, string>>;
  readonly customerId: string;
  readonly core: number | null;
  readonly profileDir: string | null;
}

/** Starts a gateway as a process of its own in production mode and asks it once. */
export async function startGatewayPart(options: GatewayOptions): Promise<GatewayUnderLoad> {
  const { name, secrets, subgraphUrls, customerId, core, profileDir } = options;
  const { jwtSecret, serviceSecret } = secrets;
  const open: GatewayPartSettings = { subgraphUrls, jwtSecret, serviceSecret };
  const environment = { NODE_ENV: 'production' };
  const part = await startPart<string>({ file: FILES[name], open, core, environment, profileDir });
  const target = await targetOf(part.address, jwtSecret, customerId);
  const response = await fetch(target.url, { method: 'POST', headers: target.headers, body: target.body });
  const answer = Buffer.from(await response.arrayBuffer());
  const { data, errors } = JSON.parse(answer.toString('utf8')) as {
    readonly data?: unknown;
    readonly errors?: unknown;
  };
  return {
    name,
    part,
    target,
    answer,
    data,
    errors: errors === undefined ? null : JSON.stringify(errors).slice(0, 500),
  };
}

async function targetOf(url: string, jwtSecret: string, customerId: string): Promise<Target> {
  const request = { role: 'auditor', user: 'bench', entities: ['US', 'DE'], minutes: TOKEN_MINUTES } as const;
  const token = await signToken(request, jwtSecret, systemClock.now());
  return {
    url,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: CUSTOMER_QUERY, variables: { id: customerId } }),
  };
}
