import { runService } from '#kit/server/service.ts';
import { readConfig } from './config.ts';
import { startErp } from './start.ts';

/** The ledger's subgraph as a service of its own, on a database that was migrated before. */
const config = readConfig(process.env);
await runService('erp', config, (parts) => startErp({ ...config, ...parts }), process.exit);
