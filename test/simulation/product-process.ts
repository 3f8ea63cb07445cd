import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { pino } from 'pino';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { demoClock } from '#local/demo-clock.ts';
import { startProduct } from '#local/product.ts';
import type { LocalSecrets } from '#local/secrets.ts';
import type { VendorAddresses } from '#local/vendors.ts';
import { httpCaller } from '#operations/participants/http-caller.ts';
import { startOperations } from '#operations/start.ts';

/** What a process of the product needs to know; the door's addresses are for workers only. */
export interface ProcessOrder {
  readonly role: 'door' | 'worker';
  readonly databaseUrl: string;
  readonly secretsPath: string;
  readonly vendors: VendorAddresses;
  readonly port: number;
  readonly date: string;
  readonly subgraphUrls: Readonly<Record<'crm' | 'billing' | 'erp' | 'revrec', string>> | null;
}

/** What a process says when it is ready; the door says where its subgraphs answer. */
export type ProcessReady = NonNullable<ProcessOrder['subgraphUrls']> | 'ready';

const POLL_MS = 500;
const QUEUE_POLL_MS = 50;
/** A busy machine may be slow; nothing here is about that. */
const PATIENT_MS = 60_000;

const order = JSON.parse(process.argv[2] ?? '{}') as ProcessOrder;
const secrets = JSON.parse(readFileSync(order.secretsPath, 'utf8')) as LocalSecrets;
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
process.on('disconnect', () => process.exit(0));

/** Gateway and subgraphs: accepts and answers, runs no sagas. */
async function openDoor(): Promise<ProcessReady> {
  const { databaseUrl, vendors, port, date } = order;
  const { crm, billing, erp, revrec } = await startProduct({
    databaseUrl,
    secrets,
    vendors,
    clock: demoClock(date),
    log,
    port,
    worker: false,
    intake: false,
    pollMs: POLL_MS,
    subgraphTimeoutMs: PATIENT_MS,
  });
  return { crm: crm.url, billing: billing.url, erp: erp.url, revrec: revrec.url };
}

/** Runs sagas and takes in the systems' news. */
async function work(): Promise<ProcessReady> {
  const { subgraphUrls, databaseUrl, date } = order;
  if (subgraphUrls === null) throw new Error('A worker needs to know where the systems are');
  const callerOf = (url: string) => httpCaller(url, secrets.serviceSecret);
  await startOperations({
    databaseUrl,
    serviceSecret: secrets.serviceSecret,
    clock: demoClock(date),
    timers: systemTimers,
    ids: systemIds,
    log,
    bell: await openEventBell(databaseUrl, systemTimers),
    callers: {
      CRM: callerOf(subgraphUrls.crm),
      BILLING: callerOf(subgraphUrls.billing),
      ERP: callerOf(subgraphUrls.erp),
      REVREC: callerOf(subgraphUrls.revrec),
    },
    intake: true,
    pollMs: QUEUE_POLL_MS,
  });
  return 'ready';
}

process.send?.(await (order.role === 'door' ? openDoor() : work()));
// Else it is written when a process ends, which ours never do by themselves.
flushCompileCache();
