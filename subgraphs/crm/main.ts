import { runService } from '#kit/server/service.ts';
import { readConfig } from './config.ts';
import { startCrm } from './start.ts';

/** The CRM subgraph as a service of its own, on a database that was migrated before. */
const config = readConfig(process.env);
await runService('crm', config, (parts) => startCrm({ ...config, ...parts }), process.exit);
