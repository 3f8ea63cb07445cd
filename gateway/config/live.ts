/** How many may follow what is happening, and how far behind they may be. Times are in ms. */
export interface LiveConfig {
  readonly socketsPerSubjectMax: number;
  readonly socketsPerAddressMax: number;
  readonly operationsPerSocketMax: number;
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
  eventsBufferedMax: 1_024,
  bytesBufferedMax: 1024 * 1024,
  slowConsumerMs: 10_000,
};
