import { DEFAULT_OWNERSHIP } from './default-ownership.ts';
import type { ExceptionCause, ExceptionRouting, PolicyName, PolicyOf } from './policy.ts';

type Route = ExceptionRouting['rules'][number];

const route = (cause: ExceptionCause, team: string, dueHours: number, nextAction: string): Route => ({
  cause,
  system: '*',
  handling: 'ROUTE',
  team,
  dueHours,
  nextAction,
});

const CORRECT = 'Correct what the refusal names, then retry.';

const EXCEPTION_ROUTING: ExceptionRouting = {
  rules: [
    { ...route('VALIDATION', 'revops', 24, CORRECT), system: 'CRM' },
    { ...route('VENDOR_REJECTED', 'revops', 24, CORRECT), system: 'CRM' },
    { ...route('MISSING_MAPPING', 'revops', 24, 'Link the product in the CRM, then retry.'), system: 'CRM' },
    route('VALIDATION', 'finance', 24, CORRECT),
    route('VENDOR_REJECTED', 'finance', 24, CORRECT),
    route('MASTER_DATA_MISMATCH', 'revops', 24, 'Compare the record in both systems, then retry or repeat the change.'),
    route('MISSING_MAPPING', 'finance', 24, 'Publish the mapping that is missing, then retry.'),
    {
      ...route(
        'SEQUENCING',
        'revops',
        24,
        'Find out why what has to come first does not come; it goes on by itself then.',
      ),
      handling: 'QUEUE',
    },
    route('CLOSED_PERIOD', 'finance', 8, 'Open the period, or have it posted in the first open one, then retry.'),
    route('TAX_FAILURE', 'finance', 24, 'Give the tax code that is missing, then retry.'),
    route('DUPLICATE_EVENT', 'platform', 48, 'Compare the two, then waive the one that is no news.'),
    route('MISSING_REVENUE_REFERENCE', 'finance', 24, 'Give the revenue engine what it asks for, then retry.'),
    {
      ...route(
        'UNCERTAIN_OUTCOME',
        'platform',
        4,
        'Look at the record in that system, then retry; nothing is sent twice.',
      ),
      handling: 'RETRY',
    },
    route('CREDENTIALS', 'platform', 4, 'Renew the connection’s credentials, then retry.'),
    route('USAGE_ANOMALY', 'finance', 24, 'Compare the usage with the contract, then release or reject it.'),
    route('RECONCILIATION_BREAK', 'finance', 24, 'Find which side is wrong and correct it there.'),
    route('OWNERSHIP_CONFLICT', 'revops', 48, 'Change it in the system that owns it, or leave it as it is.'),
    route('UNSUPPORTED', 'revops', 24, 'Make the change in another way.'),
  ],
  severities: [
    { severity: 'P1', currency: 'USD', fromMinor: '10000000' },
    { severity: 'P2', currency: 'USD', fromMinor: '1000000' },
    { severity: 'P1', currency: 'EUR', fromMinor: '10000000' },
    { severity: 'P2', currency: 'EUR', fromMinor: '1000000' },
  ],
  pages: ['P1'],
  escalations: [{ severity: 'P1', afterMinutes: 60, team: 'controller' }],
};

const HOUR = 60;
const DAY = 24 * HOUR;

/** Version 1 of each policy. A later one is published, never written here. */
export const DEFAULT_POLICIES: { readonly [Name in PolicyName]: PolicyOf<Name> } = {
  'exception-routing': EXCEPTION_ROUTING,
  materiality: {
    kinds: ['CORRECTION', 'CANCEL_CONTRACT', 'ISSUE_CREDIT_MEMO', 'REFUND_PAYMENT'],
    thresholds: [
      { legalEntity: 'US', currency: 'USD', kind: '*', aboveMinor: '1000000' },
      { legalEntity: 'DE', currency: 'EUR', kind: '*', aboveMinor: '1000000' },
      { legalEntity: '*', currency: 'USD', kind: '*', aboveMinor: '500000' },
      { legalEntity: '*', currency: 'EUR', kind: '*', aboveMinor: '500000' },
    ],
  },
  retry: {
    attempts: [{ error: '*', system: '*', attemptsMax: null }],
    deadlines: [
      { kind: 'RECOGNIZE_REVENUE', minutes: 4 * HOUR },
      { kind: '*', minutes: HOUR },
    ],
    prerequisites: [{ prerequisite: '*', minutes: DAY }],
    silenceMinutes: 15,
  },
  approval: {
    rules: [
      { reason: 'CORRECTION', roles: ['controller', 'admin'], expiresAfterHours: 72 },
      { reason: 'AMEND_CONTRACT', roles: ['revops', 'controller', 'admin'], expiresAfterHours: 14 * 24 },
      { reason: '*', roles: ['finance', 'controller', 'admin'], expiresAfterHours: 72 },
    ],
  },
  ownership: DEFAULT_OWNERSHIP,
  'crm-reports': { rules: [{ kind: '*', legalEntity: '*', reported: true }] },
  // Well below what ledgers take, so that one that is refused holds few contracts back.
  'journal-batches': { rules: [{ legalEntity: '*', linesMax: 1000 }] },
};
