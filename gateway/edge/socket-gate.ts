import type { WebSocket } from 'ws';
import type { Clock } from '#kit/runtime/clock.ts';
import { jsonRefusal } from './json-guard.ts';

export interface SocketGateSettings {
  /** Of a message's whole JSON. */
  readonly jsonNestingMax: number;
  /** Of messages and pings together. */
  readonly messagesPerSecondMax: number;
  readonly clock: Clock;
  /** Told once a socket. */
  readonly onTooOften: () => void;
}

/** Close codes of the protocol and of WebSocket itself. */
const BAD_MESSAGE = 4400;
const TOO_MANY = 4429;
const NOT_TEXT = 1003;

const SECOND_MS = 1_000;
/** A message has its payload one level deeper than a body has it. */
const ENVELOPE_LEVELS = 1;

/**
 * Stands before everything that listens to a socket: what it refuses closes the socket and is heard by nobody, so that no
 * operation starts from a message that was refused.
 */
export function gateSocket(socket: WebSocket, settings: SocketGateSettings): void {
  const { jsonNestingMax, messagesPerSecondMax, clock, onTooOften } = settings;
  let second = 0;
  let count = 0;
  const isTooOften = () => {
    const now = Math.floor(clock.now().getTime() / SECOND_MS);
    count = now === second ? count + 1 : 1;
    second = now;
    return count > messagesPerSecondMax;
  };
  const verdict = (event: string | symbol, data: unknown, isBinary: unknown): readonly [number, string] | null => {
    if (event !== 'message' && event !== 'ping') return null;
    if (isTooOften()) {
      onTooOften();
      return [TOO_MANY, 'Too many messages'];
    }
    if (event === 'ping') return null;
    if (isBinary === true) return [NOT_TEXT, 'Only text is taken'];
    const refusal = jsonRefusal(String(data), jsonNestingMax + ENVELOPE_LEVELS);
    return refusal === null ? null : [BAD_MESSAGE, 'Bad message'];
  };
  const emit = socket.emit.bind(socket);
  let closed = false;
  socket.emit = (event: string | symbol, ...given: unknown[]) => {
    // `ws` has closed the socket with the code that fits; who else heard of it would write it, with its stack, to stderr.
    if (event === 'error') return true;
    const refused = closed ? null : verdict(event, given[0], given[1]);
    if (refused !== null) {
      closed = true;
      socket.close(...refused);
    }
    return closed && (event === 'message' || event === 'ping') ? false : emit(event, ...given);
  };
}
