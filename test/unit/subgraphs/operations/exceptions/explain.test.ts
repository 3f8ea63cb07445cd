import { explain } from '#operations/exceptions/explain.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { routeOf } from '#operations/policies/exception-routing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';

const rejected = (code: string): ConnectorError => ({
  kind: 'Rejected',
  code,
  field: 'lines.0',
  detail: 'No such item.',
});

const POLICY = DEFAULT_POLICIES['exception-routing'];

/** Every error, with what the business calls it and who looks after it. */
const TABLE: readonly (readonly [ConnectorError, string, string])[] = [
  [{ kind: 'ClosedPeriod', period: '2026-07' }, 'CLOSED_PERIOD', 'finance'],
  [{ kind: 'CredentialsExpired', connection: 'main' }, 'CREDENTIALS', 'platform'],
  [{ kind: 'Unmappable', field: 'status', detail: 'unknown' }, 'UNCERTAIN_OUTCOME', 'platform'],
  [{ kind: 'OutcomeUnknown', key: 'k' }, 'UNCERTAIN_OUTCOME', 'platform'],
  [{ kind: 'Unavailable', status: 503 }, 'UNCERTAIN_OUTCOME', 'platform'],
  [{ kind: 'RateLimited', retryAfterMs: 1 }, 'UNCERTAIN_OUTCOME', 'platform'],
  [{ kind: 'NotFound', externalId: '7' }, 'MASTER_DATA_MISMATCH', 'revops'],
  [{ kind: 'VersionConflict', externalId: '7' }, 'MASTER_DATA_MISMATCH', 'revops'],
  [{ kind: 'UnsupportedByVendor', capability: 'proration' }, 'UNSUPPORTED', 'revops'],
  [rejected('ITEM_UNMAPPED'), 'MISSING_MAPPING', 'finance'],
  [rejected('TAX_UNDETERMINED'), 'TAX_FAILURE', 'finance'],
  [rejected('TAX_CODE_UNMAPPED'), 'TAX_FAILURE', 'finance'],
  [rejected('MISSING_SSP'), 'MISSING_REVENUE_REFERENCE', 'finance'],
  [rejected('HELD'), 'MISSING_REVENUE_REFERENCE', 'finance'],
  [rejected('SEMANTIC_MISMATCH'), 'VALIDATION', 'finance'],
  [rejected('PRICE_MISMATCH'), 'VALIDATION', 'finance'],
  [rejected('IDEMPOTENCY_CONFLICT'), 'DUPLICATE_EVENT', 'platform'],
  [rejected('OWNERSHIP_CONFLICT'), 'OWNERSHIP_CONFLICT', 'revops'],
  [{ kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: 'cust_1' }, 'SEQUENCING', 'revops'],
  [{ kind: 'MissingPrerequisite', prerequisite: 'ITEM_MAPPING', id: 'SEAT' }, 'MISSING_MAPPING', 'finance'],
  [rejected('card_declined'), 'VENDOR_REJECTED', 'finance'],
  [rejected('constructor'), 'VENDOR_REJECTED', 'finance'],
];

describe('an exception', () => {
  it.each(TABLE)('after %j has the cause %s and belongs to %s', (error, cause, ownerTeam) => {
    const said = explain('ERP', 'postInvoice', error);
    expect(said).toMatchObject({ cause });
    expect(routeOf(POLICY, said.cause, 'ERP').team).toBe(ownerTeam);
    for (const sentence of [said.title, said.explanation]) expect(sentence).toMatch(/^[^{}]*\S{2}[^{}]*$/);
  });

  it('of the CRM belongs to those who look after deals', () => {
    const said = explain('CRM', 'amendCrmContract', rejected('X'));
    expect(routeOf(POLICY, said.cause, 'CRM').team).toBe('revops');
    expect(said).toMatchObject({
      title: 'The CRM refused amendCrmContract',
      explanation: 'lines.0: No such item.',
    });
  });

  it('says the vendor’s own words where no field is named', () => {
    const error = { kind: 'Rejected', code: 'X', field: null, detail: 'Card declined.' } as const;
    expect(explain('BILLING', 'amendSubscription', error).explanation).toBe('Card declined.');
  });

  it('of a closed period names the first month that is open', () => {
    const said = explain('ERP', 'postInvoice', { kind: 'ClosedPeriod', period: '2026-07', firstOpen: '2026-08' });
    expect(said.explanation).toContain('2026-08');
    const nothing = explain('ERP', 'postInvoice', { kind: 'ClosedPeriod', period: '2026-07', firstOpen: null });
    expect(nothing.explanation).not.toContain('first month');
  });
});
