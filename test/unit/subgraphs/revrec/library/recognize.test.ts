import { ENGINE_VERSION } from '#revrec/engine/derivation.ts';
import { replayHash } from '#revrec/engine/replay-hash.ts';
import { CONTRACT_DRIVEN } from '#revrec/library/policy-set.ts';
import { recognize } from '#revrec/library/recognize.ts';
import { aContract, aLine, anInvoice, monthsOf, read, recognized, sumOf } from './files.ts';

/** A year of seats and a service that is done in two steps, with all that may come later. */
const life = aContract({
  opportunity: 'OPP-1',
  lines: [
    aLine({ method: 'DAILY', ssp: { low: '90', point: '100', high: '110', source: 'study' } }),
    aLine({
      key: 'setup',
      product: 'SETUP',
      quantity: '1',
      unitPrice: '2000',
      pricePer: 'TERM',
      method: 'MILESTONE',
      ssp: '3000',
    }),
    aLine({ key: 'calls', product: 'CALLS', unitPrice: '0.01', pricePer: 'TERM', method: 'USAGE', ssp: undefined }),
  ],
  events: [
    anInvoice('I-1', '2026-01-01', '12000.00', { tax: '1140.00' }),
    { type: 'progress', on: '2026-02-10', line: 'setup', percent: '40' },
    {
      type: 'usage',
      key: 'U-1',
      on: '2026-03-31',
      product: 'CALLS',
      amount: '31.07',
      from: '2026-03-01',
      to: '2026-03-31',
    },
    { type: 'milestone', on: '2026-04-20', line: 'setup' },
    {
      type: 'amendment',
      key: 'A-1',
      on: '2026-07-01',
      added: [aLine({ key: 'more', quantity: '5', from: '2026-07-01', method: 'DAILY' })],
      removed: [],
    },
    {
      type: 'credit memo',
      key: 'M-1',
      on: '2026-09-05',
      lines: [{ product: 'SEAT', amount: '77.00', from: '2026-08-01', to: '2026-08-31' }],
    },
  ],
});

const ended = aContract({
  events: [
    anInvoice('I-1', '2026-01-01', '12000.00'),
    { type: 'cancellation', key: 'X', on: '2026-04-01', refund: '9000.00' },
  ],
});

const postsInvoices = {
  key: 'billingJournal',
  value: 'ENGINE',
  version: 2,
  effectiveFrom: '2026-01-01',
  author: 'J. Doe',
};

describe('recognising the events of a contract', () => {
  it('gives rows that sum to the price, month by month', () => {
    const one = recognized(aContract());
    expect(monthsOf(one, 'C-1/seats')).toEqual(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, month) => [`2026-${String(month + 1).padStart(2, '0')}`, 100_000n]),
      ),
    );
    expect(one.transactionPriceMinor).toBe(1_200_000n);
  });

  it('gives journals that balance by month, contract and layer, and sum to what is earned', () => {
    const one = recognized(life);
    const groups = Map.groupBy(one.journals, ({ period, contract, layer }) => `${period} ${contract} ${layer}`);
    for (const lines of groups.values()) {
      expect(sumOf(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor))).toBe(0n);
    }
    const revenue = one.journals.filter(({ role }) => role === 'REVENUE');
    expect(sumOf(revenue.map(({ creditMinor, debitMinor }) => creditMinor - debitMinor))).toBe(
      one.transactionPriceMinor,
    );
    expect(sumOf(one.schedule.map(({ amountMinor }) => amountMinor))).toBe(one.transactionPriceMinor);
  });

  it('derives every row, journal line and balance from events, prices and policies alone', () => {
    const one = recognized(life);
    const ids = new Set(one.derivations.map(({ id }) => id));
    expect(ids.size).toBe(one.derivations.length);
    const figures = [...one.schedule, ...one.journals, ...one.balances].map(({ derivation }) => derivation);
    expect(figures.filter((id) => !ids.has(id))).toEqual([]);
    const leaves = one.derivations.flatMap(({ inputs }) => inputs).filter((id) => !ids.has(id));
    const known = new Set([...one.eventIds, ...one.policyVersionIds]);
    expect(leaves.filter((id) => !known.has(id) && !id.startsWith('ssp:'))).toEqual([]);
    expect(
      one.derivations.every(({ rule, ruleVersion, result }) => rule !== '' && ruleVersion !== '' && result !== ''),
    ).toBe(true);
  });

  it.each([
    ['that lives', life],
    ['that ended and owes a refund', ended],
    ['whose ledger posts no invoices', { contracts: [life], policies: { versions: [postsInvoices] } }],
  ])('writes each row’s derivation as a formula that comes to the row, of a contract %s', (_, file) => {
    const one = recognized(file, {}, read(file).policies);
    const byId = new Map(one.derivations.map((told) => [told.id, told]));
    for (const { derivation, amountMinor, state } of one.schedule) {
      if (state === 'AWAITING_TRIGGER') continue;
      expect([derivation, worthOf(byId.get(derivation)?.formula ?? '')]).toEqual([derivation, amountMinor]);
    }
    const netted = one.journals.filter(({ obligation }) => obligation === null);
    expect(netted.length).toBeGreaterThan(1);
    for (const { derivation, debitMinor, creditMinor } of netted) {
      expect([derivation, worthOf(byId.get(derivation)?.formula ?? '')]).toEqual([
        derivation,
        debitMinor - creditMinor,
      ]);
    }
  });

  it('earns a line by its curve, and another one as it is invoiced', () => {
    const one = recognized(
      aContract({
        lines: [
          aLine({
            method: 'CUSTOM_CURVE',
            curve: [
              { until: '2026-03-31', weight: '75' },
              { until: '2026-12-31', weight: '25' },
            ],
          }),
          aLine({ key: 'hours', product: 'HOURS', method: 'RIGHT_TO_INVOICE', ssp: undefined }),
        ],
        events: [
          {
            type: 'invoice',
            key: 'I-1',
            on: '2026-02-03',
            lines: [{ product: 'HOURS', amount: '310.00', from: '2026-01-01', to: '2026-01-31' }],
          },
        ],
      }),
    );
    const { '2026-01': january, '2026-02': february, '2026-03': march } = monthsOf(one, 'C-1/seats');
    expect([january, february, march]).toEqual([310_000n, 280_000n, 310_000n]);
    expect(monthsOf(one, 'C-1/hours')).toEqual({ '2026-01': 31_000n });
    expect(one.transactionPriceMinor).toBe(1_231_000n);
  });

  it('gives a line with a residual range what the others leave, and names the range as its cause', () => {
    const feed = (high: string) =>
      aContract({
        lines: [
          aLine({ ssp: '110.00' }),
          aLine({
            key: 'feed',
            product: 'FEED',
            quantity: '1',
            unitPrice: '300',
            ssp: { residual: { low: '100', high } },
          }),
        ],
      });
    const one = recognized(feed('250'));
    expect(sumOf(Object.values(monthsOf(one, 'C-1/feed')))).toBe(1_560_000n - 1_320_000n);
    const told = one.derivations.find(({ id }) => id.startsWith('allocation:C-1/feed'));
    expect(told?.inputs).toContain('ssp:input file:FEED:residual 100-250 USD per MONTH');
    const { events } = read(feed('199.99'));
    expect(recognize(events, CONTRACT_DRIVEN)).toMatchObject({
      ok: false,
      error: [{ code: 'REJECTED_RESIDUAL', path: 'C-1/feed' }],
    });
  });

  it('names as causes of a balance the documents up to its day', () => {
    const file = aContract({
      events: [anInvoice('I-1', '2026-02-01', '10.00'), anInvoice('I-2', '2026-03-01', '10.00')],
    });
    const documents = read(file)
      .events.slice(1)
      .map(({ id }) => id);
    const causes = (on: string) => {
      const one = recognized(file, { on });
      const told = one.derivations.find(({ id }) => id === one.balances[0]?.derivation);
      return documents.map((id) => told?.inputs.includes(id));
    };
    expect([causes('2026-01-31'), causes('2026-02-01'), causes('2026-03-31')]).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });

  it('names as causes of a row the evidence that it was measured by', () => {
    const ids = read(life).events.flatMap(({ id, kind }) =>
      kind === 'PROGRESS_MEASURED' || kind === 'MILESTONE_MET' ? [id] : [],
    );
    const one = recognized(life);
    const causes = (row: string) => {
      const told = one.derivations.find(({ id }) => id === row);
      return ids.map((id) => told?.inputs.includes(id));
    };
    expect(causes('row:C-1/setup:2026-02')).toEqual([true, false]);
    expect(causes('row:C-1/setup:2026-04')).toEqual([true, true]);
    expect(causes('row:C-1/seats:2026-04')).toEqual([false, false]);
  });

  it('shows on any day what is billed, earned, deferred and unbilled', () => {
    const file = aContract({ events: [anInvoice('I-1', '2026-02-01', '3000.00')] });
    const balance = (on: string) =>
      recognized(file, { on }).balances.map(({ billedMinor, recognizedMinor, deferredMinor, unbilledMinor }) => [
        billedMinor,
        recognizedMinor,
        deferredMinor,
        unbilledMinor,
      ]);
    expect(balance('2026-01-31')).toEqual([[0n, 100_000n, 0n, 100_000n]]);
    expect(balance('2026-02-28')).toEqual([[300_000n, 200_000n, 100_000n, 0n]]);
    expect(balance('2026-06-30')).toEqual([[300_000n, 600_000n, 0n, 300_000n]]);
  });

  it('posts the months up to a day and no later one', () => {
    const months = (through: string) => [
      ...new Set(recognized(life, { through }).journals.map(({ period }) => period)),
    ];
    expect(months('2026-02-28')).toEqual(['2026-01', '2026-02']);
    expect(months('2026-03-01')).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(months('2025-12-31')).toEqual([]);
    expect(months('2099-01-01')).toEqual(months('2026-12-31'));
  });

  it('counts only what was known by a moment', () => {
    const late = { ...(life['events'] as object[])[5], recordedAt: '2026-10-02T10:00:00.000Z' };
    const file = { ...life, events: [...(life['events'] as object[]).slice(0, 5), late] };
    const price = (knownAt: string) => recognized(file, { knownAt }).transactionPriceMinor;
    expect(price('2026-10-02T10:00:00.000Z') - price('2026-10-02T09:59:59.999Z')).toBe(-7_700n);
  });

  it('comes to the same in whatever order the events arrive, and says so by its hash', () => {
    const { events, rateIds } = read(life);
    const [there, back] = [events, events.toReversed()].map((order) => recognize(order, CONTRACT_DRIVEN, { rateIds }));
    expect(there).toEqual(back);
    const one = recognized(life);
    const { eventIds, policyVersionIds, schedule } = one;
    expect(one.replayHash).toBe(
      replayHash({ eventIds, policyVersionIds, rateIds: [], engineVersion: ENGINE_VERSION, rows: schedule }),
    );
    expect(recognized({ ...life, events: [] }).replayHash).not.toBe(one.replayHash);
  });

  it('keeps contracts apart, in the order of their keys', () => {
    const { events } = read({
      contracts: [
        aContract({ contract: 'C-2', currency: 'JPY', lines: [aLine({ unitPrice: '7', ssp: '7' })] }),
        aContract(),
      ],
    });
    const told = recognize(events, CONTRACT_DRIVEN);
    if (!told.ok) throw new Error('it is well');
    expect(
      told.value.contracts.map(({ contract, transactionPriceMinor }) => [contract, transactionPriceMinor]),
    ).toEqual([
      ['C-1', 1_200_000n],
      ['C-2', 840n],
    ]);
    expect(told.value.contracts[0]).toEqual(recognized(aContract()));
  });

  it('gives no figure at all when one contract is held, and says where', () => {
    const { events } = read({
      contracts: [
        aContract(),
        aContract({ contract: 'C-2', events: [{ type: 'progress', on: '2026-02-01', line: 'seats', percent: '140' }] }),
      ],
    });
    expect(recognize(events, CONTRACT_DRIVEN)).toMatchObject({
      ok: false,
      error: [{ code: 'INVALID_EVENT', path: 'C-2/seats' }],
    });
    expect(recognize([], CONTRACT_DRIVEN)).toMatchObject({ ok: false, error: [{ code: 'EMPTY' }] });
    expect(recognize(events, CONTRACT_DRIVEN, { on: '2026-02-30' })).toMatchObject({
      ok: false,
      error: [{ code: 'BAD_DATE' }],
    });
  });
});

/** Sums, differences, products of `round(a * n/d)`, `max(0, x)` and whole numbers; no more than formulas have. */
function worthOf(formula: string): bigint {
  const rounded = formula.replace(/round\((-?\d+) \* (\d+)\/(\d+)\)/g, (_, a: string, n: string, d: string) => {
    const [top, bottom] = [BigInt(a) * BigInt(n), BigInt(d)];
    const size = top < 0n ? -top : top;
    const whole = (2n * size + bottom) / (2n * bottom);
    return String(top < 0n ? -whole : whole);
  });
  const capped = rounded.replace(/max\(0, ([^()]*)\)/g, (_, inner: string) => String(positive(sumIn(inner))));
  const flat = capped.replace(/\(([^()]*)\)/g, (_, inner: string) => String(sumIn(inner)));
  return sumIn(flat);
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

function sumIn(text: string): bigint {
  const parts = text.split(' ');
  return parts.reduce((all, part, index) => {
    if (index % 2 === 1) return all;
    return parts[index - 1] === '-' ? all - BigInt(part) : all + BigInt(part);
  }, 0n);
}
