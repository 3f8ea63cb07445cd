import { runService } from '#kit/server/service.ts';
import { readConfig } from './config.ts';
import { startBilling } from './start.ts';

/** The billing subgraph as a service of its own, on a database that was migrated before. */
const config = readConfig(process.env);
await runService('billing', config, (parts) => startBilling({ ...config, ...parts }), process.exit);
