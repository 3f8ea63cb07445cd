import { z } from 'zod';
import { parseJson, type Route, type VendorReply } from '#sandboxes/kit/server.ts';
import type { Account } from '../account.ts';

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
  ];
}

function unreadable(error: z.ZodError): VendorReply {
  return { status: 400, body: { error: z.prettifyError(error) } };
}

function defined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
