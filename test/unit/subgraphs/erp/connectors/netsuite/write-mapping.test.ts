import { toNetSuiteInvoice, toNetSuiteJournal } from '#erp/connectors/netsuite/write-mapping.ts';

describe('what NetSuite is sent', () => {
  it('carries the amounts as they are written', () => {
    const body = toNetSuiteInvoice(
      {
        documentId: 'inv_1',
        number: 'A-1',
        customerExternalId: '3',
        tax: null,
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
            departmentExternalId: 'DEPARTMENT/2',
            revenueAccountExternalId: '12',
            deferralExternalId: 'DEFERRAL/1',
            taxCodeExternalId: 'TAX_CODE/1',
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
    expect(JSON.stringify(body)).toContain('"quantity":800,"amount":90071992547409.90,');
    expect(body).toMatchObject({ custbody_revgraph_source: 'inv_1', postingPeriod: { id: '20' }, otherRefNum: 'A-1' });
    expect(body).not.toHaveProperty('dueDate');
    expect(JSON.parse(JSON.stringify(body)).item.items[0]).toMatchObject({
      department: { id: '2' },
      taxCode: { id: '1' },
      custcol_revgraph_revenue_account: { id: '12' },
      custcol_revgraph_deferral: { id: '1' },
      revRecStartDate: '2026-08-16',
    });
  });

  it('puts a journal line on its side', () => {
    const line = { amount: '1.00', memo: null, customerExternalId: null, contractId: null, obligationId: 'ob_1' };
    const body = toNetSuiteJournal(
      {
        batchKey: 'rev:1',
        sourceDocumentId: null,
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
