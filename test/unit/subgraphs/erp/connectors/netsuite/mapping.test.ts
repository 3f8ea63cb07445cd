import {
  fromNetSuiteDocument,
  fromNetSuiteEntry,
  fromNetSuitePeriod,
  toNetSuiteInvoice,
  toNetSuiteJournal,
  type WholeTransaction,
} from '#erp/connectors/netsuite/mapping.ts';
import { type PeriodRow, parseExact, type TransactionRow } from '#erp/connectors/netsuite/wire.ts';

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
    source: 'inv_1',
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

describe('what NetSuite is sent', () => {
  it('carries the amounts as they are written', () => {
    const body = toNetSuiteInvoice(
      {
        documentId: 'inv_1',
        number: 'A-1',
        customerId: 'cust_1',
        contractId: 'ctr_1',
        legalEntityExternalId: '1',
        currency: 'USD',
        issuedOn: '2026-08-16',
        dueOn: null,
        periodExternalId: '20',
        key: 'op_1:postInvoice',
        lines: [
          {
            itemExternalId: '5',
            description: 'Seats',
            quantity: '800',
            amount: '90071992547409.90',
            serviceStartsOn: '2026-08-16',
            serviceEndsOn: '2026-12-31',
          },
        ],
      },
      '1',
    );
    expect(JSON.stringify(body)).toContain('"quantity":800,"amount":90071992547409.90,"revRecStartDate":"2026-08-16"');
    expect(body).toMatchObject({ custbody_revgraph_source: 'inv_1', postingPeriod: { id: '20' }, otherRefNum: 'A-1' });
    expect(body).not.toHaveProperty('dueDate');
  });

  it('puts a journal line on its side', () => {
    const line = { amount: '1.00', memo: null, customerExternalId: null, contractId: null, obligationId: 'ob_1' };
    const body = toNetSuiteJournal(
      {
        batchKey: 'rev:1',
        legalEntityExternalId: '1',
        currency: 'USD',
        postedOn: '2026-08-31',
        periodExternalId: '20',
        memo: 'August',
        key: 'op_1:postJournals',
        lines: [
          { ...line, accountExternalId: '10', side: 'debit' },
          { ...line, accountExternalId: '12', side: 'credit' },
        ],
      },
      '1',
    );
    expect(JSON.parse(JSON.stringify(body))).toMatchObject({
      line: {
        items: [
          { account: { id: '10' }, debit: 1, custcol_revgraph_obligation: 'ob_1' },
          { account: { id: '12' }, credit: 1 },
        ],
      },
    });
  });
});
