import { startTestOperations, type TestOperations } from '#test/support/operations.ts';

const AMEND = `mutation ($input: AmendContractInput!) {
  amendContract(input: $input) { replayed operation { id status } userErrors { code field message } }
}`;

interface Amended {
  readonly amendContract: {
    readonly replayed: boolean;
    readonly operation: { readonly id: string; readonly status: string } | null;
    readonly userErrors: readonly {
      readonly code: string;
      readonly field: readonly string[];
      readonly message: string;
    }[];
  };
}

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());

const to800 = (key: string, expectedVersion: number, more: Record<string, unknown> = {}) => ({
  input: {
    contractId: 'ctr_1',
    expectedVersion,
    effectiveOn: '2026-08-16',
    changes: [{ setQuantity: { productCode: 'SEAT', quantity: String(799 + expectedVersion) } }],
    idempotencyKey: key,
    ...more,
  },
});

/** Follows an operation through the stream until it has ended. */
async function followed(id: string): Promise<string[]> {
  const stream = await operations.subscribe(
    'subscription ($id: ID!) { syncStatus(filter: { operationId: $id }) { kind operation { status } } }',
    { id },
  );
  if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
  const kinds: string[] = [];
  for await (const { data } of stream) {
    const { kind, operation } = data?.['syncStatus'] as { kind: string; operation: { status: string } };
    kinds.push(kind);
    if (['SUCCEEDED', 'COMPENSATED', 'FAILED'].includes(operation.status)) return kinds;
  }
  return kinds;
}

describe('an amendment', () => {
  it('goes through CRM, billing, ledger and revenue in that order, each once', async () => {
    const { amendContract } = await operations.ask<Amended>(AMEND, to800('a', 1));
    expect(amendContract).toMatchObject({ replayed: false, userErrors: [] });
    const kinds = await followed(amendContract.operation?.id ?? '');
    expect(kinds.at(-1)).toBe('operation.succeeded');
    expect(operations.systems.done()).toEqual([
      'CRM.amendContract',
      'BILLING.amendSubscription',
      'ERP.postInvoice',
      'REVREC.modifyContract',
      'ERP.postJournals',
      'REVREC.recordPosted',
      'CRM.reportStatus',
    ]);
  });
});
