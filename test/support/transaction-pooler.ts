import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);
const HEADER_BYTES = 5;

export interface TransactionPooler {
  readonly port: number;
  close(): Promise<void>;
}

/** What a pooler in transaction mode does to its clients: between two transactions a session gets another server connection. */
export async function transactionPooler(serverPort: number): Promise<TransactionPooler> {
  const idle: ServerSide[] = [];
  const sockets = new Set<Socket>();
  const door = createServer((client) => {
    const login = new ServerSide(connect(serverPort, '127.0.0.1'), (freed) => idle.push(freed));
    for (const socket of [client, login.socket]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    login.client = client;
    client.on('data', (message) => {
      if (message[0] === TERMINATE) return;
      // The last one freed comes first, so that two sessions soon share one.
      const server = [...sides].find((side) => side.client === client) ?? idle.pop();
      if (server === undefined) throw new Error('The test needs no more connections than it has clients');
      server.client = client;
      server.socket.write(message);
    });
    sides.add(login);
  });
  const sides = new Set<ServerSide>();
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (address === null || typeof address === 'string') throw new Error('A listener on a port has a port');
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      door.close();
      await once(door, 'close');
    },
  };
}

/** One connection to the server, and the client it works for until the transaction ends. */
class ServerSide {
  readonly socket: Socket;
  client: Socket | null = null;
  #pending = Buffer.alloc(0);

  constructor(socket: Socket, freed: (side: ServerSide) => void) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      const { client } = this;
      if (this.#endsTransaction(bytes)) {
        this.client = null;
        freed(this);
      }
      client?.write(bytes);
    });
  }

  /** Walks over the messages of the server; one may come in several pieces. */
  #endsTransaction(bytes: Buffer): boolean {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    let isAtEnd = false;
    while (this.#pending.length >= HEADER_BYTES) {
      const size = 1 + this.#pending.readUInt32BE(1);
      if (this.#pending.length < size) break;
      isAtEnd = this.#pending[0] === READY_FOR_QUERY && this.#pending[HEADER_BYTES] === IDLE;
      this.#pending = this.#pending.subarray(size);
    }
    return isAtEnd && this.#pending.length === 0;
  }
}
