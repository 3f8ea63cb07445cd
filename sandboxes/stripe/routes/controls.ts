import { z } from 'zod';
import { parseJson, type Route, type VendorReply } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { decideDispute, openDispute } from '../billing/dispute.ts';
import { rollForward } from '../billing/rollover.ts';
import { type Wire, wireOf } from '../objects/wire.ts';

const SETTINGS = z.strictObject({
  draftWindowS: z.int().min(0).optional(),
  retryAfterDays: z.array(z.int().min(0)).max(8).optional(),
  afterLastRetry: z.enum(['past_due', 'unpaid', 'canceled']).optional(),
});

/** What nobody does over the vendor's API: the owner's choices in the dashboard, and what banks and card holders do. */
export function controlRoutes(account: Account): Route[] {
  return [
    {
      method: 'GET',
      path: '/__sandbox/settings',
      handle: () => ({ status: 200, body: account.settings }),
    },
    {
      method: 'POST',
      path: '/__sandbox/settings',
      handle: ({ rawBody }) => {
        const parsed = SETTINGS.safeParse(parseJson(rawBody));
        return parsed.success ? { status: 200, body: account.setUp(defined(parsed.data)) } : unreadable(parsed.error);
      },
    },
    {
      method: 'POST',
      path: '/__sandbox/disputes',
      handle: ({ rawBody }) => dispute(account, parseJson(rawBody)),
    },
    {
      method: 'POST',
      path: '/__sandbox/disputes/:id/decide',
      handle: ({ rawBody, params }) => decide(account, params['id'] ?? '', parseJson(rawBody)),
    },
  ];
}

const DISPUTE = z.strictObject({
  charge: z.string(),
  amount: z.int().min(1).optional(),
  reason: z.string().optional(),
});
const DECISION = z.strictObject({ outcome: z.enum(['won', 'lost']) });

/** A card holder's bank disputes a charge, all of it unless told; answers the dispute as the API shows it. */
function dispute(account: Account, body: unknown): VendorReply {
  const parsed = DISPUTE.safeParse(body);
  if (!parsed.success) return unreadable(parsed.error);
  const charge = account.records('charge').get(parsed.data.charge);
  if (charge?.status !== 'succeeded') return { status: 404, body: { error: 'There is no such succeeded charge.' } };
  const { amount = charge.amount, reason = 'general' } = parsed.data;
  if (charge.disputed || amount > charge.amount) {
    return { status: 400, body: { error: 'The charge is disputed already, or of less than that.' } };
  }
  return done(account, (call) => wireOf(account, 'dispute', openDispute(account, call, { charge, amount, reason })));
}

/** The bank decides a dispute. */
function decide(account: Account, id: string, body: unknown): VendorReply {
  const parsed = DECISION.safeParse(body);
  if (!parsed.success) return unreadable(parsed.error);
  const open = account.records('dispute').get(id);
  if (open === undefined || open.status === 'won' || open.status === 'lost') {
    return { status: 404, body: { error: 'There is no such open dispute.' } };
  }
  const { outcome } = parsed.data;
  return done(account, (call) => wireOf(account, 'dispute', decideDispute(account, call, { dispute: open, outcome })));
}

function done(account: Account, act: (call: Call) => Wire): VendorReply {
  rollForward(account);
  const call: Call = { key: null, requestId: null, at: account.parts.clock.nowS() };
  return { status: 200, body: account.parts.store.atomically(() => act(call)) };
}

function unreadable(error: z.ZodError): VendorReply {
  return { status: 400, body: { error: z.prettifyError(error) } };
}

function defined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
