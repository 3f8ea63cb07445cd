import { type ConnectorError, codeOf, type Prerequisite } from '#schema/errors/connector-error.ts';
import { unreachable } from '#schema/errors/result.ts';
import type { ExceptionCause } from '../policies/policy.ts';

/** An exception in words that a person understands. Who looks after it and what they do next is the policy's to say. */
export interface Explanation {
  readonly cause: ExceptionCause;
  readonly title: string;
  readonly explanation: string;
}

const SYSTEM_NAMES: ReadonlyMap<string, string> = new Map([
  ['CRM', 'The CRM'],
  ['BILLING', 'Billing'],
  ['ERP', 'The ledger'],
  ['REVREC', 'Revenue recognition'],
  ['TAX', 'The tax engine'],
  ['ENTITLEMENT', 'The entitlement service'],
  ['SUCCESS', 'The customer success tool'],
]);

const PREREQUISITES: Readonly<Record<Prerequisite, string>> = {
  CUSTOMER: 'the customer',
  CONTRACT: 'the contract',
  INVOICE_POSTING: 'the invoice in the ledger',
  PAYMENT_POSTING: 'the payment in the ledger',
  REVENUE_CONTRACT: 'the revenue contract',
  ITEM_MAPPING: 'the mapping of the product',
};

/** How a system is called in a sentence. */
export function systemName(system: string): string {
  return SYSTEM_NAMES.get(system) ?? system;
}

/** Says what an error of this system means to the business. */
export function explain(system: string, step: string, error: ConnectorError): Explanation {
  const who = systemName(system);
  switch (error.kind) {
    case 'ClosedPeriod':
      return {
        cause: 'CLOSED_PERIOD',
        title: `${who} refuses to post into ${error.period}`,
        explanation: `The accounting period ${error.period} is closed or locked, so ${step} could not be done.${proposal(error.firstOpen)}`,
      };
    case 'CredentialsExpired':
      return {
        cause: 'CREDENTIALS',
        title: `${who} does not accept our credentials`,
        explanation: `The connection ${error.connection} could not be authorised, also not with a new token.`,
      };
    case 'Unmappable':
      return {
        cause: 'UNCERTAIN_OUTCOME',
        title: `An answer of ${who.toLowerCase()} could not be read`,
        explanation: `${error.field}: ${error.detail}`,
      };
    case 'Rejected':
      return {
        cause: causeOfRejection(error.code),
        title: `${who} refused ${step}`,
        explanation: error.field === null ? error.detail : `${error.field}: ${error.detail}`,
      };
    case 'UnsupportedByVendor':
      return {
        cause: 'UNSUPPORTED',
        title: `${who} cannot do this`,
        explanation: `The connected product offers no ${error.capability}.`,
      };
    case 'MissingPrerequisite':
      return {
        cause: error.prerequisite === 'ITEM_MAPPING' ? 'MISSING_MAPPING' : 'SEQUENCING',
        title: `${who} waits for ${PREREQUISITES[error.prerequisite]}`,
        explanation: `${step} needs ${PREREQUISITES[error.prerequisite]} (${error.id}) first; nothing was done.`,
      };
    case 'NotFound':
    case 'VersionConflict':
      return {
        cause: 'MASTER_DATA_MISMATCH',
        title: `${who} holds another state than expected`,
        explanation: `The record ${error.externalId} is missing there or was changed since (${codeOf(error)}).`,
      };
    case 'RateLimited':
    case 'Unavailable':
    case 'OutcomeUnknown':
      return {
        cause: 'UNCERTAIN_OUTCOME',
        title: `${who} did not answer`,
        explanation: `${step} is not confirmed (${codeOf(error)}).`,
      };
    default:
      return unreachable(error);
  }
}

function proposal(firstOpen: string | null | undefined): string {
  return firstOpen === null || firstOpen === undefined
    ? ''
    : ` The first month that still takes postings is ${firstOpen}.`;
}

const CAUSES: ReadonlyMap<string, ExceptionCause> = new Map([
  ['ITEM_UNMAPPED', 'MISSING_MAPPING'],
  ['TAX_UNDETERMINED', 'TAX_FAILURE'],
  ['TAX_CODE_UNMAPPED', 'TAX_FAILURE'],
  ['MISSING_SSP', 'MISSING_REVENUE_REFERENCE'],
  ['MISSING_RATE', 'MISSING_REVENUE_REFERENCE'],
  ['REJECTED_RESIDUAL', 'MISSING_REVENUE_REFERENCE'],
  ['HELD', 'MISSING_REVENUE_REFERENCE'],
  ['SEMANTIC_MISMATCH', 'VALIDATION'],
  ['CURRENCY_NOT_SUPPORTED', 'VALIDATION'],
  ['PRICE_MISMATCH', 'VALIDATION'],
  ['INVALID_AMOUNT', 'VALIDATION'],
  ['INVALID_QUANTITY', 'VALIDATION'],
  ['IDEMPOTENCY_CONFLICT', 'DUPLICATE_EVENT'],
  ['IMMUTABLE_REF', 'MASTER_DATA_MISMATCH'],
  ['OWNERSHIP_CONFLICT', 'OWNERSHIP_CONFLICT'],
]);

function causeOfRejection(code: string): ExceptionCause {
  // A refusal that no rule of ours knows is the vendor's own.
  return CAUSES.get(code) ?? 'VENDOR_REJECTED';
}
