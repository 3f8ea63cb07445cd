import type { Fault, FaultRule } from '../kit/faults.ts';
import { type ChangeLog, replayIdOf } from './change-log.ts';
import { schemaOfEntity } from './change-schema.ts';

export interface FetchRequest {
  readonly topic_name: string;
  readonly replay_preset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
  readonly replay_id: Buffer;
  readonly num_requested: number;
}

export interface FetchResponse {
  readonly events: readonly {
    readonly event: { readonly id: string; readonly schema_id: string; readonly payload: Buffer };
    readonly replay_id: Buffer;
  }[];
  readonly latest_replay_id: Buffer;
  readonly rpc_id: string;
  readonly pending_num_requested: number;
}

/** Why a stream ends, with the vendor's code for the trailer. */
export interface StreamRefusal {
  readonly status: 'INVALID_ARGUMENT' | 'NOT_FOUND' | 'UNAVAILABLE';
  readonly errorCode: string;
  readonly message: string;
}

/** The two ends of a stream, without the transport. */
export interface StreamPort {
  readonly send: (response: FetchResponse) => void;
  readonly fail: (refusal: StreamRefusal) => void;
  /** What may strike a batch of events: `timeout-before` loses it, `timeout-after` cuts the stream behind it. */
  readonly strike: (kinds: readonly Fault[]) => FaultRule | null;
}

// evidence: docs: a client asks for at most 100 events at a time
const REQUESTED_MAX = 100;
const BATCH_MAX = 100;
const ALL_CHANGES = '/data/ChangeEvents';
const CUT: StreamRefusal = {
  status: 'UNAVAILABLE',
  errorCode: 'sfdc.platform.eventbus.grpc.service.unavailable',
  message: 'The stream was cut.',
};

/** The object whose changes a topic carries, `*` for all of them; null for an unknown topic. */
export function entityOfTopic(topic: string): string | null {
  if (topic === ALL_CHANGES) return '*';
  const name = /^\/data\/(\w+)ChangeEvent$/.exec(topic)?.[1] ?? '';
  return schemaOfEntity(name) === undefined ? null : name;
}

/** One client's way through one topic: sends no more than was asked for, from where it was asked to start. */
export class Subscription {
  readonly #log: ChangeLog;
  readonly #port: StreamPort;
  #topic: string | null = null;
  #entity = '';
  #position = 0;
  #wanted = 0;
  #over = false;

  constructor(log: ChangeLog, port: StreamPort) {
    this.#log = log;
    this.#port = port;
  }

  request(request: FetchRequest): void {
    const refusal = checkCount(request) ?? (this.#topic === null ? this.#start(request) : this.#checkTopic(request));
    if (refusal !== null) {
      this.#end(refusal);
      return;
    }
    this.#wanted += Math.min(request.num_requested, REQUESTED_MAX);
    this.pump();
  }

  /** Sends what is there, as far as it was asked for. */
  pump(): void {
    while (!this.#over && this.#wanted > 0) {
      const events = this.#batch();
      if (events.length === 0) return;
      this.#deliver(events);
    }
  }

  /** An answer without events: the client learns where to resume. */
  keepAlive(): void {
    if (!this.#over && this.#topic !== null) this.#send([]);
  }

  stop(): void {
    this.#over = true;
  }

  #start({ topic_name, replay_preset, replay_id }: FetchRequest): StreamRefusal | null {
    const entity = entityOfTopic(topic_name);
    if (entity === null) return unknownTopic(topic_name);
    const position = this.#startOf(replay_preset, replay_id);
    if (position === null) {
      return invalid('fetch.replayid.validation.failed', 'The Replay ID validation failed.');
    }
    this.#topic = topic_name;
    this.#entity = entity;
    this.#position = position;
    return null;
  }

  #startOf(preset: FetchRequest['replay_preset'], replayId: Buffer): number | null {
    if (preset === 'CUSTOM') return this.#log.positionOf(replayId);
    return preset === 'EARLIEST' ? this.#log.floor : this.#log.last;
  }

  #checkTopic({ topic_name }: FetchRequest): StreamRefusal | null {
    if (topic_name === '' || topic_name === this.#topic) return null;
    return invalid('fetch.topic.mismatch', 'The topic cannot change within a stream.');
  }

  #batch(): FetchResponse['events'] {
    // After a reset of the org the bus starts again from its first position.
    if (this.#position > this.#log.last) this.#position = 0;
    const events: FetchResponse['events'][number][] = [];
    const max = Math.min(this.#wanted, BATCH_MAX);
    for (const { position, event } of this.#log.after(this.#position)) {
      if (events.length === max) break;
      this.#position = position;
      const schema = schemaOfEntity(event.entityName);
      if (schema === undefined || (this.#entity !== '*' && this.#entity !== event.entityName)) continue;
      events.push({
        event: { id: event.eventId, schema_id: schema.schemaId, payload: schema.encode(event) },
        replay_id: replayIdOf(position),
      });
    }
    return events;
  }

  #deliver(events: FetchResponse['events']): void {
    const struck = this.#port.strike(['timeout-before', 'timeout-after'])?.fault;
    if (struck === 'timeout-before') {
      this.#end(CUT);
      return;
    }
    this.#wanted -= events.length;
    this.#send(events);
    if (struck === 'timeout-after') this.#end(CUT);
  }

  #send(events: FetchResponse['events']): void {
    this.#port.send({
      events,
      latest_replay_id: replayIdOf(this.#position),
      rpc_id: '',
      pending_num_requested: this.#wanted,
    });
  }

  #end(refusal: StreamRefusal): void {
    this.#over = true;
    this.#port.fail(refusal);
  }
}

function checkCount({ num_requested }: FetchRequest): StreamRefusal | null {
  if (num_requested > 0) return null;
  return invalid('fetch.requested.events.invalid', 'num_requested must be more than zero.');
}

export function unknownTopic(topic: string): StreamRefusal {
  const errorCode = 'sfdc.platform.eventbus.grpc.topic.not.found';
  return { status: 'NOT_FOUND', errorCode, message: `The topic ${topic} is not known.` };
}

function invalid(code: string, message: string): StreamRefusal {
  return { status: 'INVALID_ARGUMENT', errorCode: `sfdc.platform.eventbus.grpc.subscription.${code}`, message };
}
