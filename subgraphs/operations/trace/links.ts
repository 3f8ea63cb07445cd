/** What a trace is made of, in the order of the business. */
export const THINGS = [
  'customer',
  'opportunity',
  'contract',
  'subscription',
  'invoice',
  'payment',
  'creditMemo',
  'refund',
  'revenueContract',
  'obligation',
  'batch',
  'posting',
  'journalEntry',
] as const;
export type Thing = (typeof THINGS)[number];

export interface Node {
  readonly thing: Thing;
  readonly id: string;
}

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
  /** The vendor's record that stands for `to`, where it was named. */
  readonly ref: unknown;
}

/** A word that somebody may know a thing by: a number, a vendor's id. */
export interface Name {
  readonly name: string;
  readonly id: string;
}

export interface Found {
  readonly links: readonly Link[];
  readonly names: readonly Name[];
}

/** The member that says what an object is about: of several the first; the others name what it belongs to. */
const ABOUT: readonly (readonly [string, Thing])[] = [
  ['refundId', 'refund'],
  ['creditMemoId', 'creditMemo'],
  ['paymentId', 'payment'],
  ['invoiceId', 'invoice'],
  ['journalEntryId', 'journalEntry'],
  ['postingId', 'posting'],
  ['batchKey', 'batch'],
  ['obligationId', 'obligation'],
  ['subscriptionId', 'subscription'],
  ['revenueContractId', 'revenueContract'],
  ['contractId', 'contract'],
  ['opportunityId', 'opportunity'],
  ['customerId', 'customer'],
];

const RELATIONS: ReadonlyMap<string, string> = new Map([
  ['customer>opportunity', 'asks'],
  ['customer>contract', 'signs'],
  ['opportunity>contract', 'becomes'],
  ['contract>subscription', 'bills'],
  ['contract>invoice', 'invoices'],
  ['subscription>invoice', 'invoices'],
  ['invoice>payment', 'pays'],
  ['invoice>creditMemo', 'credits'],
  ['contract>creditMemo', 'credits'],
  ['payment>refund', 'refunds'],
  ['creditMemo>refund', 'settles'],
  ['contract>revenueContract', 'recognizes'],
  ['contract>obligation', 'promises'],
  ['contract>batch', 'earns'],
  ['batch>journalEntry', 'posts'],
  ['invoice>posting', 'posts'],
  ['creditMemo>posting', 'posts'],
  ['payment>posting', 'posts'],
  ['refund>posting', 'posts'],
]);

const NAMES = ['externalId', 'number', 'documentNumber'];

/**
 * Finds, anywhere in a structure, which things it speaks of, how they belong together and what they are called.
 * `about` is what the whole belongs to, such as the contract of the operation that brought it.
 */
export function findLinks(value: unknown, about: Node | null): Found {
  const links: Link[] = [];
  const names: Name[] = [];
  const join = (a: Node | null, b: Node | null, ref: unknown) => {
    if (a === null || b === null || a.id === b.id) return;
    const forth = RELATIONS.get(`${a.thing}>${b.thing}`);
    const back = RELATIONS.get(`${b.thing}>${a.thing}`);
    if (forth !== undefined) links.push({ from: a.id, to: b.id, relation: forth, ref });
    if (back !== undefined) links.push({ from: b.id, to: a.id, relation: back, ref: null });
  };
  const visitAll = (inner: Iterable<unknown>, enclosing: Node | null): void => {
    for (const one of inner) visit(one, enclosing);
  };
  const visit = (one: unknown, enclosing: Node | null): void => {
    if (typeof one !== 'object' || one === null) return;
    if (Array.isArray(one)) {
      visitAll(one, enclosing);
      return;
    }
    const members = new Map<string, unknown>(Object.entries(one));
    const [own = null, ...parents] = nodesIn(members);
    for (const parent of [enclosing, ...parents]) join(parent, own, refIn(members));
    for (const parent of parents) join(parent, enclosing, null);
    if (own !== null) names.push(...namesIn(members, own));
    members.delete('effect');
    visitAll(members.values(), own ?? enclosing);
  };
  visit(value, about);
  return { links, names };
}

function nodesIn(members: ReadonlyMap<string, unknown>): readonly Node[] {
  return ABOUT.flatMap(([member, thing]) => {
    const id = members.get(member);
    return typeof id === 'string' && id !== '' ? [{ thing, id }] : [];
  });
}

function refIn(members: ReadonlyMap<string, unknown>): unknown {
  const effect = members.get('effect');
  return typeof effect === 'object' ? effect : null;
}

function namesIn(members: ReadonlyMap<string, unknown>, { id }: Node): readonly Name[] {
  const effect = members.get('effect');
  const words = [
    ...NAMES.map((name) => members.get(name)),
    typeof effect === 'object' && effect !== null ? Reflect.get(effect, 'externalId') : null,
  ];
  return [id, ...words].flatMap((name) => (typeof name === 'string' && name !== '' ? [{ name, id }] : []));
}
