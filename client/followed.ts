import type { SentDocument } from './document.ts';
import type { Line } from './line.ts';

/** One stream over one connection: what is asked for, and where what comes is put. */
export interface Followed {
  readonly document: SentDocument;
  readonly variables: Record<string, unknown>;
  readonly line: Line;
}
