import { anySaga, type Saga, type SagaInput } from '../engine/saga.ts';
import { amendContract } from './amend-contract.ts';
import { applyPayment } from './apply-payment.ts';
import { bookOpportunity } from './book-opportunity.ts';
import { cancelContract } from './cancel-contract.ts';
import { issueCreditMemo, takeCreditMemo } from './issue-credit-memo.ts';
import { postInvoice } from './post-invoice.ts';
import { recognizeRevenue } from './recognize-revenue.ts';
import { recordMilestone } from './record-milestone.ts';
import { refundPayment, takeRefund } from './refund-payment.ts';
import { renewContract } from './renew-contract.ts';
import { resumeContract, suspendContract } from './suspend-contract.ts';
import { syncCustomer } from './sync-customer.ts';

/** Every saga of the house. Each gets back the input that was queued with its name, so the engine may see them alike. */
export const SAGAS: readonly Saga<SagaInput>[] = [
  anySaga(bookOpportunity),
  anySaga(amendContract),
  anySaga(renewContract),
  anySaga(cancelContract),
  anySaga(suspendContract),
  anySaga(resumeContract),
  anySaga(postInvoice),
  anySaga(applyPayment),
  anySaga(issueCreditMemo),
  anySaga(takeCreditMemo),
  anySaga(refundPayment),
  anySaga(takeRefund),
  anySaga(syncCustomer),
  anySaga(recordMilestone),
  anySaga(recognizeRevenue),
];

const BY_NAME: ReadonlyMap<string, Saga<SagaInput>> = new Map(SAGAS.map((saga) => [saga.name, saga]));

/** The saga that an operation runs. One that is not there is a bug of whoever accepted it, so it throws. */
export function sagaNamed(name: string): Saga<SagaInput> {
  const saga = BY_NAME.get(name);
  if (saga === undefined) throw new Error(`There is no saga ${name}`);
  return saga;
}
