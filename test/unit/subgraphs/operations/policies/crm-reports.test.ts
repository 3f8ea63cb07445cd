import { isReported } from '#operations/policies/crm-reports.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import type { CrmReportsPolicy } from '#operations/policies/policy.ts';

const POLICY: CrmReportsPolicy = {
  rules: [
    { kind: 'REFUND_PAYMENT', legalEntity: 'DE', reported: true },
    { kind: 'REFUND_PAYMENT', legalEntity: '*', reported: false },
    { kind: '*', legalEntity: 'FR', reported: false },
  ],
};

describe('what the CRM is told', () => {
  it.each([
    ['REFUND_PAYMENT', 'DE', true],
    ['REFUND_PAYMENT', 'US', false],
    ['ISSUE_CREDIT_MEMO', 'US', true],
    ['ISSUE_CREDIT_MEMO', 'FR', false],
  ])('of %s in %s is what the first rule says that fits, and everything where none does', (kind, legalEntity, told) => {
    expect(isReported(POLICY, { kind, legalEntity })).toBe(told);
  });

  it('is everything as the product comes', () => {
    for (const kind of ['POST_INVOICE', 'APPLY_PAYMENT', 'ISSUE_CREDIT_MEMO', 'REFUND_PAYMENT']) {
      expect(isReported(DEFAULT_POLICIES['crm-reports'], { kind, legalEntity: 'US' })).toBe(true);
    }
  });
});
