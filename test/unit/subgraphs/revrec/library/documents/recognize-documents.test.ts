import type { RevenueEvent } from '#revrec/engine/events.ts';
import { explainPeriod } from '#revrec/library/explanation.ts';
import { faultLine } from '#revrec/library/fault.ts';
import { INVOICE_DRIVEN, publish } from '#revrec/library/policy-set.ts';
import { inFile } from '#revrec/library/read-contract.ts';
import { recognize } from '#revrec/library/recognize.ts';
import { resultFiles } from '#revrec/library/result-files.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { reckoned } from '#test/unit/subgraphs/revrec/engine/formula.ts';
import { aContract, aLine, anInvoice, monthsOf, read, recognized, sumOf } from '../files.ts';

/** A year of seats billed ahead, hours billed after, a service on its invoice's day; each by its documents. */
const year = { from: '2026-01-01', to: '2026-12-31' };
const file = aContract({
  lines: [
    aLine({ method: 'MONTHLY' }),
    aLine({ key: 'hours', product: 'HOURS', method: 'RIGHT_TO_INVOICE', ssp: undefined }),
    aLine({ key: 'setup', product: 'SETUP', method: 'ON_START', quantity: '1', pricePer: 'TERM' }),
  ],
  events: [
    {
      type: 'invoice',
      key: 'I-1',
      on: '2026-01-10',
      lines: [
        { product: 'SEAT', amount: '12000.00', ...year },
        { product: 'SETUP', amount: '500.00', from: '2026-01-01', to: '2026-03-31' },
      ],
      tax: '950.00',
    },
    anInvoice('I-2', '2026-03-02', '0', {
      lines: [{ product: 'HOURS', amount: '310.00', from: '2026-02-01', to: '2026-02-28' }],
    }),
    {
      type: 'credit memo',
      key: 'M-1',
      on: '2026-04-01',
      invoice: 'I-1',
      lines: [{ product: 'SEAT', amount: '2400.00' }],
      tax: '190.00',
    },
  ],
});
const driven = (input: object = file, options = {}) => recognized(input, options, INVOICE_DRIVEN);
const faults = (input: object, policies = INVOICE_DRIVEN) => {
  const contracts = read(input);
  const told = recognize(contracts.events, policies);
  return told.ok ? [] : told.error.map((fault) => inFile(fault, contracts));
};
const I1 = 'C-1/I-1/1';

describe('a contract by its documents alone', () => {
  it('earns each line of an invoice by itself, from the invoice’s month on', () => {
    const one = driven();
    const seats = monthsOf(one, I1);
    expect([seats['2026-01'], seats['2026-02'], seats['2026-03']]).toEqual([100_000n, 100_000n, 100_000n]);
    expect(monthsOf(one, 'C-1/I-1/2')).toEqual({ '2026-01': 50_000n });
    expect(monthsOf(one, 'C-1/I-2/1')).toEqual({ '2026-03': 31_000n });
    expect(one.parity).toBe(true);
  });

  it('takes a credit off what was earned of its product, and scales what follows', () => {
    const seats = monthsOf(driven(), I1);
    // A quarter of 2,400.00 had been earned; from April on 9,600.00 a year are earned.
    expect([seats['2026-04'], seats['2026-05'], seats['2026-12']]).toEqual([80_000n - 60_000n, 80_000n, 80_000n]);
    expect(sumOf(Object.values(seats))).toBe(960_000n);
  });

  it('shows the part that was taken back in its own role, and tax as the documents have it', () => {
    const { journals } = driven();
    const net = (role: string) =>
      sumOf(journals.filter((line) => line.role === role).map((line) => line.debitMinor - line.creditMinor));
    expect(net('CREDIT_NOTES_CONTRA')).toBe(60_000n);
    expect(net('REVENUE')).toBe(-(960_000n + 60_000n + 50_000n + 31_000n));
    expect(net('TAX_LIABILITY')).toBe(-76_000n);
    expect(net('DEFERRED_REVENUE')).toBe(0n);
    expect(net('AR')).toBe(1_250_000n + 95_000n + 31_000n - 240_000n - 19_000n);
  });

  it('gives rows that sum to what is billed, and to what is earned in the journals, each of which balances', () => {
    const one = driven();
    const rows = sumOf(one.schedule.map(({ amountMinor }) => amountMinor));
    expect([rows, one.transactionPriceMinor]).toEqual([1_041_000n, 1_041_000n]);
    const earned = one.journals.filter(({ role }) => role === 'REVENUE' || role.endsWith('_CONTRA'));
    expect(sumOf(earned.map(({ creditMinor, debitMinor }) => creditMinor - debitMinor))).toBe(rows);
    for (const lines of Map.groupBy(one.journals, ({ period, layer }) => `${period} ${layer}`).values()) {
      expect(sumOf(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor))).toBe(0n);
      expect(lines.every(({ debitMinor, creditMinor }) => debitMinor * creditMinor === 0n)).toBe(true);
    }
  });

  it('derives every figure from events and policies alone, each row by a formula that comes to it', () => {
    const one = driven();
    const ids = new Set(one.derivations.map(({ id }) => id));
    expect(ids.size).toBe(one.derivations.length);
    const figures = [...one.schedule, ...one.journals, ...one.balances].map(({ derivation }) => derivation);
    expect(figures.filter((id) => !ids.has(id))).toEqual([]);
    const known = new Set([...ids, ...one.eventIds, ...one.policyVersionIds]);
    expect(one.derivations.flatMap(({ inputs }) => inputs).filter((id) => !known.has(id))).toEqual([]);
    expect(one.policyVersionIds).toEqual(['policy:INVOICE_DRIVEN@1']);
    for (const { id, formula, rounded } of one.derivations)
      expect([id, reckoned(formula)]).toEqual([id, ratio(rounded ?? -1n)]);
  });

  it('says of a credit what of it had been earned, and what not', () => {
    const told = driven().derivations.find(({ id }) => id === 'moved:C-1/M-1:DEFERRED_REVENUE<AR:2026-04');
    expect(told).toMatchObject({ formula: '240000 - 60000', rounded: 180_000n });
    expect(told?.inputs[0]).toBe(`row:${I1}:2026-04`);
  });

  it('is explained month by month down to its journal lines', () => {
    const [row] = explainPeriod(driven(), '2026-04', null);
    expect(row?.amount).toBe('200.00 USD');
    expect(row?.journal.map((text) => text.split(' ')[0])).toEqual([
      'CREDIT_NOTES_CONTRA',
      'AR',
      'DEFERRED_REVENUE',
      'REVENUE',
    ]);
  });

  it('shows on any day what is billed, earned and deferred', () => {
    const at = (on: string) => {
      const [balance] = driven(file, { on }).balances;
      return [balance?.billedMinor, balance?.recognizedMinor, balance?.deferredMinor, balance?.taxMinor];
    };
    expect(at('2026-01-09')).toEqual([0n, 0n, 0n, 0n]);
    expect(at('2026-01-31')).toEqual([1_250_000n, 150_000n, 1_100_000n, 95_000n]);
    expect(at('2026-04-30')).toEqual([1_041_000n, 401_000n, 640_000n, 76_000n]);
  });

  it('gives back to the customer what of a credit was paid already, and no more than was credited of each part', () => {
    const { events } = read(file);
    const paid = payment(events, 1_300_000);
    const told = recognize([...events, paid], INVOICE_DRIVEN);
    const journals = told.ok ? (told.value.contracts[0]?.journals ?? []) : [];
    const net = (role: string) =>
      sumOf(journals.filter((line) => line.role === role).map((line) => line.debitMinor - line.creditMinor));
    // 450.00 of the invoice were open; the rest of the 2,590.00 is the customer's.
    expect([net('CASH'), net('CUSTOMER_BALANCE'), net('AR')]).toEqual([1_300_000n, -214_000n, 31_000n]);
    expect([net('CREDIT_NOTES_CONTRA'), net('TAX_LIABILITY'), net('DEFERRED_REVENUE')]).toEqual([
      60_000n,
      -76_000n,
      0n,
    ]);
    const refund = {
      ...paid,
      id: 'e-refund',
      kind: 'REFUNDED',
      payload: { document: 'R', creditMemo: 'M-1', amount: { minor: '1', currency: 'USD' } },
    } as const;
    expect(recognize([...events, refund], INVOICE_DRIVEN)).toMatchObject({
      error: [{ code: 'NOT_COMPUTED', path: 'C-1/e-refund' }],
    });
  });

  it('divides a credit that is paid in part to the last unit of each line', () => {
    const cents = (key: string, type: string, on: string, change: object) => ({
      ...{
        type,
        key,
        on,
        lines: [
          { product: 'SEAT', amount: '0.01' },
          { product: 'HOURS', amount: '0.01' },
        ],
      },
      ...change,
    });
    const events = [
      cents('I-1', 'invoice', '2026-01-10', {}),
      cents('M-1', 'credit memo', '2026-03-01', { invoice: 'I-1' }),
    ];
    const told = read({ ...file, events }).events;
    const recognition = recognize([...told, payment(told, 1)], INVOICE_DRIVEN);
    const rows = recognition.ok ? (recognition.value.contracts[0]?.schedule ?? []) : [];
    expect(rows.map(({ obligation, period, amountMinor }) => [obligation, period, amountMinor])).toEqual([
      [I1, '2026-01', 1n],
      [I1, '2026-03', -1n],
      ['C-1/I-1/2', '2026-01', 1n],
      ['C-1/I-1/2', '2026-03', -1n],
    ]);
  });

  it('clears an invoice that was voided, and posts the months that were asked for', () => {
    const { events } = read(file);
    const voids = events.map((event) =>
      event.kind === 'CREDIT_MEMO' && event.payload !== null
        ? { ...event, payload: { ...event.payload, voidsInvoice: true } }
        : event,
    );
    const told = recognize(voids, INVOICE_DRIVEN, { through: '2026-04-15' });
    const one = told.ok ? told.value.contracts[0] : undefined;
    expect(one?.transactionPriceMinor).toBe(31_000n);
    expect(one?.schedule.filter(({ period }) => period === '2026-04').map(({ amountMinor }) => amountMinor)).toEqual([
      -300_000n,
      -50_000n,
    ]);
    expect(new Set(one?.journals.map(({ period }) => period))).toEqual(
      new Set(['2026-01', '2026-02', '2026-03', '2026-04']),
    );
  });

  it('writes the same files as any contract', () => {
    const contracts = [driven()];
    const files = resultFiles({ engineVersion: '1', contracts });
    expect([...files.keys()]).toEqual(['schedule.csv', 'journals.csv', 'explanation.txt', 'result.json']);
    expect([...(files.get('result.json') ?? [])].join('')).toContain('"parity":true');
  });

  it.each([
    ['an amendment', { type: 'amendment', key: 'A-1', on: '2026-05-01', priceChange: '10.00' }],
    ['a cancellation', { type: 'cancellation', key: 'X', on: '2026-05-01' }],
    ['progress', { type: 'progress', on: '2026-05-01', line: 'setup', percent: '5' }],
    ['a milestone', { type: 'milestone', on: '2026-05-01', line: 'setup' }],
    ['a price concession', { type: 'price concession', on: '2026-05-01', amount: '1.00', satisfiedShare: '1' }],
    ['what is said of collectibility', { type: 'collectibility', on: '2026-05-01', met: true }],
  ])('says of %s once, at its place, that it moves nothing there', (what, event) => {
    const [fault, ...more] = faults({ ...file, events: [...(file['events'] as object[]), event] });
    expect(more).toEqual([]);
    expect([fault?.code, fault?.path]).toEqual(['NOT_COMPUTED', 'contracts[0].events[3]']);
    expect(faultLine(fault ?? { code: 'EMPTY', path: '', message: '' })).toContain(
      `${what} moves nothing under INVOICE_DRIVEN`,
    );
  });

  it.each([
    [
      'what is no contract yet',
      aContract({ lines: [aLine({ method: 'DAILY' })], step1: { met: false } }),
      'contracts[0]: NOT_COMPUTED',
    ],
    [
      'a method that days do not decide',
      aContract({ lines: [aLine({ method: 'MILESTONE' })] }),
      'contracts[0].lines[0]: NOT_COMPUTED',
    ],
    [
      'two methods of one product',
      aContract({ lines: [aLine(), aLine({ key: 'more', method: 'DAILY' })] }),
      'contracts[0].lines[1]: INVALID_EVENT',
    ],
    [
      'a credit of no invoice',
      aContract({
        events: [{ type: 'credit memo', key: 'M', on: '2026-02-01', lines: [{ product: 'SEAT', amount: '1' }] }],
      }),
      'contracts[0].events[0]: INVALID_EVENT',
    ],
    [
      'more credited than was billed',
      aContract({
        events: [
          anInvoice('I', '2026-01-01', '5.00'),
          {
            type: 'credit memo',
            key: 'M',
            on: '2026-02-01',
            invoice: 'I',
            lines: [{ product: 'SEAT', amount: '5.01' }],
          },
        ],
      }),
      'contracts[0].events[1]: INVALID_EVENT',
    ],
    [
      'more tax credited than was billed',
      aContract({
        events: [
          anInvoice('I', '2026-01-01', '5.00', { tax: '1.00' }),
          {
            type: 'credit memo',
            key: 'M',
            on: '2026-02-01',
            invoice: 'I',
            lines: [{ product: 'SEAT', amount: '1' }],
            tax: '1.01',
          },
        ],
      }),
      'contracts[0].events[1]: INVALID_EVENT',
    ],
  ])('with %s gives no figure', (_, input, expected) => {
    expect(faults(input).map(({ path, code }) => `${path}: ${code}`)).toEqual([expected]);
  });

  it('has the preset’s answers and no others', () => {
    const version = {
      key: 'aheadOfBilling',
      value: 'CONTRACT_ASSET',
      version: 2,
      effectiveFrom: '2026-01-01',
      author: 'J. Doe',
      status: 'CONFIRMED',
    } as const;
    expect(faults(file, publish(INVOICE_DRIVEN, version))).toMatchObject([
      { code: 'NOT_COMPUTED', path: 'policies.aheadOfBilling' },
    ]);
    expect(faults(file, publish(INVOICE_DRIVEN, { ...version, value: 'UNBILLED_AR' }))).toEqual([]);
  });
});

/** Money for the first invoice, in minor units. */
function payment([approval]: readonly RevenueEvent[], minor: number) {
  if (approval === undefined) throw new Error('there is an approval');
  return {
    ...approval,
    id: 'e-paid',
    kind: 'PAYMENT_RECEIVED',
    effectiveAt: '2026-02-01',
    recordedAt: '2026-02-01T00:00:00.000Z',
    source: { ...approval.source, objectType: 'payment' },
    payload: { document: 'I-1', amount: { minor: String(minor), currency: 'USD' } },
  } as const;
}
