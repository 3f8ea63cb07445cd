import { parseJson, type Route, type SandboxParts, type VendorReply, type VendorRequest } from '../kit/server.ts';
import type { AccountPreferences } from './account-preferences.ts';
import type { Books } from './books.ts';
import type { Governance, Limits } from './governance.ts';
import { voidTransaction } from './void.ts';

interface ControlParts {
  readonly books: Books;
  readonly governance: Governance;
  readonly preferences: AccountPreferences;
  readonly sandbox: SandboxParts;
}

/**
 * What a person in the account, or its operator at the vendor, would do and no REST call can: `GET` and `POST
 * /__sandbox/limits` (members of `Limits`), `POST /__sandbox/preferences` (`strictDimensions`) and `POST
 * /__sandbox/void` (`type`, `id`: an internal id or `eid:` and an external one).
 */
export function controlRoutes({ books, governance, preferences, sandbox }: ControlParts): readonly Route[] {
  return [
    { method: 'GET', path: '/__sandbox/limits', handle: () => done(governance.limits()) },
    {
      method: 'POST',
      path: '/__sandbox/limits',
      handle: (request) => {
        const limits = readLimits(membersOf(request));
        return typeof limits === 'string' ? wrong(limits) : done(governance.limit(limits));
      },
    },
    {
      method: 'POST',
      path: '/__sandbox/preferences',
      handle: (request) => {
        const { strictDimensions } = membersOf(request);
        if (typeof strictDimensions !== 'boolean') return wrong('strictDimensions must be true or false.');
        preferences.set({ strictDimensions });
        return done({ strictDimensions });
      },
    },
    {
      method: 'POST',
      path: '/__sandbox/void',
      handle: (request) => {
        const { type, id } = membersOf(request);
        const refusal = voidTransaction(String(type), String(id), books, sandbox);
        return refusal === null ? { status: 204 } : wrong(refusal.detail);
      },
    },
  ];
}

const LIMITS: readonly (keyof Limits)[] = ['concurrencyMax', 'ratePerSecond', 'secondMs', 'retryAfterS'];
const MAY_BE_NULL: ReadonlySet<string> = new Set(['ratePerSecond', 'retryAfterS']);

function readLimits(given: Readonly<Record<string, unknown>>): Partial<Limits> | string {
  const limits: Record<string, number | null> = {};
  for (const name of LIMITS) {
    const value = given[name];
    if (value === undefined) continue;
    if (value === null && MAY_BE_NULL.has(name)) limits[name] = null;
    else if (typeof value === 'number' && Number.isInteger(value) && value >= 0) limits[name] = value;
    else return `${name} must be a whole number from 0.`;
  }
  return limits;
}

function membersOf({ rawBody }: VendorRequest): Readonly<Record<string, unknown>> {
  const body = parseJson(rawBody);
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function done(body: unknown): VendorReply {
  return { status: 200, body };
}

function wrong(error: string): VendorReply {
  return { status: 400, body: { error } };
}
