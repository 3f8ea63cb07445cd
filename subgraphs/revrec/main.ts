import { runService } from '#kit/server/service.ts';
import { readConfig } from './config.ts';
import { startRevrec } from './start.ts';

/** The revenue subgraph as a service of its own, on a database that was migrated before. */
const config = readConfig(process.env);
await runService('revrec', config, (parts) => startRevrec({ ...config, ...parts }), process.exit);
