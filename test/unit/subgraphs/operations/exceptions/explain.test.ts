import { explain } from '#operations/exceptions/explain.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';

const rejected = (code: string): ConnectorError => ({
  kind: 'Rejected',
  code,
  field: 'lines.0',
  detail: 'No such item.',
});

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
  [rejected('card_declined'), 'VENDOR_REJECTED', 'finance'],
  [rejected('constructor'), 'VENDOR_REJECTED', 'finance'],
];

describe('an exception', () => {
  it.each(TABLE)('after %j has the cause %s and belongs to %s', (error, cause, ownerTeam) => {
    const said = explain('ERP', 'postInvoice', error);
    expect(said).toMatchObject({ cause, ownerTeam });
    for (const sentence of [said.title, said.explanation, said.nextAction]) expect(sentence).toMatch(/\S{2}/);
  });

  it('of the CRM belongs to those who look after deals', () => {
    expect(explain('CRM', 'amendCrmContract', rejected('X'))).toMatchObject({
      ownerTeam: 'revops',
      title: 'The CRM refused amendCrmContract',
      explanation: 'lines.0: No such item.',
    });
  });

  it('says the vendor’s own words where no field is named', () => {
    const error = { kind: 'Rejected', code: 'X', field: null, detail: 'Card declined.' } as const;
    expect(explain('BILLING', 'amendSubscription', error).explanation).toBe('Card declined.');
  });
});
