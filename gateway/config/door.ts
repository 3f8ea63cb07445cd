import { readFileSync } from 'node:fs';
import { readManifest } from '#gateway/edge/trusted-documents.ts';
import type { EnvironmentReader } from './environment.ts';

/** Which documents run: only those of the build, those and any other, or any without knowing those of the build. */
export type TrustedDocumentsMode = 'only' | 'prefer' | 'off';
/** What is served by GET: documents of the build, any query, or nothing. A mutation never. */
export type GetQueries = 'trusted' | 'any' | 'off';

/** Who may knock, how, and how often. Times are in ms; rates are per minute; `UNBOUNDED` is a limit that is switched off. */
export interface DoorConfig {
  readonly trustedDocuments: TrustedDocumentsMode;
  /** By the SHA-256 of its text: each document of the build. */
  readonly trustedManifest: ReadonlyMap<string, string>;
  readonly getQueries: GetQueries;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  /** Whether errors name types and suggest names. */
  readonly suggestions: boolean;
  /** Whether a request must be of a form that a foreign page cannot send without asking first. */
  readonly csrfPrevention: boolean;
  readonly compressedBodies: 'refuse' | 'inflate';
  readonly headerBytesMax: number;
  readonly urlLengthMax: number;
  readonly headersTimeoutMs: number;
  /** Of a whole request, from its first byte to the last of its body. */
  readonly bodyTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
  readonly requestsPerPrincipalMax: number;
  readonly requestsPerAddressMax: number;
  /** Of requests and sockets without valid credentials. */
  readonly failuresPerAddressMax: number;
  /** Of messages of vendors, per address and connection. */
  readonly webhooksPerAddressMax: number;
  /** Points of cost that one caller may spend at one time; they come back at so many a second. */
  readonly costBudgetMax: number;
  readonly costBudgetPerSecond: number;
}

/** As in production, where every protection has its safe value; or for a laptop, whose only caller is its owner. */
export function doorDefaults(production: boolean): DoorConfig {
  const unlessLaptop = (limit: number) => (production ? limit : Number.POSITIVE_INFINITY);
  return {
    trustedDocuments: production ? 'only' : 'prefer',
    trustedManifest: committedManifest(),
    getQueries: 'trusted',
    introspection: !production,
    suggestions: !production,
    csrfPrevention: true,
    compressedBodies: 'refuse',
    headerBytesMax: 16 * 1024,
    urlLengthMax: 8 * 1024,
    headersTimeoutMs: 8_000,
    bodyTimeoutMs: 10_000,
    keepAliveTimeoutMs: 5_000,
    connectionsMax: unlessLaptop(10_000),
    connectionsPerAddressMax: unlessLaptop(500),
    requestsPerPrincipalMax: unlessLaptop(6_000),
    requestsPerAddressMax: unlessLaptop(12_000),
    failuresPerAddressMax: unlessLaptop(60),
    webhooksPerAddressMax: unlessLaptop(12_000),
    costBudgetMax: unlessLaptop(400_000),
    costBudgetPerSecond: 4_000,
  };
}

/** `TRUSTED_DOCUMENTS`, `GET_QUERIES`, `INTROSPECTION`, `SUGGESTIONS`, `CSRF_PREVENTION` and the others below. */
export function readDoor(environment: EnvironmentReader): DoorConfig {
  const usual = doorDefaults(environment.isProduction);
  const read: DoorConfig = {
    trustedDocuments: environment.choice('TRUSTED_DOCUMENTS', ['only', 'prefer', 'off'], usual.trustedDocuments),
    trustedManifest: manifestOf(environment) ?? usual.trustedManifest,
    getQueries: environment.choice('GET_QUERIES', ['trusted', 'any', 'off'], usual.getQueries),
    introspection: environment.switch('INTROSPECTION', usual.introspection),
    suggestions: environment.switch('SUGGESTIONS', usual.suggestions),
    csrfPrevention: environment.switch('CSRF_PREVENTION', usual.csrfPrevention),
    compressedBodies: environment.choice('COMPRESSED_BODIES', ['refuse', 'inflate'], usual.compressedBodies),
    headerBytesMax: environment.bound('HEADER_BYTES_MAX', usual.headerBytesMax),
    urlLengthMax: environment.bound('URL_LENGTH_MAX', usual.urlLengthMax),
    headersTimeoutMs: environment.bound('HEADERS_TIMEOUT_MS', usual.headersTimeoutMs),
    bodyTimeoutMs: environment.bound('BODY_TIMEOUT_MS', usual.bodyTimeoutMs),
    keepAliveTimeoutMs: environment.bound('KEEP_ALIVE_TIMEOUT_MS', usual.keepAliveTimeoutMs),
    connectionsMax: environment.bound('CONNECTIONS_MAX', usual.connectionsMax),
    connectionsPerAddressMax: environment.bound('CONNECTIONS_PER_ADDRESS_MAX', usual.connectionsPerAddressMax),
    requestsPerPrincipalMax: environment.bound('RATE_PER_PRINCIPAL', usual.requestsPerPrincipalMax),
    requestsPerAddressMax: environment.bound('RATE_PER_ADDRESS', usual.requestsPerAddressMax),
    failuresPerAddressMax: environment.bound('RATE_OF_FAILURES', usual.failuresPerAddressMax),
    webhooksPerAddressMax: environment.bound('RATE_OF_WEBHOOKS', usual.webhooksPerAddressMax),
    costBudgetMax: environment.bound('COST_BUDGET_MAX', usual.costBudgetMax),
    costBudgetPerSecond: environment.bound('COST_BUDGET_PER_SECOND', usual.costBudgetPerSecond),
  };
  if (read.headersTimeoutMs > read.bodyTimeoutMs)
    environment.note('HEADERS_TIMEOUT_MS may not be longer than BODY_TIMEOUT_MS, which it is a part of.');
  return read;
}

const COMMITTED = new URL('../../schema/generated/trusted-documents.json', import.meta.url);

function committedManifest(): ReadonlyMap<string, string> {
  const manifest = readManifest(readFileSync(COMMITTED, 'utf8'));
  if (!manifest.ok) throw new Error(`schema/generated/trusted-documents.json cannot be used: ${manifest.error}`);
  return manifest.value;
}

/** Null where no other one is named. */
function manifestOf(environment: EnvironmentReader): ReadonlyMap<string, string> | null {
  const file = environment.text('TRUSTED_DOCUMENTS_FILE');
  if (file === null) return null;
  try {
    const manifest = readManifest(readFileSync(file, 'utf8'));
    if (manifest.ok) return manifest.value;
    environment.note(`TRUSTED_DOCUMENTS_FILE names a file that cannot be used: ${manifest.error}.`);
  } catch {
    environment.note(`TRUSTED_DOCUMENTS_FILE names a file that cannot be read: ${file}.`);
  }
  return null;
}
