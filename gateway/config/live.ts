import type { EnvironmentReader } from './environment.ts';

/** How many may follow what is happening, and how far behind they may be. Times are in ms; `UNBOUNDED` bounds nothing. */
export interface LiveConfig {
  readonly socketsPerSubjectMax: number;
  readonly socketsPerAddressMax: number;
  readonly operationsPerSocketMax: number;
  /** Whether a page of an origin that is not listed is refused. */
  readonly socketOriginCheck: boolean;
  readonly socketInitTimeoutMs: number;
  readonly socketInitBytesMax: number;
  readonly socketMessageBytesMax: number;
  /** Of messages and pings together, in one second. */
  readonly socketMessagesPerSecondMax: number;
  /** Events that one consumer may be behind before it is closed. */
  readonly eventsBufferedMax: number;
  /** The same in bytes, of everything on one connection. */
  readonly bytesBufferedMax: number;
  /** How long a consumer with a full buffer may read nothing before it is closed. */
  readonly slowConsumerMs: number;
}

export const LIVE_DEFAULTS: LiveConfig = {
  socketsPerSubjectMax: 10,
  socketsPerAddressMax: 200,
  operationsPerSocketMax: 50,
  socketOriginCheck: true,
  socketInitTimeoutMs: 3_000,
  socketInitBytesMax: 8 * 1024,
  socketMessageBytesMax: 64 * 1024,
  socketMessagesPerSecondMax: 100,
  eventsBufferedMax: 1_024,
  bytesBufferedMax: 1024 * 1024,
  slowConsumerMs: 10_000,
};

/** `SOCKETS_*`, `SOCKET_*`, `EVENTS_BUFFERED_MAX`, `EVENT_BYTES_BUFFERED_MAX`, `SLOW_CONSUMER_MS`. */
export function readLive(environment: EnvironmentReader): LiveConfig {
  const usual = LIVE_DEFAULTS;
  return {
    socketsPerSubjectMax: environment.bound('SOCKETS_PER_SUBJECT_MAX', usual.socketsPerSubjectMax),
    socketsPerAddressMax: environment.bound('SOCKETS_PER_ADDRESS_MAX', usual.socketsPerAddressMax),
    operationsPerSocketMax: environment.bound('SOCKET_OPERATIONS_MAX', usual.operationsPerSocketMax),
    socketOriginCheck: environment.switch('SOCKET_ORIGIN_CHECK', usual.socketOriginCheck),
    socketInitTimeoutMs: environment.bound('SOCKET_INIT_TIMEOUT_MS', usual.socketInitTimeoutMs),
    socketInitBytesMax: environment.bound('SOCKET_INIT_BYTES_MAX', usual.socketInitBytesMax),
    socketMessageBytesMax: environment.bound('SOCKET_MESSAGE_BYTES_MAX', usual.socketMessageBytesMax),
    socketMessagesPerSecondMax: environment.bound('SOCKET_MESSAGES_PER_SECOND', usual.socketMessagesPerSecondMax),
    eventsBufferedMax: environment.bound('EVENTS_BUFFERED_MAX', usual.eventsBufferedMax),
    bytesBufferedMax: environment.bound('EVENT_BYTES_BUFFERED_MAX', usual.bytesBufferedMax),
    slowConsumerMs: environment.bound('SLOW_CONSUMER_MS', usual.slowConsumerMs),
  };
}
