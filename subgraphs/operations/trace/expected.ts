import type { Link, Thing } from './links.ts';

const PREFIXES: ReadonlyMap<string, Thing> = new Map([
  ['cust', 'customer'],
  ['opp', 'opportunity'],
  ['ctr', 'contract'],
  ['sub', 'subscription'],
  ['inv', 'invoice'],
  ['pay', 'payment'],
  ['cm', 'creditMemo'],
  ['rfd', 'refund'],
  ['rc', 'revenueContract'],
  ['ob', 'obligation'],
  ['post', 'posting'],
  ['je', 'journalEntry'],
]);

/** What a linked id stands for; a journal batch has no id of the graph's. */
export function thingOf(id: string): Thing {
  return PREFIXES.get(id.split('_', 1)[0] ?? '') ?? 'batch';
}

/** What each thing must lead to, and how its absence is said. */
const MUST_LEAD_TO: readonly (readonly [Thing, Thing, string])[] = [
  ['contract', 'subscription', 'has no subscription in billing'],
  ['contract', 'revenueContract', 'has no revenue contract'],
  ['invoice', 'posting', 'is not in the ledger'],
  ['creditMemo', 'posting', 'is not in the ledger'],
  ['refund', 'posting', 'is not in the ledger'],
  ['batch', 'journalEntry', 'is a journal that the ledger does not have'],
];

/** A sentence for each link that has to be there and is not. */
export function missingLinks(ids: readonly string[], links: readonly Link[]): readonly string[] {
  const leads = new Set(links.map(({ from, to }) => `${from}>${thingOf(to)}`));
  return MUST_LEAD_TO.flatMap(([thing, next, sentence]) =>
    ids.filter((id) => thingOf(id) === thing && !leads.has(`${id}>${next}`)).map((id) => `${id} ${sentence}.`),
  );
}

/** Batches are our own word: what leads to one leads to the journal that came of it. */
export function withoutBatches(links: readonly Link[]): readonly Link[] {
  const into = links.filter(({ to }) => thingOf(to) === 'batch');
  const outOf = links.filter(({ from }) => thingOf(from) === 'batch');
  const through = into.flatMap((first) =>
    outOf
      .filter(({ from }) => from === first.to)
      .map(({ to, ref }) => ({ from: first.from, to, relation: 'journals', ref })),
  );
  return [...links.filter(({ from, to }) => thingOf(from) !== 'batch' && thingOf(to) !== 'batch'), ...through];
}
