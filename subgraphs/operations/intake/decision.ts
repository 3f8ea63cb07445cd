import type { MoneyWire } from '#schema/canonical/money.ts';
import type { AmendContractInput, RenewContractInput } from '#schema/generated/operations.ts';
import type { Explanation } from '../exceptions/explain.ts';

/** What is already known here about a thing. */
export interface Known {
  /** What the last operation that we started for it was to reach; null when none was. */
  readonly reached: string | null;
  /** The operation that made the document its own and was not taken back; null when there is none. */
  readonly owner: string | null;
  /** An operation whose promise is still to be kept, in the same line or the one that the news came from. */
  readonly busy: string | null;
}

/** Documents of billing that operations of their own bring into the books. */
export type DocumentKind = 'POST_INVOICE' | 'APPLY_PAYMENT' | 'TAKE_CREDIT_MEMO' | 'TAKE_REFUND';

export interface DocumentStart {
  readonly act: DocumentKind;
  readonly documentId: string;
  readonly customerId: string;
  readonly contractId: string | null;
  readonly legalEntity: string;
}

/** A change that a won deal asks for. */
interface OfDeal {
  readonly opportunityId: string;
  readonly legalEntity: string;
}

/** What is to be started, complete but for its key. */
export type Start =
  | DocumentStart
  | { readonly act: 'BOOK'; readonly opportunityId: string; readonly legalEntity: string }
  | ({ readonly act: 'AMEND'; readonly input: Omit<AmendContractInput, 'idempotencyKey'> } & OfDeal)
  | ({ readonly act: 'RENEW'; readonly input: Omit<RenewContractInput, 'idempotencyKey'> } & OfDeal)
  | {
      readonly act: 'SUSPEND' | 'RESUME';
      readonly contractId: string;
      readonly version: number;
      readonly legalEntity: string;
      readonly reason: string;
    }
  | {
      readonly act: 'SYNC_CUSTOMER';
      readonly customerId: string;
      readonly legalEntity: string;
      readonly mergedFrom: readonly string[];
    };

/** Why a person has to look, with what they need for it. */
export interface Case extends Explanation {
  readonly code: string;
  readonly system: string;
  readonly impact: MoneyWire | null;
  readonly legalEntity: string | null;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly about: Readonly<Record<string, unknown>>;
}

/** What becomes of news about a thing, by the thing's present state. */
export type Decision =
  /** `forget`: what was reached before counts no more, so that the same may be reached again. */
  | { readonly kind: 'NOTHING'; readonly why: string; readonly forget?: true }
  | { readonly kind: 'COVERED'; readonly operationId: string | null }
  /** `until` null = until something happens. */
  | { readonly kind: 'WAIT'; readonly waitsFor: string; readonly until: Date | null }
  | { readonly kind: 'START'; readonly start: Start; readonly reached: string }
  | { readonly kind: 'ASK_A_PERSON'; readonly problem: Case };

export const nothing = (why: string): Decision => ({ kind: 'NOTHING', why });
export const covered = (operationId: string | null): Decision => ({ kind: 'COVERED', operationId });
export const waitFor = (waitsFor: string, until: Date | null = null): Decision => ({ kind: 'WAIT', waitsFor, until });
