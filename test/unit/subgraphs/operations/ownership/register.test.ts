import { issuerOf, mayOverwrite, missingFamilies, ruleOf } from '#operations/ownership/register.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { FAMILIES } from '#operations/policies/policy.ts';

const SHIPPED = DEFAULT_POLICIES.ownership;
const GERMAN_ERP = {
  ...SHIPPED,
  invoiceIssuers: [
    { legalEntity: '*', issuer: 'BILLING' },
    { legalEntity: 'DE', issuer: 'ERP' },
  ],
} as const;
const ownerOf = (entity: string, field: string, legalEntity = 'US') =>
  ruleOf(GERMAN_ERP, { entity, field, legalEntity })?.owner;

describe('the register', () => {
  it('covers the seven families, under both ways of issuing invoices', () => {
    expect(missingFamilies(SHIPPED)).toEqual([]);
    for (const family of FAMILIES) {
      const without = { ...SHIPPED, rules: SHIPPED.rules.filter(({ entity }) => entity !== family) };
      expect(missingFamilies(without)).toEqual([family]);
    }
  });

  it('says of every field who may start, approve and overwrite a change, and what happens when two disagree', () => {
    for (const rule of SHIPPED.rules) {
      expect(rule.mayInitiate.length * rule.mayApprove.length * rule.conflictRule.length).toBeGreaterThan(0);
      expect(mayOverwrite(rule, rule.owner)).toBe(true);
    }
    const names = SHIPPED.rules.map(({ entity, field, profile }) => `${entity}.${field} ${profile ?? ''}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives sales the intent, billing what is charged, the ledger the books, the engine its schedules', () => {
    expect(ownerOf('contract', 'stage')).toBe('CRM');
    expect(ownerOf('subscription', 'items')).toBe('BILLING');
    expect(ownerOf('customer', 'receivable')).toBe('ERP');
    expect(ownerOf('revenue', 'schedule')).toBe('REVREC');
    expect(ownerOf('weather', 'rain')).toBeUndefined();
  });

  it('gives the number of an invoice to whoever issues it in that entity', () => {
    expect([issuerOf(GERMAN_ERP, 'US'), issuerOf(GERMAN_ERP, 'DE')]).toEqual(['BILLING', 'ERP']);
    expect([ownerOf('invoice', 'number'), ownerOf('invoice', 'number', 'DE')]).toEqual(['BILLING', 'ERP']);
    expect([ownerOf('invoice', 'total'), ownerOf('invoice', 'total', 'DE')]).toEqual(['BILLING', 'BILLING']);
    expect(issuerOf({ ...SHIPPED, invoiceIssuers: [] }, 'US')).toBe('BILLING');
  });
});
