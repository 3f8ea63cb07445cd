import { z } from 'zod';
import { type GatewayCommand, ownCommand } from './contestants.ts';
import { BENCH_BODIES } from './queries.ts';
import type { BenchWorld } from './world.ts';

export const PROTECTIONS = ['identity', 'limits', 'cost'] as const;
export type Protection = (typeof PROTECTIONS)[number];

interface Switch {
  /** What turns it off. */
  readonly off: Readonly<Record<string, string>>;
  /** A request that it refuses, and that is answered without it. */
  readonly refused: { readonly body: string; readonly isSigned: boolean };
}

const LIMIT_SETTINGS = [
  'BODY_BYTES_MAX',
  'JSON_NESTING_MAX',
  'QUERY_BYTES_MAX',
  'QUERY_TOKENS_MAX',
  'QUERY_NESTING_MAX',
  'QUERY_VARIABLES_MAX',
  'QUERY_FRAGMENTS_MAX',
  'QUERY_DEPTH_MAX',
  'INTROSPECTION_DEPTH_MAX',
  'QUERY_SELECTIONS_MAX',
  'QUERY_ALIASES_MAX',
  'QUERY_DIRECTIVES_MAX',
  'QUERY_ROOT_FIELDS_MAX',
  'INPUT_LIST_ITEMS_MAX',
  'PAGE_SIZE_MAX',
  'RATE_PER_PRINCIPAL',
  'RATE_PER_ADDRESS',
  'RATE_OF_FAILURES',
  'CONNECTIONS_MAX',
  'CONNECTIONS_PER_ADDRESS_MAX',
] as const;

const told = z.object({ extensions: z.object({ cost: z.unknown() }).partial().optional() });
const bodyOf = (query: string) => JSON.stringify({ query });
/** One more than a document may have. */
const ALIASES = Array.from({ length: 16 }, (_, index) => `a${index}: id`).join(' ');
/** A page on each line of a page, with two objects on each line of that. */
const COSTLY = '{ customers(first: 100) { contracts(first: 100) { totalValue { amount } product { code } } } }';

const SWITCHES: Readonly<Record<Protection, Switch>> = {
  identity: { off: { AUTH: 'off' }, refused: { body: BENCH_BODIES.light, isSigned: false } },
  limits: {
    off: Object.fromEntries(LIMIT_SETTINGS.map((name) => [name, 'off'])),
    refused: { body: bodyOf(`{ customer(id: "c1") { ${ALIASES} } }`), isSigned: true },
  },
  cost: { off: { COST: 'off', COST_MAX: 'off' }, refused: { body: bodyOf(COSTLY), isSigned: true } },
};

/** Our gateway without some of its protections. In development, since production refuses to be without identity. */
export function commandWithout(off: readonly Protection[]): (world: BenchWorld, port: number) => GatewayCommand {
  return (world, port) => {
    const { args, environment } = ownCommand(world, port);
    const settings = Object.assign({}, ...off.map((protection) => SWITCHES[protection].off));
    return { args, environment: { ...environment, NODE_ENV: 'development', ...settings } };
  };
}

/** What a gateway without these would say otherwise than its name says: a figure of such a row would mean nothing. */
export async function misnamed(
  url: string,
  authorization: string,
  off: readonly Protection[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const protection of PROTECTIONS) {
    const { body, isSigned } = SWITCHES[protection].refused;
    const headers = { 'content-type': 'application/json', ...(isSigned ? { authorization } : {}) };
    const { status } = await fetch(url, { method: 'POST', headers, body });
    if (status === 200 && !off.includes(protection)) found.push(`${protection} is off though it was left on`);
    if (status !== 200 && off.includes(protection)) found.push(`${protection} is on though it was switched off`);
  }
  // A limit that refuses nothing any more may still be reckoned with, and that is what costs.
  if (off.includes('cost') && (await tellsCost(url, authorization)))
    found.push('cost is told though it was switched off');
  return found;
}

async function tellsCost(url: string, authorization: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(url, { method: 'POST', headers, body: BENCH_BODIES.light });
  const { extensions } = told.parse(await response.json());
  return extensions?.cost !== undefined;
}
