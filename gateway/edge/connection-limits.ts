import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientAddress } from './client-address.ts';
import { SocketCount } from './socket-count.ts';

export interface ConnectionLimits {
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
}

/** Connections beyond the limits are ended at once: not even a request is read from them. */
export function limitConnections(server: Server, { connectionsMax, connectionsPerAddressMax }: ConnectionLimits): void {
  if (Number.isFinite(connectionsMax)) server.maxConnections = connectionsMax;
  const addresses = new SocketCount(connectionsPerAddressMax);
  server.on('connection', (socket: Socket) => {
    const address = clientAddress(socket);
    if (!addresses.take(address)) socket.destroy();
    else socket.once('close', () => addresses.release(address));
  });
}
