import {
  fromNetSuiteDocument,
  fromNetSuiteEntry,
  fromNetSuiteItem,
  fromNetSuitePeriod,
  type WholeTransaction,
} from '#erp/connectors/netsuite/mapping.ts';
import { type ItemRow, type PeriodRow, priceRow, type TransactionRow } from '#erp/connectors/netsuite/wire.ts';
import { parseExact } from '#kit/transport/exact-json.ts';

const VERSION = new Date('2026-08-16T09:00:00Z');

function aTransaction(change: Partial<TransactionRow> = {}): TransactionRow {
  return {
    id: '7',
    type: 'CustInvc',
    tranid: 'INV1001',
    trandate: '2026-08-16',
    duedate: '2026-09-15',
    period: '2026-08',
    entity: '3',
    currency: 'USD',
    foreigntotal: '170136.98',
    foreignamountunpaid: '170136.98',
    foreignpaymentamountunused: null,
    status: 'A',
    posting: true,
    memo: null,
    key: 'op_1:postInvoice',
    source: 'inv_1',
    contract: null,
    reversal: null,
    created: VERSION,
    version: VERSION,
    ...change,
  };
}

function whole(row: TransactionRow, more: Partial<WholeTransaction> = {}): WholeTransaction {
  const line = { transaction: '7', legalentity: 'US', currency: 'USD', obligation: null };
  return {
    row,
    lines: [
      { ...line, line: '0', contract: null },
      { ...line, line: '1', contract: 'ctr_1' },
    ],
    postings: [
      { transaction: '7', line: '0', account: '3', debit: '170136.98', credit: null },
      { transaction: '7', line: '1', account: '10', debit: null, credit: '170136.98' },
    ],
    ...more,
  };
}

function aPeriod(change: Partial<PeriodRow> = {}): PeriodRow {
  return {
    id: '1',
    periodname: 'Aug 2026',
    startdate: '2026-08-01',
    enddate: '2026-08-31',
    closed: false,
    alllocked: false,
    arlocked: false,
    version: VERSION,
    ...change,
  };
}

describe('a NetSuite document', () => {
  it('that we took back is reversed, though the ledger keeps it as it was', () => {
    const reversed = whole(aTransaction({ reversal: 'void:inv_1' }));
    expect(fromNetSuiteDocument(reversed)).toMatchObject({ ok: true, value: { status: 'REVERSED' } });
    const unheardOf = whole(aTransaction({ reversal: 'void:inv_1', status: 'Q' }));
    expect(fromNetSuiteDocument(unheardOf)).toMatchObject({ ok: true, value: { status: 'UNKNOWN' } });
  });

  it('of money is of the contract that it names itself', () => {
    const payment = aTransaction({ type: 'CustPymt', status: 'B', foreigntotal: '-5', contract: 'ctr_9' });
    expect(fromNetSuiteDocument(whole(payment))).toMatchObject({
      ok: true,
      value: { kind: 'PAYMENT', contractId: 'ctr_9', totalMinor: 500n },
    });
    const refund = aTransaction({ type: 'CustRfnd', status: 'A', foreigntotal: '5', foreignamountunpaid: null });
    expect(fromNetSuiteDocument(whole(refund))).toMatchObject({
      ok: true,
      value: { kind: 'REFUND', totalMinor: 500n, openMinor: 0n },
    });
  });

  it('is ours with its amounts in minor units', () => {
    expect(fromNetSuiteDocument(whole(aTransaction()))).toMatchObject({
      ok: true,
      value: {
        kind: 'INVOICE',
        documentId: 'inv_1',
        status: 'POSTED',
        legalEntity: 'US',
        contractId: 'ctr_1',
        totalMinor: 17_013_698n,
        openMinor: 17_013_698n,
      },
    });
  });

  it('keeps every digit that a float would lose', () => {
    const foreigntotal = '90071992547409.93';
    expect(fromNetSuiteDocument(whole(aTransaction({ foreigntotal })))).toMatchObject({
      value: { totalMinor: 9_007_199_254_740_993n },
    });
    expect(parseExact('{"total": 90071992547409.93}')).toEqual({ total: foreigntotal });
  });

  it('turns the sign of a credit memo and counts what was not applied as owed to the customer', () => {
    const memo = aTransaction({
      type: 'CustCred',
      foreigntotal: '-60',
      foreignamountunpaid: null,
      foreignpaymentamountunused: '15.5',
    });
    expect(fromNetSuiteDocument(whole(memo))).toMatchObject({
      value: { kind: 'CREDIT_MEMO', totalMinor: 6000n, openMinor: -1550n },
    });
  });

  it.each(['Z', null])('is UNKNOWN under the status %s, never final', (status) => {
    expect(fromNetSuiteDocument(whole(aTransaction({ status })))).toMatchObject({ value: { status: 'UNKNOWN' } });
  });

  it('cannot be read with an amount finer than the coin', () => {
    expect(fromNetSuiteDocument(whole(aTransaction({ foreigntotal: '1.005' })))).toMatchObject({
      ok: false,
      error: { kind: 'Unmappable', field: 'foreigntotal' },
    });
    expect(fromNetSuiteDocument(whole(aTransaction({ currency: 'JPY' })))).toMatchObject({ ok: false });
  });

  it('belongs to no contract when its lines belong to two', () => {
    const { lines } = whole(aTransaction());
    const two = [...lines, { ...lines[1], line: '2', contract: 'ctr_2' } as (typeof lines)[number]];
    expect(fromNetSuiteDocument(whole(aTransaction(), { lines: two }))).toMatchObject({ value: { contractId: null } });
  });
});

describe('what a NetSuite transaction did to the books', () => {
  it('is its lines, each on one side', () => {
    expect(fromNetSuiteEntry(whole(aTransaction()))).toMatchObject({
      value: {
        sourceDocumentId: 'inv_1',
        lines: [
          { position: 1, accountExternalId: '3', debitMinor: 17_013_698n, creditMinor: 0n, contractId: null },
          { position: 2, accountExternalId: '10', debitMinor: 0n, creditMinor: 17_013_698n, contractId: 'ctr_1' },
        ],
      },
    });
  });

  it('is nothing as long as it is not posted', () => {
    expect(fromNetSuiteEntry(whole(aTransaction(), { postings: [] }))).toEqual({ ok: true, value: null });
  });

  it('is no document when it is a journal', () => {
    expect(fromNetSuiteDocument(whole(aTransaction({ type: 'Journal' })))).toEqual({ ok: true, value: null });
  });
});

describe('a NetSuite period', () => {
  it.each([
    [{}, 'OPEN'],
    [{ arlocked: true }, 'AR_LOCKED'],
    [{ alllocked: true }, 'CLOSED'],
    [{ closed: true }, 'CLOSED'],
    [{ closed: true, arlocked: true }, 'CLOSED'],
  ])('with %j is %s', (locks, status) => {
    expect(fromNetSuitePeriod(aPeriod(locks))).toMatchObject({ ok: true, value: { key: '2026-08', status } });
  });

  it('that is no calendar month cannot be read', () => {
    expect(fromNetSuitePeriod(aPeriod({ enddate: '2026-09-04' }))).toMatchObject({ ok: false });
    expect(fromNetSuitePeriod(aPeriod({ startdate: '2026-08-03' }))).toMatchObject({ ok: false });
  });
});

describe('an item', () => {
  const row: ItemRow = {
    id: '5',
    externalid: 'SEAT',
    itemid: 'SEAT',
    displayname: null,
    isinactive: false,
    incomeaccount: null,
    deferredrevenueaccount: null,
    revenuerecognitionrule: null,
    version: VERSION,
  };
  const price = (currency: string, unitprice: unknown, item = '5') => ({ item, currency, unitprice });
  const basePrices = (...prices: readonly object[]) => {
    const mapped = fromNetSuiteItem(priceRow.array().parse(prices))(row);
    return mapped.ok ? mapped.value.basePrices : mapped.error;
  };

  it('has the price of the smallest quantity in each currency, to the last digit, and none of another item', () => {
    expect(
      basePrices(
        price('EUR', '.5'),
        price('USD', '90071992547409931.00000001'),
        price('USD', '1'),
        price('EUR', '7', '6'),
      ),
    ).toEqual([
      { currency: 'EUR', unitPrice: '0.5' },
      { currency: 'USD', unitPrice: '90071992547409931.00000001' },
    ]);
  });

  it('has no price where the account says none', () => {
    expect(basePrices(price('USD', null), price('EUR', ''), price('GBP', undefined))).toEqual([]);
  });

  it('has no price that nobody can read', () => {
    expect(priceRow.safeParse(price('USD', '1,200.00')).success).toBe(false);
    expect(priceRow.safeParse(price('USD', '1E3')).success).toBe(false);
  });
});
