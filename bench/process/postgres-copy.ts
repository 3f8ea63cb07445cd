import type { Client, Connection, Submittable } from 'pg';

/** What a connection of `pg` can do besides queries; its types do not say so. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Sends text as the rows of a `copy … from stdin`. */
export function copyRows(client: Client, statement: string, text: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: Error | null = null;
    const copying = {
      submit: (connection: Connection) => connection.query(statement),
      handleCopyInResponse: (connection: CopyConnection) => {
        connection.sendCopyFromChunk(text);
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => {
        failed = error;
        reject(error);
      },
      handleReadyForQuery: () => {
        if (failed === null) resolve();
      },
    };
    client.query(copying as Submittable);
  });
}
