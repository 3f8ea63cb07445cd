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
    entries: entries.map(({ debit, credit, minor }) => ({
      dr: shownRole(debit, minor, asked).name,
      cr: shownRole(credit, -minor, asked).name,
      amount: asked.amounts.text(minor),
    })),
  };
};

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
  return new Map(
    [...roles].map(([role, minor]) => {
      const shown = shownRole(role, minor, asked);
      return [shown.name, asked.amounts.text(shown.minor)];
    }),
  );
}

/** Examples name the one role for differences of exchange after its sign: a loss as a debit, a gain as a credit. */
function shownRole(role: LedgerRole, minor: bigint, asked: Asked): { readonly name: string; readonly minor: bigint } {
  if (role === 'DEFERRED_REVENUE' && asked.preset === 'CONTRACT_DRIVEN') return { name: 'CONTRACT_LIABILITY', minor };
  if (role !== 'FX_GAIN_LOSS') return { name: role, minor };
  const named = new Set([...askedRoles(asked).values()].flat());
  if (named.has('FX_GAIN') && (minor < 0n || !named.has('FX_LOSS'))) return { name: 'FX_GAIN', minor: -minor };
  if (named.has('FX_GAIN_LOSS')) return { name: role, minor };
  return { name: 'FX_LOSS', minor };
}
