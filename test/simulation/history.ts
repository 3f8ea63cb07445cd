/** What three independent records say happened: the process layer's rows, its event log, and the vendors' own ledgers. */
export interface History {
  readonly operations: readonly AuditedOperation[];
  /** In the order in which the log is read. */
  readonly events: readonly AuditedEvent[];
  /** Each vendor's in the order of its ledger. */
  readonly effects: readonly AuditedEffect[];
}

/** Systems that keep a ledger outside of our database. */
export type LedgerSystem = 'CRM' | 'BILLING' | 'ERP';
export type AuditedStage = 'commitment' | 'finalization';

export interface AuditedStep {
  readonly name: string;
  readonly system: string;
  readonly stage: AuditedStage;
  readonly status: string;
  /** The vendor's id of the record that the step says it made or changed. */
  readonly effectId: string | null;
}

/** An operation's place in the line of a stage. */
export interface Place {
  readonly line: string;
  readonly sequence: number;
}

export interface AuditedOperation {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  /** Null where it has no place (yet) in that stage's line. */
  readonly places: Readonly<Record<AuditedStage, Place | null>>;
  readonly steps: readonly AuditedStep[];
}

export interface AuditedEvent {
  readonly type: string;
  readonly operationId: string | null;
  readonly contractId: string | null;
  /** The step that it tells of. */
  readonly step: string | null;
  /** The contract's version, where it tells of one. */
  readonly version: number | null;
}

/** Whose write it was, read from the idempotency key that came with it. */
export interface Owner {
  readonly operationId: string;
  readonly step: string;
  readonly undoing: boolean;
}

export interface AuditedEffect {
  readonly system: LedgerSystem;
  readonly sequence: number;
  /** The vendor's word, such as `invoice.created`. */
  readonly kind: string;
  /** The vendor's id of the record. */
  readonly recordId: string;
  /** The whole key that came with the write; null where none did. */
  readonly key: string | null;
  readonly owner: Owner | null;
  /** The business document that it makes, states or takes back. */
  readonly document: AuditedDocument | null;
  /** A contract's new version. */
  readonly contractVersion: number | null;
}

export type DocumentKind = 'INVOICE' | 'CREDIT_MEMO' | 'PAYMENT' | 'REFUND' | 'JOURNAL';

export interface AuditedDocument {
  readonly kind: DocumentKind;
  /** Our id of it, the same in all systems; a journal's batch key. */
  readonly id: string;
  readonly act: 'STANDS' | 'WITHDRAWN';
  /** Null where the ledger's entry names none. */
  readonly totalMinor: bigint | null;
}

const KEY = /^(?<operationId>op_[^:]+):(?<step>[A-Za-z]+)(?<rest>(?::.*)?)$/;

/** Reads the owner out of a key as the process layer makes them: `operation:step`, more after a further colon. */
export function ownerOf(key: string | null): Owner | null {
  const { operationId, step, rest } = KEY.exec(key ?? '')?.groups ?? {};
  if (operationId === undefined || step === undefined) return null;
  return { operationId, step, undoing: (rest ?? '').split(':').includes('undo') };
}
