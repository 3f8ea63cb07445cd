import { z } from 'zod';

/**
 * Rules that people change without a release. Each document is data of one of these shapes; a version of it is never
 * changed. Amounts are minor units as text, durations whole hours or minutes.
 */

const system = z.enum(['CRM', 'BILLING', 'ERP', 'REVREC', 'TAX', 'ENTITLEMENT', 'SUCCESS']);
const minor = z.string().regex(/^\d+$/);
const role = z.enum(['revops', 'finance', 'controller', 'admin']);
/** What `*` stands for: any that no other rule names. */
const ANY = '*';
const currencyOrAny = z.union([z.string().regex(/^[A-Z]{3}$/), z.literal(ANY)]);

export const CAUSES = [
  'MASTER_DATA_MISMATCH',
  'MISSING_MAPPING',
  'SEQUENCING',
  'CLOSED_PERIOD',
  'TAX_FAILURE',
  'DUPLICATE_EVENT',
  'MISSING_REVENUE_REFERENCE',
  'VALIDATION',
  'UNCERTAIN_OUTCOME',
  'VENDOR_REJECTED',
  'CREDENTIALS',
  'USAGE_ANOMALY',
  'RECONCILIATION_BREAK',
  'OWNERSHIP_CONFLICT',
  'UNSUPPORTED',
] as const;
export type ExceptionCause = (typeof CAUSES)[number];

/** P1 first: whoever looks at a list of them sees the gravest. */
export const SEVERITIES = ['P1', 'P2', 'P3'] as const;
export type Severity = (typeof SEVERITIES)[number];

const exceptionRouting = z
  .object({
    /** The first that fits wins. `handling` says what becomes of it before a person looks. */
    rules: z
      .array(
        z
          .object({
            cause: z.enum(CAUSES),
            system: z.union([system, z.literal(ANY)]),
            handling: z.enum(['QUEUE', 'RETRY', 'ROUTE']),
            team: z.string().min(1),
            dueHours: z.number().int().positive(),
            nextAction: z.string().min(1),
          })
          .readonly(),
      )
      .readonly(),
    /** The impact from which on it is that grave, by currency. What none names is P3. */
    severities: z
      .array(z.object({ severity: z.enum(SEVERITIES), currency: z.string().length(3), fromMinor: minor }).readonly())
      .readonly(),
    /** Of these somebody is woken. */
    pages: z.array(z.enum(SEVERITIES)).readonly(),
    /** Nobody took one of this severity for so long: it goes to that team. */
    escalations: z
      .array(
        z
          .object({ severity: z.enum(SEVERITIES), afterMinutes: z.number().int().positive(), team: z.string() })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

const materiality = z
  .object({
    /** Kinds of operation, and CORRECTION, that a second person decides about above a threshold. Others never need one. */
    kinds: z.array(z.string()).readonly(),
    /** The most specific rule counts: entity before currency before kind. Without any every amount is material. */
    thresholds: z
      .array(
        z.object({ legalEntity: z.string(), currency: currencyOrAny, kind: z.string(), aboveMinor: minor }).readonly(),
      )
      .readonly(),
  })
  .readonly();

const minutes = z.number().int().positive();
const retry = z
  .object({
    /** Attempts before a person is asked; null = without end. The first rule that fits wins; none = without end. */
    attempts: z
      .array(
        z
          .object({
            error: z.string(),
            system: z.union([system, z.literal(ANY)]),
            attemptsMax: z.number().int().positive().nullable(),
          })
          .readonly(),
      )
      .readonly(),
    /** From the request to the end of the operation; beyond it a person is told while it goes on. */
    deadlines: z.array(z.object({ kind: z.string(), minutes }).readonly()).readonly(),
    /** How long an operation waits for what is missing before a person is told. */
    prerequisites: z.array(z.object({ prerequisite: z.string(), minutes }).readonly()).readonly(),
    /** A running operation of which nothing is heard for so long has lost its worker. */
    silenceMinutes: minutes,
  })
  .readonly();

const approval = z
  .object({
    /** Who may decide, by what the approval is needed for: a kind of operation, or CORRECTION. The first that fits wins. */
    rules: z
      .array(
        z
          .object({
            reason: z.string(),
            roles: z.array(role).min(1).readonly(),
            expiresAfterHours: z.number().int().positive(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

/** The seven families that the register must cover. */
export const FAMILIES = ['customer', 'contract', 'subscription', 'invoice', 'payment', 'tax', 'revenue'] as const;
export type Family = (typeof FAMILIES)[number];

export const PROFILES = ['BILLING', 'ERP'] as const;
export type InvoiceProfile = (typeof PROFILES)[number];

const ownership = z
  .object({
    rules: z
      .array(
        z
          .object({
            entity: z.enum(FAMILIES),
            field: z.string(),
            /** Holds only where invoices are issued so; left out = in both cases. */
            profile: z.enum(PROFILES).optional(),
            owner: system,
            mayInitiate: z.array(z.string()).readonly(),
            mayApprove: z.array(z.string()).readonly(),
            /** Systems and roles; the owner is always among them. */
            mayOverwrite: z.array(z.string()).readonly(),
            conflictRule: z.string().min(1),
          })
          .readonly(),
      )
      .readonly(),
    /** Who issues the invoices of a legal entity; `*` stands for those that are not named. */
    invoiceIssuers: z.array(z.object({ legalEntity: z.string(), issuer: z.enum(PROFILES) }).readonly()).readonly(),
  })
  .readonly();

const crmReports = z
  .object({
    /**
     * Whether the CRM's account shows what a kind of operation did to an invoice: POST_INVOICE, APPLY_PAYMENT,
     * ISSUE_CREDIT_MEMO, REFUND_PAYMENT. The first rule that fits wins; none = it does.
     */
    rules: z
      .array(z.object({ kind: z.string(), legalEntity: z.string(), reported: z.boolean() }).readonly())
      .readonly(),
  })
  .readonly();

const journalBatches = z
  .object({
    /** How many lines a journal of a month's run has at most; the first rule that fits wins, none = no bound. */
    rules: z.array(z.object({ legalEntity: z.string(), linesMax: z.number().int().positive() }).readonly()).readonly(),
  })
  .readonly();

/** The shape of every policy, by its name. */
export const POLICY_SHAPES = {
  'exception-routing': exceptionRouting,
  materiality,
  retry,
  approval,
  ownership,
  'crm-reports': crmReports,
  'journal-batches': journalBatches,
} as const;

export type PolicyName = keyof typeof POLICY_SHAPES;
export type PolicyOf<Name extends PolicyName> = z.infer<(typeof POLICY_SHAPES)[Name]>;
export type ExceptionRouting = PolicyOf<'exception-routing'>;
export type Materiality = PolicyOf<'materiality'>;
export type RetryPolicy = PolicyOf<'retry'>;
export type ApprovalPolicy = PolicyOf<'approval'>;
export type OwnershipPolicy = PolicyOf<'ownership'>;
export type CrmReportsPolicy = PolicyOf<'crm-reports'>;

export const POLICY_NAMES: readonly PolicyName[] = [
  'exception-routing',
  'materiality',
  'retry',
  'approval',
  'ownership',
  'crm-reports',
  'journal-batches',
];

/** Whether a rule's word stands for this one: itself, or any. */
export function fits(rule: string, given: string): boolean {
  return rule === ANY || rule === given;
}
