import type { Principal, Role } from '#kit/identity/principal.ts';
import { type ApprovalPolicy, fits } from './policy.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface ApprovalRule {
  readonly roles: readonly Role[];
  readonly expiresAfterMs: number;
}

/** Who may decide about an approval that is needed for this, and for how long it can be decided. */
export function approvalRuleOf(policy: ApprovalPolicy, reason: string): ApprovalRule {
  const rule = policy.rules.find((one) => fits(one.reason, reason));
  if (rule === undefined) return { roles: ['admin'], expiresAfterMs: 72 * HOUR_MS };
  return { roles: rule.roles, expiresAfterMs: rule.expiresAfterHours * HOUR_MS };
}

export type ApproverFault = 'IS_MAKER' | 'LACKS_ROLE';

/** Why this person may not decide; null when they may. Nobody decides about what they asked for, whatever their role. */
export function faultOfApprover(rule: ApprovalRule, approver: Principal, maker: string): ApproverFault | null {
  if (approver.subject === maker) return 'IS_MAKER';
  return approver.roles.some((role) => rule.roles.includes(role)) ? null : 'LACKS_ROLE';
}
