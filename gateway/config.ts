import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { SUBGRAPH_NAMES, type SubgraphName } from '#schema/subgraph-sdl.ts';
import { DOCUMENT_LIMITS, type DocumentLimits } from './edge/document-limits.ts';

/** Everything about a gateway that differs from run to run. Times are in ms, sizes in bytes. */
export interface GatewayConfig {
  readonly host: string;
  /** 0 = a free one. */
  readonly port: number;
  /** No introspection, no suggestions, no GraphiQL. */
  readonly production: boolean;
  /** Text of the composed supergraph. */
  readonly supergraphSdl: string;
  /** By subgraph: address without `/graphql`. Every subgraph of the supergraph has one. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  readonly jwtSecret: string;
  /** Shared with the subgraphs; signs who asks. */
  readonly serviceSecret: string;
  /** Names, without a port, that a Host header may carry. */
  readonly allowedHosts: readonly string[];
  /** Other origins whose pages may ask, such as `https://portal.example`. */
  readonly allowedOrigins: readonly string[];
  /** The built console; null = none is served. */
  readonly consoleDir: string | null;
  /** Opens /metrics besides a token of an admin; null = only that. */
  readonly metricsToken: string | null;
  /** By vendor: the subgraph that takes its webhooks. */
  readonly webhookSubgraphs: Readonly<Record<string, string>>;
  readonly limits: DocumentLimits;
  readonly graphqlBodyBytesMax: number;
  readonly webhookBodyBytesMax: number;
  readonly subgraphAnswerBytesMax: number;
  /** Of one client's operation, from its body to its answer. */
  readonly requestTimeoutMs: number;
  /** Of one attempt at one subgraph. */
  readonly subgraphTimeoutMs: number;
  readonly socketsPerSubjectMax: number;
  readonly socketsPerAddressMax: number;
  readonly operationsPerSocketMax: number;
  /** Events that one consumer may be behind before it is closed. */
  readonly eventsBufferedMax: number;
  /** How long a consumer with a full buffer may read nothing before it is closed. */
  readonly slowConsumerMs: number;
  readonly logLevel: string;
}

/** What a run has to say; all else has a default. */
export type GatewaySettings = Partial<GatewayConfig> &
  Pick<GatewayConfig, 'jwtSecret' | 'serviceSecret' | 'subgraphUrls'>;

export const PORT_DEFAULT = 4000;
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SECRET_LENGTH_MIN = 32;

const WEBHOOK_SUBGRAPHS: Readonly<Record<string, SubgraphName>> = {
  salesforce: 'crm',
  hubspot: 'crm',
  dynamics365: 'crm',
  stripe: 'billing',
  chargebee: 'billing',
  recurly: 'billing',
  zuora: 'billing',
  netsuite: 'erp',
  intacct: 'erp',
  'sap-s4hana': 'erp',
  'oracle-fusion': 'erp',
  tryton: 'erp',
};

/** Fills in the defaults. Throws when the committed supergraph cannot be read and none was given. */
export function gatewayConfig(settings: GatewaySettings): GatewayConfig {
  return {
    host: '127.0.0.1',
    port: PORT_DEFAULT,
    production: false,
    supergraphSdl: settings.supergraphSdl ?? committedSupergraph(),
    allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
    allowedOrigins: [],
    consoleDir: join(ROOT, 'console/dist'),
    metricsToken: null,
    webhookSubgraphs: WEBHOOK_SUBGRAPHS,
    limits: DOCUMENT_LIMITS,
    graphqlBodyBytesMax: 100_000,
    webhookBodyBytesMax: 1_000_000,
    subgraphAnswerBytesMax: 8 * 1024 * 1024,
    requestTimeoutMs: 15_000,
    subgraphTimeoutMs: 8_000,
    socketsPerSubjectMax: 10,
    socketsPerAddressMax: 200,
    operationsPerSocketMax: 50,
    eventsBufferedMax: 1_024,
    slowConsumerMs: 10_000,
    logLevel: 'info',
    ...settings,
  };
}

/**
 * The configuration of a gateway that is a service of its own, or every fault with its fix: `PORT`, `HOST`,
 * `SUBGRAPH_<NAME>_URL`, `JWT_SECRET`, `SERVICE_SECRET`, `ALLOWED_HOSTS`, `ALLOWED_ORIGINS`, `METRICS_TOKEN`,
 * `SUPERGRAPH` (a file), `LOG_LEVEL`, `NODE_ENV`.
 */
export function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Result<GatewayConfig, readonly string[]> {
  const faults: string[] = [];
  const note = (fault: string) => {
    faults.push(fault);
    return '';
  };
  const required = (name: string, fix: string) => environment[name] ?? note(`${name} is missing: ${fix}.`);
  const secret = (name: string) => {
    const value = required(name, `give it ${SECRET_LENGTH_MIN} random characters or more`);
    return value !== '' && value.length < SECRET_LENGTH_MIN
      ? note(`${name} is shorter than ${SECRET_LENGTH_MIN}.`)
      : value;
  };
  const subgraphUrls = Object.fromEntries(
    SUBGRAPH_NAMES.map((name) => {
      const variable = `SUBGRAPH_${name.toUpperCase()}_URL`;
      const url = required(variable, `the address of the ${name} subgraph, such as http://${name}:4001`);
      return [name, url === '' || URL.canParse(url) ? url : note(`${variable} is no address.`)];
    }),
  );
  const settings: GatewaySettings = {
    subgraphUrls,
    jwtSecret: secret('JWT_SECRET'),
    serviceSecret: secret('SERVICE_SECRET'),
    host: environment['HOST'] ?? '127.0.0.1',
    port: portOf(environment['PORT'], note),
    production: environment['NODE_ENV'] === 'production',
    metricsToken: environment['METRICS_TOKEN'] ?? null,
    logLevel: environment['LOG_LEVEL'] ?? 'info',
    ...listOf('allowedHosts', environment['ALLOWED_HOSTS']),
    ...listOf('allowedOrigins', environment['ALLOWED_ORIGINS']),
    ...supergraphOf(environment['SUPERGRAPH'], note),
  };
  return faults.length > 0 ? fail(faults) : ok(gatewayConfig(settings));
}

/** The secret that signs tokens of the local run: of the environment, else of the data folder; null when neither has one. */
export function localJwtSecret(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const given = environment['JWT_SECRET'];
  if (given !== undefined && given !== '') return given;
  try {
    const file = join(environment['DATA_DIR'] ?? join(ROOT, '.data'), 'secrets.json');
    const secrets: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const known = typeof secrets === 'object' && secrets !== null && 'jwtSecret' in secrets ? secrets.jwtSecret : null;
    return typeof known === 'string' ? known : null;
  } catch {
    return null;
  }
}

export function committedSupergraph(): string {
  return readFileSync(join(ROOT, 'schema/graphql/supergraph.graphql'), 'utf8');
}

function portOf(text: string | undefined, note: (fault: string) => string): number {
  const port = Number(text ?? PORT_DEFAULT);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  note('PORT takes a whole number from 0 to 65535.');
  return PORT_DEFAULT;
}

function listOf<Name extends 'allowedHosts' | 'allowedOrigins'>(
  name: Name,
  text: string | undefined,
): Partial<Record<Name, readonly string[]>> {
  if (text === undefined) return {};
  const members: Partial<Record<Name, readonly string[]>> = {};
  members[name] = text.split(',').flatMap((member) => member.trim() || []);
  return members;
}

function supergraphOf(
  file: string | undefined,
  note: (fault: string) => string,
): Partial<Pick<GatewayConfig, 'supergraphSdl'>> {
  if (file === undefined) return {};
  try {
    return { supergraphSdl: readFileSync(file, 'utf8') };
  } catch {
    note(`SUPERGRAPH names a file that cannot be read: ${file}.`);
    return {};
  }
}
