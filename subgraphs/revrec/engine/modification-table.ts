import type { Treatment } from '#schema/canonical/revenue.ts';
import type { RemainingDistinct } from './events.ts';

/** The questions the table asks of an amendment. */
export interface ModificationAnswers {
  readonly approved: boolean;
  /** Scope is agreed while the price is still open. */
  readonly priceOpen: boolean;
  /** False when neither a promise nor a price is touched, as when only the billing interval changes. */
  readonly changesScopeOrPrice: boolean;
  /** The first contract already gave the right: an option, an index, a termination right. */
  readonly originalTerms: boolean;
  readonly hasConcession: boolean;
  readonly addsDistinct: boolean;
  readonly priceReflectsSsp: boolean;
  readonly remainingDistinct: RemainingDistinct;
  readonly scopeRemoved: boolean;
}

export interface DecisionRow {
  readonly row: number;
  readonly treatment: Treatment;
  readonly says: string;
  readonly paragraph: string;
  readonly applies: (answers: ModificationAnswers) => boolean;
}

/** Read from the top; the first row that applies decides. */
export const DECISION_TABLE: readonly DecisionRow[] = [
  {
    row: 0,
    treatment: 'NONE',
    says: 'not approved, open in price, or without effect on scope and price',
    paragraph: 'IFRS 15.18-19; ASC 606-10-25-10 to 25-11',
    applies: ({ approved, priceOpen, changesScopeOrPrice }) => !approved || priceOpen || !changesScopeOrPrice,
  },
  {
    row: 1,
    treatment: 'NOT_A_MODIFICATION',
    says: 'a right that the first contract already gave',
    paragraph: 'IFRS 15.18; ASC 606-10-25-10',
    applies: ({ originalTerms }) => originalTerms,
  },
  {
    row: 2,
    treatment: 'IMMEDIATE',
    says: 'a concession on satisfied performance',
    paragraph: 'IFRS 15.88-90; ASC 606-10-32-43 to 32-45',
    applies: ({ hasConcession }) => hasConcession,
  },
  {
    row: 3,
    treatment: 'SEPARATE',
    says: 'adds distinct goods or services at a price that reflects their standalone selling prices',
    paragraph: 'IFRS 15.20; ASC 606-10-25-12',
    applies: ({ addsDistinct, priceReflectsSsp }) => addsDistinct && priceReflectsSsp,
  },
  {
    row: 4,
    treatment: 'PROSPECTIVE',
    says: 'what remains is distinct from what was delivered',
    paragraph: 'IFRS 15.21(a); ASC 606-10-25-13(a)',
    applies: ({ remainingDistinct }) => remainingDistinct === 'ALL',
  },
  {
    row: 5,
    treatment: 'CATCH_UP',
    says: 'what remains is part of one promise that is partly satisfied',
    paragraph: 'IFRS 15.21(b); ASC 606-10-25-13(b)',
    applies: ({ remainingDistinct }) => remainingDistinct === 'NONE',
  },
  {
    row: 6,
    treatment: 'MIXED',
    says: 'some of what remains is distinct and some is not',
    paragraph: 'IFRS 15.21(c); ASC 606-10-25-13(c)',
    applies: ({ remainingDistinct }) => remainingDistinct === 'SOME',
  },
  {
    row: 7,
    treatment: 'PARTIAL_TERMINATION',
    says: 'removes scope and leaves nothing of the contract to deliver',
    paragraph: 'IFRS 15.21(a); ASC 606-10-25-13(a)',
    applies: ({ scopeRemoved, remainingDistinct }) => scopeRemoved && remainingDistinct === 'NOTHING_REMAINS',
  },
];
