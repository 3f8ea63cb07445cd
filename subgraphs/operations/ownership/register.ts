import { FAMILIES, type Family, type InvoiceProfile, type OwnershipPolicy } from '../policies/policy.ts';

export type OwnershipRule = OwnershipPolicy['rules'][number];

/** A write that somebody wants to do: a system or a person's role, on one field of one of the families. */
export interface Claim {
  readonly entity: string;
  readonly field: string;
  readonly system: string;
  readonly legalEntity: string;
}

/** Who issues the invoices of a legal entity. */
export function issuerOf(policy: OwnershipPolicy, legalEntity: string): InvoiceProfile {
  const named = policy.invoiceIssuers.find((one) => one.legalEntity === legalEntity);
  const any = policy.invoiceIssuers.find((one) => one.legalEntity === '*');
  return (named ?? any)?.issuer ?? 'BILLING';
}

/** The rules that hold under a profile. */
export function rulesUnder(policy: OwnershipPolicy, profile: InvoiceProfile): readonly OwnershipRule[] {
  return policy.rules.filter((rule) => rule.profile === undefined || rule.profile === profile);
}

/** The rule of a field where that entity's invoices are issued; null for a field that the register does not know. */
export function ruleOf(
  policy: OwnershipPolicy,
  { entity, field, legalEntity }: Omit<Claim, 'system'>,
): OwnershipRule | null {
  const rules = rulesUnder(policy, issuerOf(policy, legalEntity));
  return rules.find((rule) => rule.entity === entity && rule.field === field) ?? null;
}

/** Whether this writer's value may take the place of the one that is there. */
export function mayOverwrite(rule: OwnershipRule, writer: string): boolean {
  return writer === rule.owner || rule.mayOverwrite.includes(writer);
}

/** Families that no rule names: the register must cover all seven under every profile. */
export function missingFamilies(policy: OwnershipPolicy): readonly Family[] {
  const covers = (family: Family, profile: InvoiceProfile) =>
    rulesUnder(policy, profile).some(({ entity }) => entity === family);
  return FAMILIES.filter((family) => !covers(family, 'BILLING') || !covers(family, 'ERP'));
}
