import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import type { RetryPolicy } from '#operations/policies/policy.ts';
import { attemptsMaxOf, deadlineMsOf, prerequisiteMsOf } from '#operations/policies/retry.ts';

const POLICY: RetryPolicy = {
  ...DEFAULT_POLICIES.retry,
  attempts: [
    { error: 'Unavailable', system: 'ERP', attemptsMax: 5 },
    { error: 'Unavailable', system: '*', attemptsMax: 20 },
    { error: 'RateLimited', system: '*', attemptsMax: null },
  ],
};

describe('the patience with a system', () => {
  it('is what the first rule says that fits, and without end where none does', () => {
    expect(attemptsMaxOf(POLICY, 'ERP', 'Unavailable')).toBe(5);
    expect(attemptsMaxOf(POLICY, 'CRM', 'Unavailable')).toBe(20);
    expect(attemptsMaxOf(POLICY, 'CRM', 'RateLimited')).toBeNull();
    expect(attemptsMaxOf(POLICY, 'CRM', 'OutcomeUnknown')).toBeNull();
  });

  it('as the product comes has no end, so that a system that is down fails nothing', () => {
    for (const error of ['Unavailable', 'RateLimited', 'OutcomeUnknown']) {
      expect(attemptsMaxOf(DEFAULT_POLICIES.retry, 'ERP', error)).toBeNull();
    }
  });

  it('with an operation, and with what it waits for, ends in time', () => {
    expect(deadlineMsOf(POLICY, 'AMEND_CONTRACT')).toBe(60 * 60_000);
    expect(deadlineMsOf(POLICY, 'RECOGNIZE_REVENUE')).toBe(4 * 60 * 60_000);
    expect(deadlineMsOf({ ...POLICY, deadlines: [] }, 'AMEND_CONTRACT')).toBeNull();
    expect(prerequisiteMsOf(POLICY, 'CUSTOMER')).toBe(24 * 60 * 60_000);
  });
});
