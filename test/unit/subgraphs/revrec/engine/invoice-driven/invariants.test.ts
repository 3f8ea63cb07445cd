import fc from 'fast-check';
import type { ChargedLine, LedgerEvent } from '#revrec/engine/invoice-driven/events.ts';
import { ledgerEntries } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerTerms } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { addDays, type CivilDate, civilDate, monthKey } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import {
  balances,
  creditMemo,
  dispute,
  ending,
  entries,
  invoice,
  memoVoided,
  payment,
  pending,
  refund,
  TERMS,
  usage,
} from './a-ledger.ts';

/** Seeded, so that a failure is the same failure tomorrow. */
const RUNS = { numRuns: 100, seed: 906 };
const EPOCH = civilDate('2023-01-01');
const METERED = { meter: { aggregate: 'last_ever', unitPrice: ratio(7n, 3n) } } as const;
const share = fc.integer({ min: 1, max: 60 });

const anyLine = fc
  .record({
    amountMinor: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    taxMinor: fc.bigInt({ min: 0n, max: 10n ** 5n }),
    taxInclusive: fc.constant(false),
    start: fc.integer({ min: -60, max: 90 }),
    days: fc.integer({ min: 0, max: 200 }),
  })
  .map(({ start, days, ...line }): ChargedLine => {
    const from = addDays(EPOCH, start);
    return { ...line, service: days === 0 ? null : { from, to: addDays(from, days - 1) } };
  });

type Step = readonly [number, number, string];
const STEPS = ['pay', 'refund', 'memo', 'split', 'dispute', 'won', 'usage', 'pending', 'bill', 'unvoid'] as const;
const anySteps = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), share, fc.constantFrom(...STEPS)), {
  maxLength: 9,
});

/** One thing that may happen; `part` sixtieths of the invoice where it has an amount. */
function candidate([, part, step]: Step, at: CivilDate, [index, totalMinor]: readonly [number, bigint]): LedgerEvent {
  const id = `${step} ${index}`;
  const minor = (totalMinor * BigInt(part)) / 60n;
  const half = minor / 2n;
  switch (step) {
    case 'pay':
      return payment(at, minor, { id });
    case 'refund':
      return refund(at, minor, { id });
    case 'memo':
      return creditMemo(at, minor, { id, document: id });
    case 'split':
      return creditMemo(at, minor, {
        id,
        document: id,
        split: { refundMinor: half / 3n, balanceMinor: half - half / 3n, externalMinor: minor - half },
      });
    case 'dispute':
      return { ...dispute('DISPUTE_OPENED', at, minor), id };
    case 'won':
      return { ...dispute('DISPUTE_WON', at, minor), id };
    case 'usage':
      return { ...usage(at, BigInt(part)), id };
    case 'pending':
      return pending(id, at, { amountMinor: minor - half * 3n, taxMinor: 0n, taxInclusive: false, service: null });
    case 'bill':
      return invoice(at, { id, document: id, lines: [], includesPending: true, metered: true });
    default:
      return { ...memoVoided(at, `memo ${index - 1}`), id };
  }
}

const accepts = (events: readonly LedgerEvent[], terms: Partial<LedgerTerms> = METERED) =>
  ledgerEntries(events, { ...TERMS, ...terms }).ok;

/** An invoice and what happens to it, in order of time; what the engine refuses does not happen. */
const anyLife = fc.tuple(fc.array(anyLine, { minLength: 1, maxLength: 3 }), anySteps).map(([lines, steps]) => {
  const total = lines.reduce((all, { amountMinor, taxMinor }) => all + amountMinor + taxMinor, 0n);
  let events: readonly LedgerEvent[] = [invoice(EPOCH, { lines })];
  let at = EPOCH;
  for (const [index, step] of steps.entries()) {
    at = addDays(at, step[0]);
    const longer = [...events, candidate(step, at, [index, total])];
    if (accepts(longer)) events = longer;
  }
  return { events, lastOn: at };
});

const deferredBy = (events: readonly LedgerEvent[], month: string) =>
  entries(events, METERED)
    .filter((entry) => entry.month <= month)
    .reduce((all, { debit, credit, minor }) => {
      if (debit === 'DEFERRED_REVENUE') return all - minor;
      return credit === 'DEFERRED_REVENUE' ? all + minor : all;
    }, 0n);

describe('whatever happens to an invoice', () => {
  it('debits equal credits after every event, and every entry has an amount above zero', () => {
    fc.assert(
      fc.property(anyLife, ({ events }) => {
        for (const count of events.keys()) {
          const told = entries(events.slice(0, count + 1), METERED);
          const roles = balances(events.slice(0, count + 1), METERED);
          const { REVENUE = 0n, DEFERRED_REVENUE = 0n, TAX_LIABILITY = 0n, CUSTOMER_BALANCE = 0n } = roles;
          const { RECOVERABLES = 0n, EXTERNAL_CUSTOMER_BALANCE = 0n, ...debits } = roles;
          const creditSide =
            REVENUE + DEFERRED_REVENUE + TAX_LIABILITY + CUSTOMER_BALANCE + RECOVERABLES + EXTERNAL_CUSTOMER_BALANCE;
          const named = ['REVENUE', 'DEFERRED_REVENUE', 'TAX_LIABILITY', 'CUSTOMER_BALANCE'];
          const debitSide = Object.entries(debits).filter(([role]) => !named.includes(role));
          expect(debitSide.reduce((all, [, minor]) => all + minor, 0n)).toBe(creditSide);
          expect(told.every(({ minor }) => minor > 0n)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('a locked month never changes: what comes later leaves every month before it as it was', () => {
    fc.assert(
      fc.property(anyLife, ({ events }) => {
        const all = entries(events, METERED);
        for (const [index, next] of events.entries()) {
          const locked = (entry: { readonly month: string }) => entry.month < monthKey(next.at);
          expect(entries(events.slice(0, index), METERED).filter(locked)).toEqual(all.filter(locked));
        }
      }),
      RUNS,
    );
  });

  it('nothing stays deferred in the end, and net revenue is what is left of the price', () => {
    fc.assert(
      fc.property(anyLife, ({ events }) => {
        const untaxed = events.map((event) =>
          event.kind === 'INVOICE_ISSUED'
            ? { ...event, lines: event.lines.map((line) => ({ ...line, taxMinor: 0n })) }
            : event,
        );
        fc.pre(accepts(untaxed));
        const roles = balances(untaxed, METERED);
        const role = (name: string) => roles[name] ?? 0n;
        expect(role('DEFERRED_REVENUE')).toBe(0n);
        const contras = role('REFUNDS_CONTRA') + role('CREDIT_NOTES_CONTRA') + role('DISPUTES_CONTRA');
        const assets = role('AR') + role('UNBILLED_AR') + role('CASH');
        const owed = role('CUSTOMER_BALANCE') + role('EXTERNAL_CUSTOMER_BALANCE') + role('RECOVERABLES');
        expect(role('REVENUE') - contras).toBe(assets - owed);
        const taken = entries(untaxed, METERED).filter(({ credit }) => credit === 'REVENUE');
        expect(taken.every(({ debit }) => debit === 'DEFERRED_REVENUE' || debit === 'UNBILLED_AR')).toBe(true);
      }),
      RUNS,
    );
  });

  it('a credit memo and its void leave nothing', () => {
    fc.assert(
      fc.property(anyLife, share, fc.nat(), ({ events, lastOn }, part, place) => {
        const [first] = events;
        const total =
          first?.kind === 'INVOICE_ISSUED' ? first.lines.reduce((all, one) => all + one.amountMinor, 0n) : 0n;
        const after = 1 + (place % events.length);
        const at = events[after - 1]?.at ?? lastOn;
        const memo = creditMemo(at, (total * BigInt(part)) / 60n, { document: 'LATER', id: 'LATER' });
        const all = [...events.slice(0, after), memo, ...events.slice(after), memoVoided(addDays(lastOn, 40), 'LATER')];
        fc.pre(accepts(all));
        expect(balances(all, METERED)).toEqual(balances(events, METERED));
      }),
      RUNS,
    );
  });

  it('once it is fully refunded, voided, written off or excluded nothing of it is deferred', () => {
    const ends = fc.constantFrom('REFUNDED', 'INVOICE_VOIDED', 'MARKED_UNCOLLECTIBLE', 'EXCLUDED');
    fc.assert(
      fc.property(anyLife, ends, fc.integer({ min: 0, max: 60 }), ({ events, lastOn }, kind, days) => {
        const at = addDays(lastOn, days);
        const end = kind === 'REFUNDED' ? refund(at, null, { id: 'all' }) : ending(kind, at);
        fc.pre(accepts([...events, end]));
        expect(deferredBy([...events, end], monthKey(at))).toBe(0n);
        const later = entries([...events, end], METERED).filter(({ month }) => month > monthKey(at));
        expect(later).toEqual([]);
      }),
      RUNS,
    );
  });

  it('what is delivered twice posts nothing more', () => {
    fc.assert(
      fc.property(anyLife, ({ events }) => {
        const doubled = events.flatMap((event) => [event, event]);
        expect(entries([...doubled, ...events], METERED)).toEqual(entries(events, METERED));
      }),
      RUNS,
    );
  });

  it('in another currency nothing stays open or deferred once it is settled in its own', () => {
    const anyRate = fc.integer({ min: 1, max: 99_999 });
    const parts = fc.array(fc.tuple(share, anyRate), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 3 }), anyRate, parts, (lines, first, later) => {
        const on = (index: number) => addDays(EPOCH, index * 17);
        const rates = [first, ...later.map(([, rate]) => rate)].map((rate, index) => ({
          on: on(index),
          from: 'BHD',
          to: 'USD',
          rate: ratio(BigInt(rate), 10_000n),
        }));
        const total = lines.reduce((all, { amountMinor, taxMinor }) => all + amountMinor + taxMinor, 0n);
        let open = total;
        const paid = later.map(([part], index) => {
          const minor = (open * BigInt(part)) / 60n;
          open -= minor;
          return index % 2 === 0
            ? payment(on(index + 1), minor, { id: `paid ${index}` })
            : creditMemo(on(index + 1), minor, { document: `memo ${index}`, id: `memo ${index}` });
        });
        const last = payment(on(later.length), open, { id: 'last' });
        const roles = balances([invoice(EPOCH, { currency: 'BHD', lines }), ...paid, last], { rates });
        expect([roles['AR'] ?? 0n, roles['DEFERRED_REVENUE'] ?? 0n]).toEqual([0n, 0n]);
      }),
      RUNS,
    );
  });
});
