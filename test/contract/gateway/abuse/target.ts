import type { GatewayConfig } from '#gateway/config.ts';
import { documentId } from '#gateway/edge/trusted-documents.ts';
import type { RunningGateway } from '#gateway/start-gateway.ts';
import { follow } from '../fake-consumer.ts';
import { type FakeGraph, startFakeGraph, startGatewayBefore, tokenOf } from '../fake-graph.ts';
import { FakeStream } from '../fake-stream.ts';

/** What became of an attack: what was answered, and whether that was data. */
export interface Outcome {
  /** Of HTTP, or what a socket was closed with; null where a connection ended without a word or an error came on a socket. */
  readonly status: number | null;
  readonly codes: readonly string[];
  /** All that the attacker can read, headers included. */
  readonly text: string;
  readonly errorsCount: number;
  readonly accepted: boolean;
}

/** A gateway as in production before fake systems, and what reaches them. */
export interface Target {
  readonly gateway: RunningGateway;
  /** Calls of the systems and subscriptions to them so far. */
  executed(): number;
}

export const READ = 'query Customer($id: ID!) { customer(id: $id) { name } }';
export const WRITE = 'mutation Book { book(input: { idempotencyKey: "k" }) { id } }';

/** Everything as in production, but free texts: else that one protection would hide the others. */
export const PRODUCTION: Partial<GatewayConfig> = {
  production: true,
  trustedDocuments: 'prefer',
  trustedManifest: new Map([READ, WRITE].map((text) => [documentId(text), text])),
  allowedOrigins: ['https://portal.example'],
  metricsToken: 'a token of the tests that opens the metrics',
};

/** Systems that many gateways can be started before, each with another protection switched off. */
export interface Range {
  readonly graph: FakeGraph;
  readonly target: Target;
  startTarget(config: Partial<GatewayConfig>): Promise<Target>;
  close(): Promise<void>;
}

export async function openRange(): Promise<Range> {
  const stream = new FakeStream();
  const graph = await startFakeGraph({ config: PRODUCTION, resolvers: { operations: operationsWith(stream) } });
  stream.tell('first', 'c1');
  const executed = () =>
    graph.crm.asked.length + graph.billing.asked.length + graph.operations.asked.length + stream.resumedFrom.length;
  return {
    graph,
    target: { gateway: graph.gateway, executed },
    startTarget: async (config) => ({
      gateway: await startGatewayBefore(graph, { ...PRODUCTION, ...config }),
      executed,
    }),
    close: () => graph.close(),
  };
}

function operationsWith(stream: FakeStream): unknown {
  return { ...(stream.resolvers() as object), Mutation: { book: () => ({ id: 'b1', customer: null }) } };
}

export async function bearer(): Promise<string> {
  return `Bearer ${await tokenOf('portal')}`;
}

/** Sends a body with valid credentials, unless the headers say otherwise. */
export async function post(
  { gateway }: Target,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: await bearer(), ...headers },
    body,
  });
  return outcomeOf(response);
}

export function ask(target: Target, query: string, variables: unknown = {}): Promise<Outcome> {
  return post(target, JSON.stringify({ query, variables }));
}

export async function outcomeOf(response: Response): Promise<Outcome> {
  const body = await response.text();
  const { data, errors } = answerOf(body);
  return {
    status: response.status,
    codes: errors.map(({ extensions }) => String(extensions?.['code'])),
    text: `${JSON.stringify([...response.headers])}${body}`,
    errorsCount: errors.length,
    accepted: response.status < 300 && data !== undefined && data !== null && errors.length === 0,
  };
}

/** Follows over a socket until there is an item or it has ended. */
export async function followOnce(
  { gateway }: Target,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Outcome> {
  const consumer = await follow({ gateway }, query, { variables });
  const end = await Promise.race([consumer.has(1), consumer.end]);
  consumer.leave();
  const errors = errorsOf(end);
  const accepted = consumer.items.length > 0 && consumer.items[0]?.errors === undefined;
  return {
    status: typeof end === 'number' ? end : null,
    codes: errors.map(({ extensions }) => String(extensions?.['code'])),
    text: JSON.stringify(end) ?? '',
    errorsCount: errors.length,
    accepted,
  };
}

interface SaidError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

function errorsOf(end: unknown): readonly SaidError[] {
  return Array.isArray(end) ? (end as SaidError[]).filter((error) => 'extensions' in error) : [];
}

function answerOf(body: string): { readonly data?: unknown; readonly errors: readonly SaidError[] } {
  try {
    const answer = JSON.parse(body) as { readonly data?: unknown; readonly errors?: readonly SaidError[] };
    return { data: answer.data, errors: answer.errors ?? [] };
  } catch {
    return { errors: [] };
  }
}
