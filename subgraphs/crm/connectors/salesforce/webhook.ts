import {
  type ClientDuplexStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import avro from 'avsc';
import type { ChangeNotice, NoticeSink } from '#crm/port.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { SalesforceClient, Session } from './client.ts';
import { CHANGE_TOPIC } from './manifest.ts';
import { type ChangeHeader, changeHeader, PUBSUB } from './wire.ts';

/**
 * Salesforce sends no webhooks: change events are fetched over the Pub/Sub API (gRPC, Avro). A notice is stored with
 * the replay id behind it, and only then are more events asked for.
 */

interface Parts {
  readonly client: SalesforceClient;
  readonly pubsubUrl: string;
  readonly log: Logger;
}

interface FetchResponse {
  readonly events: readonly {
    readonly event: { readonly id: string; readonly schema_id: string; readonly payload: Buffer };
    readonly replay_id: Buffer;
  }[];
  readonly latest_replay_id: Buffer;
  readonly pending_num_requested: number;
}

/** The calls in use, as grpc-js makes them of the description in wire.ts. */
interface PubSubClient {
  Subscribe(metadata: Metadata): ClientDuplexStream<Readonly<Record<string, unknown>>, FetchResponse>;
  GetSchema(
    request: { readonly schema_id: string },
    metadata: Metadata,
    done: (error: ServiceError | null, answer?: { readonly schema_json: string }) => void,
  ): { cancel(): void };
  close(): void;
}

const BATCH = 100;
const SCHEMA_TIMEOUT_MS = 10_000;

/** 64-bit numbers of Avro as bigints: a commit number is beyond what a float holds. */
const longType = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => Number(a > b) - Number(a < b),
});

/** Follows the change events from the replay id on. Ends with the signal; rejects when the stream breaks. */
export async function followChanges(
  parts: Parts,
  cursor: string | null,
  sink: NoticeSink,
  signal: AbortSignal,
): Promise<void> {
  const session = await parts.client.session();
  if (!session.ok) throw new Error(`No session for the change stream: ${session.error.kind}`);
  const pubsub = openPubSub(parts.pubsubUrl);
  try {
    const decode = decoder(pubsub, session.value);
    await subscribe({ pubsub, session: session.value, decode, log: parts.log }, cursor, sink, signal);
  } catch (error) {
    const code = codeOf(error);
    if (code === status.UNAUTHENTICATED) parts.client.drop(session.value);
    // evidence: docs: events are kept for 72 hours (salesforce.md, Change notification): a replay id that is older is
    // refused for ever. From then on only what comes anew is followed; the poll has read the rest.
    if (code === status.INVALID_ARGUMENT && cursor !== null) await sink([], '');
    throw error;
  } finally {
    pubsub.close();
  }
}

interface Subscription {
  readonly pubsub: PubSubClient;
  readonly session: Session;
  readonly decode: (schemaId: string, payload: Buffer) => Promise<ChangeHeader | null>;
  readonly log: Logger;
}

async function subscribe(
  { pubsub, session, decode, log }: Subscription,
  cursor: string | null,
  sink: NoticeSink,
  signal: AbortSignal,
): Promise<void> {
  const stream = pubsub.Subscribe(metadataOf(session));
  // A cancelled stream reports itself once more as an error when nobody iterates over it.
  stream.on('error', () => undefined);
  const cancel = () => stream.cancel();
  signal.addEventListener('abort', cancel);
  const ask = (start: Readonly<Record<string, unknown>>) =>
    stream.write({ topic_name: CHANGE_TOPIC, num_requested: BATCH, ...start });
  try {
    if (signal.aborted) return;
    // evidence: spec: pubsub_api.proto, ReplayPreset: a stored replay id resumes behind it
    ask(
      cursor === null || cursor === ''
        ? { replay_preset: 'LATEST' }
        : { replay_preset: 'CUSTOM', replay_id: Buffer.from(cursor, 'base64') },
    );
    for await (const answer of stream as AsyncIterable<FetchResponse>) {
      await store(answer, decode, sink, log);
      // evidence: spec: pubsub_api.proto, FetchResponse.pending_num_requested: what was asked for and is still to come
      if (answer.pending_num_requested <= 0) ask({});
    }
    if (!signal.aborted) throw new Error('The change stream ended');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

async function store(
  { events, latest_replay_id }: FetchResponse,
  decode: Subscription['decode'],
  sink: NoticeSink,
  log: Logger,
): Promise<void> {
  const notices: ChangeNotice[] = [];
  for (const { event, replay_id } of events) {
    const header = await decode(event.schema_id, event.payload);
    // The poll finds what an event that cannot be read spoke of; stopping here would hold up all others for ever.
    if (header === null) log.warn({ schemaId: event.schema_id }, 'change event cannot be decoded');
    else
      notices.push({ eventId: event.id === '' ? replay_id.toString('hex') : event.id, body: JSON.stringify(header) });
  }
  const last = events.at(-1)?.replay_id ?? latest_replay_id;
  if (last.length > 0) await sink(notices, last.toString('base64'));
}

/** The header that a stored notice carries. */
export function readNotice(body: string): ChangeHeader {
  return changeHeader.parse(JSON.parse(body));
}

/** Reads payloads by their schemas, each fetched once. */
function decoder(pubsub: PubSubClient, session: Session): Subscription['decode'] {
  const types = new Map<string, Promise<avro.Type>>();
  const typeOf = (schemaId: string) => {
    const known = types.get(schemaId);
    if (known !== undefined) return known;
    const fetched = fetchSchema(pubsub, session, schemaId).then(avroType);
    types.set(schemaId, fetched);
    return fetched;
  };
  return async (schemaId, payload) => headerOf(await typeOf(schemaId), payload);
}

export function avroType(schemaJson: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(schemaJson), { registry: { long: longType } });
}

/** The header of an Avro change event; null when the payload does not fit the schema. */
export function headerOf(type: avro.Type, payload: Buffer): ChangeHeader | null {
  try {
    const event: { readonly ChangeEventHeader?: unknown } = type.fromBuffer(payload);
    const read = changeHeader.safeParse(event.ChangeEventHeader);
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function fetchSchema(pubsub: PubSubClient, session: Session, schemaId: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = pubsub.GetSchema({ schema_id: schemaId }, metadataOf(session), (error, answer) => {
      if (error !== null || answer === undefined) reject(error ?? new Error(`No schema ${schemaId}`));
      else resolve(answer.schema_json);
    });
    AbortSignal.timeout(SCHEMA_TIMEOUT_MS).addEventListener('abort', () => call.cancel());
  });
}

function openPubSub(url: string): PubSubClient {
  const service = loadPackageDefinition(fromJSON(PUBSUB, { keepCase: true, enums: String, defaults: true }));
  const { eventbus } = service as unknown as {
    readonly eventbus: {
      readonly v1: { readonly PubSub: new (url: string, secrets: unknown, options: object) => PubSubClient };
    };
  };
  const [host = ''] = url.split(':');
  const isLocal = host === '127.0.0.1' || host === 'localhost';
  return new eventbus.v1.PubSub(url, isLocal ? credentials.createInsecure() : credentials.createSsl(), {
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
  });
}

// evidence: ?: names of the metadata (salesforce.md, Change notification)
function metadataOf({ accessToken, instanceUrl, tenantId }: Session): Metadata {
  const metadata = new Metadata();
  metadata.set('accesstoken', accessToken);
  metadata.set('instanceurl', instanceUrl);
  metadata.set('tenantid', tenantId);
  return metadata;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
