import { documentFindings } from './audit-documents.ts';
import { orderFindings } from './audit-order.ts';
import { stepFindings } from './audit-steps.ts';
import type { Finding, Verdict } from './finding.ts';
import type { History } from './history.ts';

/**
 * Compares what the process layer says with its event log and with what the vendors really hold. It is for a history at
 * rest: every operation has ended. An empty answer means that nothing was lost, done twice, out of order or nobody's.
 */
export function audit(history: History): readonly Finding[] {
  return [...stepFindings(history), ...documentFindings(history), ...orderFindings(history)];
}

export type Verdicts = Readonly<Record<Verdict, number>>;

export function countVerdicts(findings: readonly Finding[]): Verdicts {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  return {
    LOST: count('LOST'),
    DUPLICATED: count('DUPLICATED'),
    OUT_OF_ORDER: count('OUT_OF_ORDER'),
    UNEXPLAINED: count('UNEXPLAINED'),
    WRONG_AMOUNT: count('WRONG_AMOUNT'),
  };
}
