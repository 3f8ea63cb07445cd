import { fits, type RetryPolicy } from './policy.ts';

const MINUTE_MS = 60_000;

/** How often an error of a system is met again by itself before a person is asked; null = without end. */
export function attemptsMaxOf(policy: RetryPolicy, system: string, error: string): number | null {
  return policy.attempts.find((rule) => fits(rule.error, error) && fits(rule.system, system))?.attemptsMax ?? null;
}

/** How long an operation of this kind may take before a person is told; null = as long as it takes. */
export function deadlineMsOf(policy: RetryPolicy, kind: string): number | null {
  const rule = policy.deadlines.find((one) => fits(one.kind, kind));
  return rule === undefined ? null : rule.minutes * MINUTE_MS;
}

/** How long one may wait for this prerequisite before a person is told; null = as long as it takes. */
export function prerequisiteMsOf(policy: RetryPolicy, prerequisite: string): number | null {
  const rule = policy.prerequisites.find((one) => fits(one.prerequisite, prerequisite));
  return rule === undefined ? null : rule.minutes * MINUTE_MS;
}
