import type { CreditMemoFacts, IssueCreditMemos } from '#schema/commands/billing.ts';
import type { Saga, StepContext } from '../engine/saga.ts';
import { type CrmReportInput, reportInvoiceSteps } from './account-report.ts';
import { creditedOf, creditMemosOf, postCreditMemosStep } from './credit-documents.ts';
import type { DocumentSagaInput } from './post-invoice.ts';
import { type JournalScope, journalSteps } from './revenue-journals.ts';

export interface IssueCreditMemoInput extends CrmReportInput {
  readonly legalEntity: string;
  readonly contractId: string | null;
  readonly request: IssueCreditMemos;
}

type Credited = Omit<IssueCreditMemoInput, 'request'>;

function scope<Input extends Credited>(): JournalScope<Input> {
  return {
    legalEntity: ({ legalEntity }) => legalEntity,
    contractId: ({ input }) => input.contractId,
    through: ({ businessDate }) => businessDate,
  };
}

/** What the books do with credit memos, whoever issued them. */
function creditBooks<Input extends Credited>(
  memosOf: (context: StepContext<Input>) => readonly CreditMemoFacts[],
): Saga<Input>['finalization'] {
  return [
    {
      name: 'books',
      branches: {
        revenue: [
          {
            name: 'recordCreditMemos',
            system: 'REVREC',
            run: (context) => {
              const { contractId } = context.input;
              if (contractId === null) return null;
              return memosOf(context).map((creditMemo) => ({
                system: 'REVREC',
                name: 'recordCreditMemo',
                payload: { contractId, operationId: context.operationId, creditMemo },
              }));
            },
            compensate: ({ input, operationId }) => ({
              system: 'REVREC',
              name: 'withdraw',
              payload: { contractId: input.contractId, operationId },
            }),
          },
        ],
        ledger: [
          {
            ...postCreditMemosStep<Input>(),
            run: (context) =>
              memosOf(context).map((creditMemo) => ({
                system: 'ERP',
                name: 'postCreditMemo',
                payload: { creditMemo },
              })),
          },
        ],
      },
    },
    ...journalSteps(scope<Input>()),
    ...reportInvoiceSteps<Input>((context) => memosOf(context).at(-1)?.invoiceId ?? null),
  ];
}

/**
 * Gives a customer credit on an invoice. Billing issues the credit memo; then the ledger lowers the receivable, with what
 * exceeds it kept on account, while revenue takes the lower price; then the journals of the new schedule.
 */
export const issueCreditMemo: Saga<IssueCreditMemoInput> = {
  name: 'issue-credit-memo',
  commitment: [
    {
      name: 'issueCreditMemos',
      system: 'BILLING',
      run: ({ input }) => ({ system: 'BILLING', name: 'issueCreditMemos', payload: input.request }),
      compensate: ({ input, operationId }) => ({
        system: 'BILLING',
        name: 'voidCreditMemos',
        payload: { contractId: input.contractId, issueKey: `${operationId}:issueCreditMemos` },
      }),
      commits: true,
      documents: (outcome) =>
        (outcome as { readonly creditMemos: readonly CreditMemoFacts[] }).creditMemos.map(
          ({ creditMemoId }) => creditMemoId,
        ),
      announces: (_context, outcome) =>
        (outcome as { readonly creditMemos: readonly CreditMemoFacts[] }).creditMemos.map(
          ({ creditMemoId, total }) => ({
            type: 'creditMemo.issued',
            schemaVersion: 1,
            data: { documentId: creditMemoId, total },
          }),
        ),
    },
  ],
  finalization: creditBooks(creditMemosOf),
  impact: creditedOf,
};

function takenUp({ outcomes }: StepContext<DocumentSagaInput>): readonly CreditMemoFacts[] {
  const creditMemo = outcomes['readCreditMemo'] as CreditMemoFacts | null | undefined;
  return creditMemo === null || creditMemo === undefined || creditMemo.status === 'VOID' ? [] : [creditMemo];
}

/** Brings a credit memo that somebody issued in billing itself into the books. */
export const takeCreditMemo: Saga<DocumentSagaInput> = {
  name: 'take-credit-memo',
  commitment: [],
  finalization: [
    {
      name: 'readCreditMemo',
      system: 'BILLING',
      run: ({ input }) => ({
        system: 'BILLING',
        name: 'readCreditMemo',
        payload: { creditMemoId: input.documentId },
        reads: true,
      }),
      compensate: 'nothing-to-undo',
    },
    ...creditBooks(takenUp),
  ],
  impact: (context) => takenUp(context)[0]?.total ?? null,
};
