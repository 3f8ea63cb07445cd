import { type ConnectorError, codeOf } from '#schema/errors/connector-error.ts';
import { unreachable } from '#schema/errors/result.ts';

/** An exception in words that a person can act on. */
export interface Explanation {
  readonly cause: string;
  readonly title: string;
  readonly explanation: string;
  readonly nextAction: string;
  readonly ownerTeam: string;
}

const SYSTEM_NAMES: ReadonlyMap<string, string> = new Map([
  ['CRM', 'The CRM'],
  ['BILLING', 'Billing'],
  ['ERP', 'The ledger'],
  ['REVREC', 'Revenue recognition'],
]);

/** Says what an error of this system means to the business, who looks after it and what they do next. */
export function explain(system: string, step: string, error: ConnectorError): Explanation {
  const who = SYSTEM_NAMES.get(system) ?? system;
  switch (error.kind) {
    case 'ClosedPeriod':
      return {
        cause: 'CLOSED_PERIOD',
        title: `${who} refuses to post into ${error.period}`,
        explanation: `The accounting period ${error.period} is closed or locked, so ${step} could not be done.`,
        nextAction: 'Open the period or have the posting date moved, then retry.',
        ownerTeam: 'finance',
      };
    case 'CredentialsExpired':
      return {
        cause: 'CREDENTIALS',
        title: `${who} does not accept our credentials`,
        explanation: `The connection ${error.connection} could not be authorised, also not with a new token.`,
        nextAction: 'Renew the connection’s credentials, then retry.',
        ownerTeam: 'platform',
      };
    case 'Unmappable':
      return {
        cause: 'UNCERTAIN_OUTCOME',
        title: `An answer of ${who.toLowerCase()} could not be read`,
        explanation: `${error.field}: ${error.detail}`,
        nextAction: 'Look at the record in that system, then retry; nothing is sent twice.',
        ownerTeam: 'platform',
      };
    case 'Rejected':
      return {
        cause: causeOfRejection(error.code),
        title: `${who} refused ${step}`,
        explanation: error.field === null ? error.detail : `${error.field}: ${error.detail}`,
        nextAction: 'Correct what the refusal names, then retry.',
        ownerTeam: system === 'CRM' ? 'revops' : 'finance',
      };
    case 'UnsupportedByVendor':
      return {
        cause: 'UNSUPPORTED',
        title: `${who} cannot do this`,
        explanation: `The connected product offers no ${error.capability}.`,
        nextAction: 'Make the change in another way.',
        ownerTeam: 'revops',
      };
    case 'NotFound':
    case 'VersionConflict':
      return {
        cause: 'MASTER_DATA_MISMATCH',
        title: `${who} holds another state than expected`,
        explanation: `The record ${error.externalId} is missing there or was changed since (${codeOf(error)}).`,
        nextAction: 'Compare the record in both systems, then retry or repeat the change.',
        ownerTeam: 'revops',
      };
    case 'RateLimited':
    case 'Unavailable':
    case 'OutcomeUnknown':
      return {
        cause: 'UNCERTAIN_OUTCOME',
        title: `${who} did not answer`,
        explanation: `${step} is not confirmed (${codeOf(error)}).`,
        nextAction: 'Wait until the system answers, then retry; nothing is sent twice.',
        ownerTeam: 'platform',
      };
    default:
      return unreachable(error);
  }
}

const CAUSES: ReadonlyMap<string, string> = new Map([
  ['ITEM_UNMAPPED', 'MISSING_MAPPING'],
  ['TAX_UNDETERMINED', 'TAX_FAILURE'],
  ['TAX_CODE_UNMAPPED', 'TAX_FAILURE'],
  ['MISSING_SSP', 'MISSING_REVENUE_REFERENCE'],
  ['HELD', 'MISSING_REVENUE_REFERENCE'],
  ['SEMANTIC_MISMATCH', 'VALIDATION'],
]);

function causeOfRejection(code: string): string {
  // A refusal that no rule of ours knows is the vendor's own.
  return CAUSES.get(code) ?? 'VENDOR_REJECTED';
}
