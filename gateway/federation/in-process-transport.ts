import type { Clock } from '#kit/runtime/clock.ts';
import { callHeaders } from './call-headers.ts';
import { jsonCopy } from './json-copy.ts';
import { BrokenAnswer, type SubgraphTransport } from './subgraph-transport.ts';

/** What a subgraph in the same process is asked through; `SubgraphDoor` of the kit is one. */
export interface InProcessDoor {
  /** Rejects as a socket does when nobody is there: with a code such as `ECONNREFUSED`. */
  ask(
    headers: Readonly<Record<string, string>>,
    text: string,
  ): Promise<{ readonly status: number; readonly body?: unknown }>;
  readonly isOpen: boolean;
}

export interface InProcessTransportSettings {
  readonly door: InProcessDoor;
  /** Shared with the subgraph; signs who asks. Null = nothing is said about who asks. */
  readonly serviceSecret: string | null;
  readonly clock: Clock;
  /** Of the answer's JSON, were it written. */
  readonly answerBytesMax: number;
}

/**
 * Asks a subgraph of this process without HTTP and without the text of its answer. It is told what it is told over HTTP,
 * signed and judged alike, and its answer is what would come out of its JSON.
 */
export function inProcessTransport({
  door,
  serviceSecret,
  clock,
  answerBytesMax,
}: InProcessTransportSettings): SubgraphTransport {
  return {
    send: async (call) => {
      let isWanted = true;
      call.cancel = () => {
        isWanted = false;
      };
      const { status, body } = await door.ask(callHeaders(call, serviceSecret, clock.now()), call.request.text);
      if (!isWanted) throw new BrokenAnswer('nobody waits for the answer', false);
      const { value, bytesMost } = jsonCopy(body);
      if (bytesMost > answerBytesMax && Buffer.byteLength(JSON.stringify(value)) > answerBytesMax) {
        throw new BrokenAnswer(`more than ${answerBytesMax} bytes`, true);
      }
      return { status, body: value };
    },
    isUp: () => Promise.resolve(door.isOpen),
    close: () => Promise.resolve(),
  };
}
