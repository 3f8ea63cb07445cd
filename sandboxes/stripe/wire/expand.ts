import type { Account } from '../account.ts';
import type { Kind } from '../objects/records.ts';
import { type Wire, wireOf } from '../objects/wire.ts';
import { Refusal } from './refusal.ts';

const DEPTH_MAX = 4;

/** Which kind an id is of, by its prefix: only these can be expanded. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['cus', 'customer'],
  ['prod', 'product'],
  ['price', 'price'],
  ['sub', 'subscription'],
  ['in', 'invoice'],
  ['pi', 'payment_intent'],
  ['ch', 'charge'],
  ['re', 'refund'],
  ['cbtxn', 'customer_balance_transaction'],
  ['dp', 'dispute'],
  ['pr', 'payment_record'],
]);

/** Lists that a record only shows when it is asked to. */
const HIDDEN: ReadonlyMap<string, (account: Account, id: string) => readonly Wire[]> = new Map([
  [
    'invoice.payments',
    (account: Account, id: string) =>
      account
        .records('invoice_payment')
        .filter(({ invoice }) => invoice === id)
        .map((payment) => wireOf(account, 'invoice_payment', payment)),
  ],
  [
    'customer.subscriptions',
    (account: Account, id: string) =>
      account
        .records('subscription')
        .filter(({ customer, status }) => customer === id && status !== 'canceled')
        .map((subscription) => wireOf(account, 'subscription', subscription)),
  ],
]);

/** The body with the records at the given paths in the place of their ids, or what cannot be expanded. */
export function expand(account: Account, body: Wire, paths: readonly string[]): Wire | Refusal {
  let expanded: unknown = body;
  for (const path of paths) {
    const parts = path.split('.');
    // evidence: [?]: expansions of at most four levels
    if (parts.filter((part) => part !== 'data').length > DEPTH_MAX) {
      return notExpandable(`You cannot expand more than ${DEPTH_MAX} levels of a property (${path}).`);
    }
    expanded = along(account, expanded, parts);
    if (expanded instanceof Refusal) return notExpandable(`This property cannot be expanded (${path}).`);
  }
  return expanded as Wire;
}

const NOWHERE = new Refusal({ message: 'not a path' });

function along(account: Account, value: unknown, path: readonly string[]): unknown {
  const loaded = typeof value === 'string' ? load(account, value) : value;
  const [name, ...rest] = path;
  if (name === undefined) return isRecord(loaded) || Array.isArray(loaded) ? loaded : NOWHERE;
  if (loaded === null) return null;
  if (Array.isArray(loaded)) return all(loaded.map((entry) => along(account, entry, path)));
  if (!isRecord(loaded)) return NOWHERE;
  const fields = new Map(Object.entries(loaded));
  const hidden = HIDDEN.get(`${String(fields.get('object'))}.${name}`);
  const id = String(fields.get('id'));
  const child =
    hidden === undefined ? fields.get(name) : { object: 'list', data: hidden(account, id), has_more: false };
  if (child === undefined) return NOWHERE;
  const replaced = child === null ? null : along(account, child, rest);
  return replaced instanceof Refusal ? replaced : { ...loaded, [name]: replaced };
}

function all(values: readonly unknown[]): unknown {
  return values.find((value) => value instanceof Refusal) ?? values;
}

function isRecord(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function load(account: Account, id: string): unknown {
  const kind = id.startsWith('sub_sched_') ? 'subscription_schedule' : KINDS.get(id.split('_')[0] ?? '');
  return kind === undefined ? NOWHERE : wireById(account, kind, id);
}

function wireById<K extends Kind>(account: Account, kind: K, id: string): Wire | Refusal {
  const record = account.records(kind).get(id);
  return record === undefined ? NOWHERE : wireOf(account, kind, record);
}

function notExpandable(message: string): Refusal {
  return new Refusal({ message, param: 'expand', beforeExecution: true });
}
