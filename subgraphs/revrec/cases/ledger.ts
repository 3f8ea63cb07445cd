import { z } from 'zod';
import { type LedgerEntry, ledgerEntries, postingsOf } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerRole } from '#revrec/engine/invoice-driven/ledger-role.ts';
import { balancesOf } from '#revrec/engine/invoice-driven/movement.ts';
import type { Asked, Driver } from './driver.ts';
import { figureOf } from './inputs.ts';
import { readLedger } from './ledger-events.ts';

/** `postings` and, where asked, `entries` and whether debits equal credits, of all that the events moved. */
export const ledger: Driver = (asked) => {
  const { events, terms } = readLedger(asked);
  const entries = figureOf(ledgerEntries(events, terms));
  return {
    complete: [...balancesOf(entries).values()].reduce((all, minor) => all + minor, 0n) === 0n,
    postings: postingsShown(entries, asked),
    entries: entriesShown(entries, asked),
  };
};

const ASKED_ENTRIES = z.array(z.object({ dr: z.string(), cr: z.string(), month: z.string().optional() })).catch([]);

interface ShownEntry {
  readonly month: string;
  readonly dr: string;
  readonly cr: string;
  readonly amount: string;
}

/** Gross entries, in the order in which an example names their roles, with their month where it tells months. */
function entriesShown(entries: readonly LedgerEntry[], asked: Asked): readonly object[] {
  const named = ASKED_ENTRIES.parse(asked.expected['entries']);
  const hasMonths = named.some(({ month }) => month !== undefined);
  const left: ShownEntry[] = entries.map(({ month, debit, credit, minor }) => ({
    month,
    dr: shownRole(debit, minor, asked).name,
    cr: shownRole(credit, -minor, asked).name,
    amount: asked.amounts.text(minor),
  }));
  const inOrder = named.flatMap(({ dr, cr, month }) => {
    const found = left.findIndex((one) => one.dr === dr && one.cr === cr && (month ?? one.month) === one.month);
    return found === -1 ? [] : left.splice(found, 1);
  });
  return [...inOrder, ...left].map(({ month, ...entry }) => (hasMonths ? { month, ...entry } : entry));
}

const ASKED_POSTINGS = z.record(z.string(), z.record(z.string(), z.string())).catch({});

type Months = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Every month and role that moved. Where an example does not claim to be complete, only those it names; a named one that
 * did not move is zero.
 */
function postingsShown(entries: readonly LedgerEntry[], asked: Asked): Months {
  const named = askedRoles(asked);
  const all = new Map([...postingsOf(entries)].map(([month, roles]) => [month, shownRoles(roles, asked)]));
  const complete = asked.expected['complete'] === true;
  const months = new Set([...(complete ? all.keys() : []), ...named.keys()]);
  return Object.fromEntries(
    [...months].sort().map((month) => {
      const moved = all.get(month) ?? new Map<string, string>();
      const wanted = named.get(month) ?? [];
      const roles = new Set([...wanted, ...(complete ? moved.keys() : [])]);
      return [month, Object.fromEntries([...roles].map((role) => [role, moved.get(role) ?? asked.amounts.text(0n)]))];
    }),
  );
}

function askedRoles({ expected }: Asked): ReadonlyMap<string, readonly string[]> {
  const months = Object.entries(ASKED_POSTINGS.parse(expected['postings']));
  return new Map(months.map(([month, roles]) => [month, Object.keys(roles)]));
}

function shownRoles(roles: ReadonlyMap<LedgerRole, bigint>, asked: Asked): ReadonlyMap<string, string> {
  const sums = new Map<string, bigint>();
  for (const [role, minor] of roles) {
    const shown = shownRole(role, minor, asked);
    sums.set(shown.name, (sums.get(shown.name) ?? 0n) + shown.minor);
  }
  return new Map([...sums].map(([name, minor]) => [name, asked.amounts.text(minor)]));
}

/**
 * What is owed in services has two names, by preset unless the example names one of them only. The one role for
 * differences of exchange is named after its sign: a loss as a debit, a gain as a credit.
 */
function shownRole(role: LedgerRole, minor: bigint, asked: Asked): { readonly name: string; readonly minor: bigint } {
  const named = new Set([...askedRoles(asked).values()].flat());
  if (role === 'DEFERRED_REVENUE' || role === 'CONTRACT_LIABILITY') {
    const own = asked.preset === 'CONTRACT_DRIVEN' ? 'CONTRACT_LIABILITY' : 'DEFERRED_REVENUE';
    const other = own === 'CONTRACT_LIABILITY' ? 'DEFERRED_REVENUE' : 'CONTRACT_LIABILITY';
    return { name: named.has(other) && !named.has(own) ? other : own, minor };
  }
  if (role !== 'FX_GAIN_LOSS') return { name: role, minor };
  if (named.has('FX_GAIN') && (minor < 0n || !named.has('FX_LOSS'))) return { name: 'FX_GAIN', minor: -minor };
  if (named.has('FX_GAIN_LOSS')) return { name: role, minor };
  return { name: 'FX_LOSS', minor };
}
