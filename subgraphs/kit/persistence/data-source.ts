import type { ClientBase } from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { parseDatabaseUrl, unusable } from './connect.ts';
import { exactTypes } from './exact-types.ts';
import { refuseTransactionPooler } from './pooler.ts';
import { traceStatements } from './trace-statements.ts';

export interface DataSourceSettings {
  readonly url: string;
  /** Where the entities live that name no schema of their own. Raw SQL names its schema: no search path is set. */
  readonly schema: string;
  readonly entities: readonly EntitySchema[];
  /** How many connections this source may hold. All sources of a server share its `max_connections`. */
  readonly poolSize: number;
  /** Shown by the server beside each of these connections. */
  readonly applicationName: string;
  /** A statement that runs longer is ended by the server. */
  readonly statementTimeoutMs?: number;
}

const STATEMENT_TIMEOUT_MS = 30_000;
// A transaction left open holds back every reader of the event log, which waits for the oldest one.
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens a pool that a subgraph asks its own tables with. The schema is the migrations' alone: nothing is synchronised.
 * Throws `DatabaseUnusable`. The caller ends it with `destroy()`.
 */
export async function openDataSource(settings: DataSourceSettings): Promise<DataSource> {
  const { url, schema, entities, poolSize, applicationName } = settings;
  const address = parseDatabaseUrl(url);
  await refuseTransactionPooler(url);

  const statementTimeoutMs = settings.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema,
    entities: [...entities],
    poolSize,
    applicationName,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    extra: {
      types: exactTypes,
      keepAlive: true,
      // As statements, not as start-up parameters: a pooler in session mode refuses parameters it does not know.
      onConnect: (client: ClientBase) =>
        client.query(
          `set statement_timeout = ${statementTimeoutMs};
           set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_TIMEOUT_MS}`,
        ),
    },
  });
  try {
    await dataSource.initialize();
    traceStatements(dataSource);
    return dataSource;
  } catch (error) {
    throw unusable(address, error);
  }
}
