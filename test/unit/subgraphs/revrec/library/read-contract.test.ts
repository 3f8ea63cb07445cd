import { CONTRACT_DRIVEN, inForce } from '#revrec/library/policy-set.ts';
import { inFile, readContractJson } from '#revrec/library/read-contract.ts';
import { readInput } from '#revrec/library/read-input.ts';
import { recognize } from '#revrec/library/recognize.ts';
import { aContract, aLine, anInvoice, faultsOf, monthsOf, read, recognized, sumOf } from './files.ts';

const withLine = (change: Record<string, unknown>) => aContract({ lines: [aLine(change)] });
const withEvent = (...events: readonly unknown[]) => aContract({ events });
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a file of contracts', () => {
  it('may be one contract or several, and without faults has none', () => {
    expect(faultsOf(aContract())).toEqual([]);
    expect(faultsOf({ contracts: [aContract(), aContract({ contract: 'C-2' })] })).toEqual([]);
  });

  it.each([
    ['a term that ends before it begins', withLine({ to: '2025-12-31' }), 'contracts[0].lines[0].to: BAD_TERM'],
    ['a term of more than a century', withLine({ to: '2126-12-31' }), 'contracts[0].lines[0].to: BAD_TERM'],
    ['a day that does not exist', withLine({ to: '2026-02-30' }), 'contracts[0].lines[0].to: BAD_DATE'],
    ['a year with a slipped digit', withLine({ to: '9999-12-31' }), 'contracts[0].lines[0].to: BAD_DATE'],
    ['a currency without a rate', withLine({ currency: 'EUR' }), 'contracts[0].lines[0].currency: MISSING_RATE'],
    ['a currency that is none', aContract({ currency: 'usd' }), 'contracts[0].currency: BAD_CURRENCY'],
    ['no standalone selling price', withLine({ ssp: undefined }), 'contracts[0].lines[0].ssp: MISSING_SSP'],
    ['an unknown method', withLine({ method: 'WEEKLY' }), 'contracts[0].lines[0].method: UNKNOWN_METHOD'],
    [
      'an object’s own word as a method',
      withLine({ method: 'constructor' }),
      'contracts[0].lines[0].method: UNKNOWN_METHOD',
    ],
    ['an amount with a comma', withLine({ unitPrice: '1,200.00' }), 'contracts[0].lines[0].unitPrice: BAD_AMOUNT'],
    ['an amount as a number', withLine({ unitPrice: 100.1 }), 'contracts[0].lines[0].unitPrice: BAD_AMOUNT'],
    ['an amount finer than its currency', withLine({ amount: '10.001' }), 'contracts[0].lines[0].amount: BAD_AMOUNT'],
    ['no quantity', withLine({ quantity: '0' }), 'contracts[0].lines[0].quantity: WRONG_SHAPE'],
    ['a quantity below zero', withLine({ quantity: '-1' }), 'contracts[0].lines[0].quantity: WRONG_SHAPE'],
    ['two lines of one key', aContract({ lines: [aLine(), aLine()] }), 'contracts[0].lines[1].key: DUPLICATE_KEY'],
    ['two contracts of one key', { contracts: [aContract(), aContract()] }, 'contracts[1].contract: DUPLICATE_KEY'],
    ['no line', aContract({ lines: [] }), 'contracts[0].lines: WRONG_SHAPE'],
    ['a misspelled field', withLine({ qantity: '2' }), 'contracts[0].lines[0]: WRONG_SHAPE'],
    ['a missing customer', aContract({ customer: undefined }), 'contracts[0].customer: WRONG_SHAPE'],
    ['a key with a slash', aContract({ contract: 'C/1' }), 'contracts[0].contract: WRONG_SHAPE'],
    [
      'an unknown type of event',
      withEvent({ type: 'gift', on: '2026-01-01' }),
      'contracts[0].events[0].type: WRONG_SHAPE',
    ],
    [
      'evidence of a line that is not there',
      withEvent({ type: 'milestone', on: '2026-01-01', line: 'roof' }),
      'contracts[0].events[0].line: UNKNOWN_REFERENCE',
    ],
    [
      'one invoice twice',
      withEvent(anInvoice('I-1', '2026-01-01', '1'), anInvoice('I-1', '2026-02-01', '1')),
      'contracts[0].events[1].key: DUPLICATE_KEY',
    ],
    [
      'an invoice finer than its currency',
      withEvent(anInvoice('I-1', '2026-01-01', '0.005')),
      'contracts[0].events[0].lines[0].amount: BAD_AMOUNT',
    ],
    [
      'a usage whose days are reversed',
      withEvent({
        type: 'usage',
        on: '2026-03-01',
        product: 'SEAT',
        amount: '1',
        from: '2026-03-01',
        to: '2026-02-01',
      }),
      'contracts[0].events[0].to: BAD_TERM',
    ],
    [
      'an added line with a fault',
      withEvent({ type: 'amendment', key: 'A', on: '2026-03-01', added: [aLine({ to: '2025-01-01' })] }),
      'contracts[0].events[0].added[0].to: BAD_TERM',
    ],
    [
      'a refund below zero',
      withEvent({ type: 'cancellation', key: 'X', on: '2026-03-01', refund: '-5' }),
      'contracts[0].events[0].refund: BAD_AMOUNT',
    ],
    [
      'a residual range with one end',
      withLine({ ssp: { residual: { low: '80' } } }),
      'contracts[0].lines[0].ssp: WRONG_SHAPE',
    ],
  ])('with %s is refused there', (_, file, fault) => {
    expect(faultsOf(file)).toEqual([fault]);
  });

  it('tells all its faults at once, up to twenty', () => {
    const wrong = aLine({ to: '2025-01-01', unitPrice: 'x', method: 'NO' });
    expect(
      faultsOf({
        contracts: [
          aContract({ lines: [aLine({ to: 'never', ssp: '' })] }),
          aContract({ contract: 'C-2', lines: [aLine({ method: 'NO', ssp: undefined })] }),
        ],
      }),
    ).toEqual([
      'contracts[0].lines[0].to: BAD_DATE',
      'contracts[0].lines[0].ssp: BAD_AMOUNT',
      'contracts[1].lines[0].method: UNKNOWN_METHOD',
      'contracts[1].lines[0].ssp: MISSING_SSP',
    ]);
    const many = aContract({ lines: Array.from({ length: 40 }, (_, index) => ({ ...wrong, key: `k${index}` })) });
    expect(faultsOf(many)).toHaveLength(20);
  });

  it('says in a sentence what to write instead', () => {
    const told = readContractJson(JSON.stringify(withLine({ unitPrice: 100 })));
    expect(told).toMatchObject({
      ok: false,
      error: [{ message: 'is no amount: write a plain decimal as text, such as "1200.00".' }],
    });
  });

  it.each([
    ['nothing in it', 'x.json', bytes(''), 'EMPTY'],
    ['blanks only', 'x.csv', bytes(' \n\n'), 'EMPTY'],
    ['half a file', 'x.json', bytes('{"contracts": ['), 'NOT_JSON'],
    ['a number', 'x.json', bytes('12'), 'WRONG_SHAPE'],
    ['no UTF-8', 'x.json', Uint8Array.of(0x7b, 0xff, 0x7d), 'NOT_UTF8'],
    ['another ending', 'x.xlsx', bytes('{}'), 'WRONG_SHAPE'],
    ['10 MB of one letter', 'x.json', new Uint8Array(10_485_760).fill(0x61), 'NOT_JSON'],
    ['10 MB of one letter in a table', 'x.csv', new Uint8Array(10_485_760).fill(0x61), 'NOT_CSV'],
    ['10 MB of brackets', 'x.json', new Uint8Array(10_485_760).fill(0x5b), 'NOT_JSON'],
    [
      '10 MB of noise',
      'x.csv',
      Uint8Array.from({ length: 10_485_760 }, (_, index) => (index * 7919) % 251),
      'NOT_UTF8',
    ],
  ])('with %s is refused with one short sentence', (_, name, content, code) => {
    const told = readInput(name, content);
    expect(told).toMatchObject({ ok: false, error: [{ code }] });
    expect(told.ok ? '' : (told.error[0]?.message ?? '').slice(0, 2000)).toMatch(/^[^\n]{5,1500}$/);
  });

  it('with a name twice in one object is refused, since a parser would keep the last amount without a word', () => {
    const text = JSON.stringify({ contracts: [aContract({ customer: 'A "b: {c' }), aContract({ contract: 'C-2' })] });
    expect(readContractJson(text)).toMatchObject({ ok: true });
    const twice = text.replaceAll('"quantity":"10"', '"quantity":"10","\\u0071uantity":"11"');
    expect(readContractJson(twice)).toMatchObject({
      ok: false,
      error: [
        { code: 'DUPLICATE_KEY', path: 'contracts[0].lines[0].quantity' },
        { code: 'DUPLICATE_KEY', path: 'contracts[1].lines[0].quantity' },
      ],
    });
  });

  it('tells the engine’s own refusal at its place', () => {
    const file = read(withEvent({ type: 'progress', on: '2026-02-01', line: 'seats', percent: '101' }));
    const held = recognize(file.events, CONTRACT_DRIVEN);
    expect(held.ok ? [] : held.error.map((fault) => inFile(fault, file).path)).toEqual(['contracts[0].lines[0]']);
    const late = read(withEvent({ type: 'amendment', key: 'A-1', on: '2025-06-01', priceChange: '5' }));
    const refused = recognize(late.events, CONTRACT_DRIVEN);
    expect(refused.ok ? [] : refused.error.map((fault) => inFile(fault, late).path)).toEqual([
      'contracts[0].events[0]',
    ]);
  });
});

describe('a line of a file', () => {
  it('is priced by quantity, price and days unless its price is stated', () => {
    expect(recognized(withLine({ to: '2026-06-30' })).transactionPriceMinor).toBe(600_000n);
    expect(recognized(withLine({ unitPrice: '1000', pricePer: 'YEAR', to: '2026-01-31' })).transactionPriceMinor).toBe(
      84_932n,
    );
    expect(recognized(withLine({ amount: '9999.99' })).transactionPriceMinor).toBe(999_999n);
  });

  it('in another currency is converted once, exactly, at the rate of the file, which its contract’s hash holds', () => {
    const file = (rate: string) =>
      aContract({ rates: { EUR: rate }, lines: [aLine({ currency: 'EUR', amount: '100.01' })] });
    // 100.01 * 1.0849 = 108.500849
    expect(recognized(file('1.0849')).transactionPriceMinor).toBe(10_850n);
    const [one, other] = [recognized(file('1.0849')), recognized(file('1.08490'))];
    expect(one.schedule).toEqual(other.schedule);
    expect(one.replayHash).not.toBe(other.replayHash);
    expect(read(file('1.0849')).rateIds.get('C-1')).toEqual(['rate:EUR/USD:1.0849']);
    const allocation = one.derivations.find(({ op }) => op === 'ALLOCATE');
    expect(allocation?.inputs.some((id) => id.endsWith('at rate:EUR/USD:1.0849'))).toBe(true);
  });

  it('is earned by its own method', () => {
    const one = recognized(
      aContract({
        lines: [
          aLine({ key: 'day', method: 'DAILY' }),
          aLine({ key: 'half', method: 'ON_START', unitPrice: '50', pricePer: 'TERM', ssp: '50' }),
          aLine({ key: 'work', method: 'PERCENT_COMPLETE', unitPrice: '80', pricePer: 'TERM', ssp: '80' }),
        ],
        events: [{ type: 'progress', on: '2026-05-05', line: 'work', percent: '25' }],
      }),
    );
    expect(monthsOf(one, 'C-1/day')['2026-02']).toBe(92_055n);
    expect(monthsOf(one, 'C-1/half')).toEqual({ '2026-01': 50_000n });
    expect(monthsOf(one, 'C-1/work')).toEqual({ '2026-05': 20_000n, '2026-12': 60_000n });
  });
});

describe('an event of a file', () => {
  it('amendment adds at its own price, takes away at its credit and changes the price', () => {
    const added = withEvent({
      type: 'amendment',
      key: 'A-1',
      on: '2026-07-01',
      added: [aLine({ key: 'more', from: '2026-07-01' })],
    });
    expect(monthsOf(recognized(added), 'C-1/A-1/more')['2026-07']).toBe(100_000n);
    const removed = withEvent({
      type: 'amendment',
      key: 'A-1',
      on: '2026-07-01',
      removed: [{ product: 'SEAT', quantity: '4', credit: '2400.00' }],
    });
    expect(monthsOf(recognized(removed), 'C-1/seats')['2026-08']).toBe(60_000n);
    const repriced = withEvent({ type: 'amendment', key: 'A-1', on: '2026-07-01', priceChange: '-600.00' });
    expect(monthsOf(recognized(repriced), 'C-1/seats')['2026-08']).toBe(90_000n);
    const judged = withEvent({
      type: 'amendment',
      key: 'A-1',
      on: '2026-07-01',
      priceChange: '-600.00',
      answers: { originalTerms: true },
    });
    expect(recognized(judged).modifications.map(({ treatment }) => treatment)).toEqual(['NOT_A_MODIFICATION']);
  });

  it('progress counts units or cost, in all as now expected', () => {
    const built = (...steps: readonly (readonly [on: string, done: string, total: string])[]) =>
      aContract({
        lines: [
          aLine({ key: 'works', unitPrice: '10', quantity: '100', pricePer: 'TERM', method: 'UNITS', ssp: '10' }),
        ],
        events: steps.map(([on, doneToDate, total]) => ({ type: 'progress', on, line: 'works', doneToDate, total })),
      });
    const one = recognized(built(['2026-03-31', '20', '100'], ['2026-06-30', '60', '120']));
    expect(monthsOf(one, 'C-1/works')).toMatchObject({ '2026-03': 20_000n, '2026-06': 30_000n });
    const both = { type: 'progress', on: '2026-02-01', line: 'seats', percent: '5', doneToDate: '1', total: '2' };
    expect(faultsOf(withEvent(both))).toEqual(['contracts[0].events[0].percent: WRONG_SHAPE']);
  });

  it('estimate of a variable part moves the price by what is constrained, until it is resolved', () => {
    const bonus = {
      key: 'bonus',
      method: 'MOST_LIKELY',
      estimate: '500.00',
      constrained: '120.00',
      owner: 'finance',
      reason: 'history',
    };
    const estimate = {
      type: 'estimate',
      on: '2026-07-01',
      element: 'bonus',
      method: 'MOST_LIKELY',
      estimate: '500.00',
      constrained: '240.00',
      reason: 'half a year met',
    };
    const file = (...events: readonly unknown[]) => aContract({ variable: [bonus], events });
    expect(recognized(file()).transactionPriceMinor).toBe(1_212_000n);
    expect(recognized(file(estimate)).transactionPriceMinor).toBe(1_224_000n);
    const resolution = { type: 'resolution', on: '2026-12-15', element: 'bonus', amount: '500.00' };
    expect(recognized(file(estimate, resolution)).transactionPriceMinor).toBe(1_250_000n);
    expect(faultsOf(file({ ...estimate, element: 'malus' }))).toEqual([
      'contracts[0].events[0].element: UNKNOWN_REFERENCE',
    ]);
    expect(faultsOf(aContract({ variable: [bonus, bonus] }))).toEqual(['contracts[0].variable[1].key: DUPLICATE_KEY']);
  });

  it('price concession lowers the price, for service given at once', () => {
    const conceded = withEvent({
      type: 'price concession',
      on: '2026-07-15',
      line: 'seats',
      amount: '60.00',
      satisfiedShare: '1',
    });
    const one = recognized(conceded);
    expect(one.transactionPriceMinor).toBe(1_194_000n);
    expect(monthsOf(one, 'C-1/seats')['2026-07']).toBe(94_000n);
  });

  it('cancellation ends the contract and gives back what it says', () => {
    const ended = recognized(
      withEvent(anInvoice('I-1', '2026-01-01', '12000.00'), {
        type: 'cancellation',
        key: 'X',
        on: '2026-04-01',
        refund: '9000.00',
      }),
    );
    expect(ended.transactionPriceMinor).toBe(300_000n);
    expect(sumOf(Object.values(monthsOf(ended, 'C-1/seats')))).toBe(300_000n);
    expect(ended.balances.map(({ refundMinor }) => refundMinor)).toEqual([900_000n]);
  });

  it('credit memo lowers the price, and one that corrects an invoice does not', () => {
    const memo = (change: object) =>
      withEvent({
        type: 'credit memo',
        key: 'M',
        on: '2026-12-31',
        lines: [{ product: 'SEAT', amount: '120.00' }],
        ...change,
      });
    expect(recognized(memo({})).transactionPriceMinor).toBe(1_188_000n);
    expect(recognized(memo({ correctsInvoice: true })).transactionPriceMinor).toBe(1_200_000n);
  });

  it('is known from its day on unless the file says when it was recorded', () => {
    const file = withEvent(
      anInvoice('I-1', '2026-03-05', '1.00'),
      anInvoice('I-2', '2026-03-05', '1.00', { recordedAt: '2026-04-01T09:00:00.000Z' }),
    );
    expect(read(file).events.map(({ recordedAt }) => recordedAt)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-03-05T00:00:00.000Z',
      '2026-04-01T09:00:00.000Z',
    ]);
  });
});

describe('the policies of a file', () => {
  const version = { key: 'billingJournal', value: 'ENGINE', version: 2, effectiveFrom: '2026-01-01', author: 'J. Doe' };
  const file = (policies: unknown) => ({ contracts: [aContract()], policies });

  it('stand over their preset and say who decided what from when', () => {
    const { policies } = read(file({ framework: 'IFRS15', versions: [{ ...version, status: 'CONFIRMED' }] }));
    expect(policies.framework).toBe('IFRS15');
    expect(inForce(policies).find(({ key }) => key === 'billingJournal')).toMatchObject({
      value: 'ENGINE',
      status: 'CONFIRMED',
    });
    expect(inForce(policies, '2025-12-31').find(({ key }) => key === 'billingJournal')).toMatchObject({
      value: 'ERP_DOCUMENT',
    });
  });

  it.each([
    ['an unknown preset', { preset: 'MOOD_DRIVEN' }, 'policies.preset: UNKNOWN_POLICY'],
    ['an unknown key', { versions: [{ ...version, key: 'toString' }] }, 'policies.versions[0].key: UNKNOWN_POLICY'],
    [
      'an unknown answer',
      { versions: [{ ...version, value: 'SOMETIMES' }] },
      'policies.versions[0].value: UNKNOWN_POLICY',
    ],
    [
      'half a table',
      { versions: [{ ...version, key: 'sspRange', value: { BELOW: 'LOW' } }] },
      'policies.versions[0].value: UNKNOWN_POLICY',
    ],
    [
      'the preset’s own version',
      { versions: [{ ...version, version: 1 }] },
      'policies.versions[0].version: WRONG_SHAPE',
    ],
    ['no author', { versions: [{ ...version, author: '' }] }, 'policies.versions[0].author: WRONG_SHAPE'],
  ])('with %s are refused', (_, policies, fault) => {
    expect(faultsOf(file(policies))).toEqual([fault]);
  });
});
