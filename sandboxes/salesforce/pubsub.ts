import { fileURLToPath } from 'node:url';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Fault } from '../kit/faults.ts';
import type { SandboxParts } from '../kit/server.ts';
import { type Auth, ORG_ID } from './auth.ts';
import type { ChangeLog } from './change-log.ts';
import { schemaById, schemaOfEntity } from './change-schema.ts';
import { entityOfTopic, type FetchRequest, type FetchResponse, Subscription, unknownTopic } from './subscription.ts';

export interface PubSubOptions {
  readonly port: number;
  /** How often a silent stream is sent an empty answer. */
  readonly keepAliveMs: number;
}

export interface PubSub {
  readonly address: string;
  stop(): void;
}

interface PubSubParts extends Pick<SandboxParts, 'faults'> {
  readonly auth: Auth;
  readonly log: ChangeLog;
}

interface Refusal {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The Pub/Sub API on 127.0.0.1, without TLS. */
export async function startPubSub(parts: PubSubParts, options: PubSubOptions): Promise<PubSub> {
  const server = new Server();
  server.addService(pubSubService(), {
    getTopic: unary(parts, 'GetTopic', ({ topic_name = '' }: { topic_name?: string }) => topicInfo(topic_name)),
    getSchema: unary(parts, 'GetSchema', ({ schema_id = '' }: { schema_id?: string }) => schemaInfo(schema_id)),
    subscribe: (call: ServerDuplexStream<FetchRequest, FetchResponse>) => subscribe(parts, options, call),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

function pubSubService(): ServiceDefinition {
  const path = fileURLToPath(new URL('./pubsub.proto', import.meta.url));
  const definition = loadSync(path, { keepCase: true, longs: String, enums: String, defaults: true });
  const service = definition['eventbus.v1.PubSub'];
  if (service === undefined || 'format' in service) throw new Error('pubsub.proto has no service PubSub');
  // A service is the one kind of definition that has no format of its own.
  return service as ServiceDefinition;
}

function unary<Asked, Answer>(parts: PubSubParts, method: string, answer: (asked: Asked) => Answer | Refusal) {
  return (call: ServerUnaryCall<Asked, Answer>, callback: sendUnaryData<Answer>): void => {
    const refusal = turnedAway(parts, method, call.metadata);
    const reply = refusal ?? answer(call.request);
    if (isRefusal(reply)) callback(reply);
    else callback(null, reply);
  };
}

function isRefusal(reply: unknown): reply is Refusal {
  return typeof reply === 'object' && reply !== null && 'code' in reply;
}

function topicInfo(topic: string) {
  const entity = entityOfTopic(topic);
  if (entity === null) return refusalOf(status.NOT_FOUND, unknownTopic(topic));
  return {
    topic_name: topic,
    tenant_guid: ORG_ID,
    can_publish: false,
    can_subscribe: true,
    // The topic of all changes has no schema of its own: each event names that of its object.
    schema_id: schemaOfEntity(entity)?.schemaId ?? '',
    rpc_id: '',
  };
}

function schemaInfo(schemaId: string) {
  const schema = schemaById(schemaId);
  if (schema !== undefined) return { schema_json: schema.schemaJson, schema_id: schemaId, rpc_id: '' };
  const errorCode = 'sfdc.platform.eventbus.grpc.schema.not.found';
  return refusalOf(status.NOT_FOUND, { errorCode, message: `The schema ${schemaId} is not known.` });
}

function subscribe(
  parts: PubSubParts,
  { keepAliveMs }: PubSubOptions,
  call: ServerDuplexStream<FetchRequest, FetchResponse>,
): void {
  const refusal = turnedAway(parts, 'Subscribe', call.metadata);
  if (refusal !== null) {
    call.emit('error', refusal);
    return;
  }
  const subscription = new Subscription(parts.log, {
    send: (response) => call.write(response),
    fail: (why) => {
      stop();
      call.emit('error', refusalOf(status[why.status], why));
    },
    strike: (kinds) => parts.faults.strike(kinds, 'GRPC', '/Subscribe'),
  });
  const forget = parts.log.listen(() => subscription.pump());
  // evidence: spec: pubsub_api.proto: an empty answer comes within 270 seconds
  const keepAlive = setInterval(() => subscription.keepAlive(), keepAliveMs).unref();
  const stop = () => {
    subscription.stop();
    forget();
    clearInterval(keepAlive);
  };
  call.on('data', (request: FetchRequest) => subscription.request(request));
  call.on('cancelled', stop);
  call.on('end', () => {
    stop();
    call.end();
  });
}

const REFUSED: readonly Fault[] = ['429', '500'];

/** Why a call is not let in: a fault, or metadata that are not those of a valid session. */
function turnedAway({ auth, faults }: PubSubParts, method: string, metadata: Metadata): Refusal | null {
  const struck = faults.strike(REFUSED, 'GRPC', `/${method}`)?.fault;
  if (struck !== undefined) {
    const code = struck === '429' ? status.RESOURCE_EXHAUSTED : status.UNAVAILABLE;
    return refusalOf(code, {
      errorCode: 'sfdc.platform.eventbus.grpc.service.unavailable',
      message: 'Try again later.',
    });
  }
  const [token = '', instanceUrl = '', tenant = ''] = ['accesstoken', 'instanceurl', 'tenantid'].map((name) =>
    String(metadata.get(name)[0] ?? ''),
  );
  const tenantKnown = tenant === ORG_ID || tenant === ORG_ID.slice(0, 15);
  if (auth.clientOf(token) !== null && instanceUrl !== '' && tenantKnown) return null;
  return refusalOf(status.UNAUTHENTICATED, {
    errorCode: 'sfdc.platform.eventbus.grpc.service.auth.error',
    message: 'An authentication exception occurred.',
  });
}

function refusalOf(code: status, why: { readonly errorCode: string; readonly message: string }): Refusal {
  const metadata = new Metadata();
  metadata.set('error-code', why.errorCode);
  return { code, details: why.message, metadata };
}
