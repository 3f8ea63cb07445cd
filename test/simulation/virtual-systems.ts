import { inLaneAsOne, type Lane } from '#kit/commands/lane.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { Pacer } from '#kit/transport/pacer.ts';
import type { Participants } from '#operations/engine/ports.ts';
import type { Command, CommandSystem } from '#operations/engine/saga.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { VirtualLedger } from './virtual-ledger.ts';

/** How long a command of a system without a limit takes. */
const TAKES_MS: ReadonlyMap<CommandSystem, number> = new Map([
  ['CRM', 150],
  ['BILLING', 250],
  ['REVREC', 20],
]);

/** Requests that a command costs the ledger: a document takes its customer's and items' ids, is written and read back. */
const REQUESTS: ReadonlyMap<string, number> = new Map([
  ['ensureCustomer', 1],
  ['postInvoice', 4],
  ['readPeriods', 1],
  ['postJournals', 1],
]);

/** How long the two commands of a promise take when nobody is in the way. */
export const PROMISE_TAKES_MS = (TAKES_MS.get('CRM') ?? 0) + (TAKES_MS.get('BILLING') ?? 0);
export const REQUESTS_OF_AMENDMENT = [...REQUESTS.values()].reduce((sum, count) => sum + count, 0);

export interface VirtualSystems {
  readonly timers: Timers;
  readonly ledger: VirtualLedger;
  readonly pacer: Pacer;
  /** Is told of every posting that was done. */
  readonly posted: (key: string) => void;
}

/** The systems as one worker reaches them; only the ledger has a limit, and its requests go through the pacer. */
export function virtualParticipants(systems: VirtualSystems, lane: Lane): Participants {
  return {
    write: async (command, key) => {
      if (command.system !== 'ERP') {
        await systems.timers.sleep(TAKES_MS.get(command.system) ?? 0);
        return ok(outcomeOf(command));
      }
      const reply = await inLaneAsOne(lane, () => askAll(systems, lane, REQUESTS.get(command.name) ?? 1));
      if (!reply.ok) return reply;
      if (command.name === 'postInvoice') systems.posted(key);
      return ok(outcomeOf(command));
    },
    lookUp: async () => fail({ kind: 'Unavailable', status: null }),
  };
}

/** A command that was refused at any of its requests is asked again whole. */
async function askAll(systems: VirtualSystems, lane: Lane, count: number): Promise<Result<null, ConnectorError>> {
  for (let left = count; left > 0; left -= 1) {
    const reply = await askLedger(systems, lane);
    if (!reply.ok) return reply;
  }
  return ok(null);
}

/** One request, such as somebody's read, in its lane. `arrived` is called when it has come to the ledger. */
export function askLedger(
  { pacer, ledger }: VirtualSystems,
  lane: Lane,
  arrived?: () => void,
): Promise<Result<null, ConnectorError>> {
  return pacer.run(lane, () => ledger.request(arrived));
}

const INVOICE = { invoiceId: 'inv_1', number: 'A-1', total: { minor: '100', currency: 'USD' } };
const OUTCOMES: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['amendContract', { contract: { version: 2 } }],
  ['amendSubscription', { subscriptionId: 'sub_1', invoice: INVOICE }],
  ['postInvoice', { documentNumber: 'INV1', status: 'VERIFIED', period: '2026-08' }],
  ['readPeriods', [{ key: '2026-08', status: 'OPEN' }]],
  ['dueJournals', { journals: [{ batchKey: 'rev:1', journal: {} }] }],
  ['postJournals', { entries: [] }],
]);

function outcomeOf({ name }: Command): unknown {
  return OUTCOMES.get(name) ?? {};
}
