import { fileURLToPath } from 'node:url';
import {
  type ClientDuplexStream,
  credentials,
  Metadata,
  makeClientConstructor,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import avro from 'avsc';
import type { Org } from './salesforce-harness.ts';

const PROTO = fileURLToPath(new URL('../../../sandboxes/salesforce/pubsub.proto', import.meta.url));
const service = loadSync(PROTO, { keepCase: true, longs: String, enums: String, defaults: true })['eventbus.v1.PubSub'];
const PubSub = makeClientConstructor(service as ServiceDefinition, 'PubSub');

interface FetchResponse {
  readonly events: readonly {
    readonly event: { readonly id: string; readonly schema_id: string; readonly payload: Buffer };
    readonly replay_id: Buffer;
  }[];
  readonly latest_replay_id: Buffer;
  readonly pending_num_requested: number;
}

/** One event as a subscriber sees it, the bitmaps turned into names. */
export interface Seen {
  readonly id: string;
  readonly replayId: Buffer;
  readonly entity: string;
  readonly type: string;
  readonly recordIds: readonly string[];
  readonly changed: readonly string[];
  readonly nulled: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: what a stranger's server sent, looked at member by member.
  readonly payload: any;
}

/** A client of the Pub/Sub API, with or without a valid session. */
export class Subscriber {
  readonly #client: InstanceType<typeof PubSub>;
  readonly #metadata = new Metadata();
  readonly #streams: Stream[] = [];

  constructor({ sandbox, conn }: Org, token = String(conn.accessToken)) {
    this.#client = new PubSub(sandbox.pubsubUrl, credentials.createInsecure());
    this.#metadata.set('accesstoken', token);
    this.#metadata.set('instanceurl', sandbox.url);
    this.#metadata.set('tenantid', String(conn.userInfo?.organizationId));
  }

  /** The answer of a plain call; throws the service's error. */
  // biome-ignore lint/suspicious/noExplicitAny: what a stranger's server sent, looked at member by member.
  call(method: 'GetTopic' | 'GetSchema', request: unknown): Promise<any> {
    return new Promise((resolve, reject) => {
      this.#client[method]?.(request, this.#metadata, (error: ServiceError | null, answer: unknown) =>
        error === null ? resolve(answer) : reject(error),
      );
    });
  }

  subscribe(request: Readonly<Record<string, unknown>>): Stream {
    const call: ClientDuplexStream<unknown, FetchResponse> = this.#client['Subscribe']?.(this.#metadata);
    const stream = new Stream(call, (id) => this.call('GetSchema', { schema_id: id }));
    this.#streams.push(stream);
    stream.more(request);
    return stream;
  }

  close(): void {
    for (const stream of this.#streams) stream.close();
    this.#client.close();
  }
}

type SchemaCall = (id: string) => Promise<{ readonly schema_json: string }>;

/** One subscription, read answer by answer. */
export class Stream {
  readonly #call: ClientDuplexStream<unknown, FetchResponse>;
  readonly #schema: SchemaCall;
  readonly #answers: FetchResponse[] = [];
  readonly ended: Promise<ServiceError>;
  #arrived = Promise.withResolvers<void>();

  constructor(call: ClientDuplexStream<unknown, FetchResponse>, schema: SchemaCall) {
    this.#call = call;
    this.#schema = schema;
    this.ended = new Promise((resolve) => call.on('error', resolve));
    call.on('data', (answer: FetchResponse) => {
      this.#answers.push(answer);
      this.#arrived.resolve();
    });
  }

  more(request: Readonly<Record<string, unknown>>): void {
    this.#call.write(request);
  }

  async answer(): Promise<FetchResponse> {
    for (;;) {
      const next = this.#answers.shift();
      if (next !== undefined) return next;
      this.#arrived = Promise.withResolvers();
      await this.#arrived.promise;
    }
  }

  /** The next so many events. */
  async events(count: number): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    while (seen.length < count) {
      for (const { event, replay_id } of (await this.answer()).events) {
        const type = avro.parse((await this.#schema(event.schema_id)).schema_json);
        seen.push(readEvent(type, event, replay_id));
      }
    }
    return seen;
  }

  close(): void {
    this.#call.cancel();
  }
}

function readEvent(type: avro.Type, event: FetchResponse['events'][number]['event'], replayId: Buffer): Seen {
  const payload = type.fromBuffer(event.payload);
  const { entityName, changeType, recordIds, changedFields, nulledFields } = payload.ChangeEventHeader;
  const changed = fieldNames(type, changedFields);
  const nulled = fieldNames(type, nulledFields);
  return {
    id: event.id,
    replayId,
    entity: entityName,
    type: changeType,
    recordIds: [...recordIds],
    changed,
    nulled,
    payload,
  };
}

/** Bit n of the first bitmap, counted from the right, is the n-th field of the schema. */
function fieldNames(type: avro.Type, [bitmap]: readonly string[]): readonly string[] {
  if (bitmap === undefined || !(type instanceof avro.types.RecordType)) return [];
  const bits = [...BigInt(bitmap).toString(2)].reverse();
  return type.fields.filter((_field, position) => bits[position] === '1').map(({ name }) => name);
}
