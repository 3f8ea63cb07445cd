import { connect, type Socket } from 'node:net';
import type { Target } from './target.ts';

export interface RawConnection {
  readonly socket: Socket;
  write(bytes: string): void;
  /** Everything that came until the other side ended the connection. */
  readonly ended: Promise<string>;
  /** Ends once so much has come that it holds for it. */
  reads(holds: (text: string) => boolean): Promise<string>;
}

/** A connection below HTTP, so that a request can be malformed, slow or two at once. */
export function openRaw({ gateway }: Target): Promise<RawConnection> {
  const socket = connect(gateway.port, '127.0.0.1');
  let text = '';
  const waiting: { readonly holds: (text: string) => boolean; readonly resolve: (text: string) => void }[] = [];
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (const { holds, resolve } of waiting) if (holds(text)) resolve(text);
  });
  // A reset is an end too.
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(text));
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      resolve({
        socket,
        write: (bytes) => {
          socket.write(bytes, 'latin1');
        },
        ended,
        reads: (holds) =>
          holds(text) ? Promise.resolve(text) : new Promise((done) => waiting.push({ holds, resolve: done })),
      });
    });
  });
}

export function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}
