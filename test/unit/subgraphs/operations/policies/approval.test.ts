import { approvalRuleOf, faultOfApprover } from '#operations/policies/approval.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';

const rule = approvalRuleOf(DEFAULT_POLICIES.approval, 'CORRECTION');
const grace = {
  subject: 'grace',
  roles: ['controller'],
  entities: ['US'],
  scopes: [],
  correlationId: 'cor_1',
} as const;

describe('an approval', () => {
  it('is decided by somebody with the role, and never by who asked for it', () => {
    expect(faultOfApprover(rule, grace, 'ada')).toBeNull();
    expect(faultOfApprover(rule, grace, 'grace')).toBe('IS_MAKER');
    expect(faultOfApprover(rule, { ...grace, roles: ['admin'] }, 'grace')).toBe('IS_MAKER');
    expect(faultOfApprover(rule, { ...grace, roles: ['revops'] }, 'ada')).toBe('LACKS_ROLE');
  });

  it('of another kind has its own rule, and one without a rule is decided by an admin', () => {
    expect(approvalRuleOf(DEFAULT_POLICIES.approval, 'AMEND_CONTRACT').roles).toContain('revops');
    expect(approvalRuleOf({ rules: [] }, 'CORRECTION')).toMatchObject({ roles: ['admin'] });
  });
});
