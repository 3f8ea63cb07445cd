import { systemIds } from '#kit/runtime/ids.ts';
import { runService } from '#kit/server/service.ts';
import { readConfig } from './config.ts';
import { httpCaller } from './participants/http-caller.ts';
import { startOperations } from './start.ts';

/** The process layer as a service of its own, on a database that was migrated before; the systems over HTTP. */
const { subgraphUrls, ...config } = readConfig(process.env);
await runService(
  'operations',
  config,
  ({ shutdown, ...parts }) => {
    const callerOf = (url: string) => {
      const caller = httpCaller(url, config.serviceSecret);
      shutdown.add(url, () => caller.close());
      return caller;
    };
    const { CRM, BILLING, ERP, REVREC } = subgraphUrls;
    return startOperations({
      ...config,
      ...parts,
      intake: config.worker,
      ids: systemIds,
      callers: { CRM: callerOf(CRM), BILLING: callerOf(BILLING), ERP: callerOf(ERP), REVREC: callerOf(REVREC) },
    });
  },
  process.exit,
);
