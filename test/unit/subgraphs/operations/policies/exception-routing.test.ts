import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { routeOf, severityOf } from '#operations/policies/exception-routing.ts';
import { CAUSES, type ExceptionCause } from '#operations/policies/policy.ts';

const POLICY = DEFAULT_POLICIES['exception-routing'];

/** What becomes of each cause before a person looks, and whose it is then. */
const TABLE: readonly (readonly [ExceptionCause, string, string, string])[] = [
  ['MASTER_DATA_MISMATCH', 'ERP', 'ROUTE', 'revops'],
  ['MISSING_MAPPING', 'ERP', 'ROUTE', 'finance'],
  ['MISSING_MAPPING', 'CRM', 'ROUTE', 'revops'],
  ['SEQUENCING', 'ERP', 'QUEUE', 'revops'],
  ['CLOSED_PERIOD', 'ERP', 'ROUTE', 'finance'],
  ['TAX_FAILURE', 'ERP', 'ROUTE', 'finance'],
  ['DUPLICATE_EVENT', 'BILLING', 'ROUTE', 'platform'],
  ['MISSING_REVENUE_REFERENCE', 'REVREC', 'ROUTE', 'finance'],
  ['VALIDATION', 'CRM', 'ROUTE', 'revops'],
  ['VALIDATION', 'BILLING', 'ROUTE', 'finance'],
  ['UNCERTAIN_OUTCOME', 'BILLING', 'RETRY', 'platform'],
  ['VENDOR_REJECTED', 'BILLING', 'ROUTE', 'finance'],
  ['CREDENTIALS', 'CRM', 'ROUTE', 'platform'],
  ['USAGE_ANOMALY', 'BILLING', 'ROUTE', 'finance'],
  ['RECONCILIATION_BREAK', 'ERP', 'ROUTE', 'finance'],
  ['OWNERSHIP_CONFLICT', 'BILLING', 'ROUTE', 'revops'],
  ['UNSUPPORTED', 'BILLING', 'ROUTE', 'revops'],
];

describe('an exception', () => {
  it.each(TABLE)('%s of %s is handled by %s and belongs to %s', (cause, system, handling, team) => {
    expect(routeOf(POLICY, cause, system)).toMatchObject({ handling, team });
  });

  it('of any cause has a team, a clock and something to do next', () => {
    expect(CAUSES.filter((cause) => !POLICY.rules.some((rule) => rule.cause === cause && rule.system === '*'))).toEqual(
      [],
    );
    for (const cause of CAUSES) {
      const { team, dueHours, nextAction } = routeOf({ ...POLICY, rules: [] }, cause, 'ERP');
      expect([team, dueHours > 0, nextAction.length > 10]).toEqual(['platform', true, true]);
    }
  });

  it('is as grave as its impact, in its own currency', () => {
    const of = (minor: string, currency = 'USD') => severityOf(POLICY, { minor, currency });
    expect([of('100'), of('100000000'), of('-100000000')]).toEqual(['P3', 'P1', 'P1']);
    expect([of('999999'), of('1000000'), of('9999999'), of('10000000')]).toEqual(['P3', 'P2', 'P2', 'P1']);
    expect([of('100000000', 'JPY'), severityOf(POLICY, null)]).toEqual(['P3', 'P3']);
    expect(POLICY.pages).toEqual(['P1']);
  });
});
