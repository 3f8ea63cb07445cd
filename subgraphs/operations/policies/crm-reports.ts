import { type CrmReportsPolicy, fits } from './policy.ts';

/** Whether the CRM is told what an operation of this kind did; where no rule fits it is. */
export function isReported(policy: CrmReportsPolicy, act: { readonly kind: string; readonly legalEntity: string }) {
  const rule = policy.rules.find((one) => fits(one.kind, act.kind) && fits(one.legalEntity, act.legalEntity));
  return rule?.reported ?? true;
}
