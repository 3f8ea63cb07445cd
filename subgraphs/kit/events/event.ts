/**
 * A row of the mirror as an event brought it, or, with `gone`, that every row with these columns is there no longer.
 * Entries of one event are taken in order: what an invoice's lines were goes first, what they are follows.
 */
export interface RecordedRow {
  /** With its schema, such as `billing.invoice`. */
  readonly table: string;
  /** By column, as Postgres writes a row in JSON; figures keep every digit (`recordOf`). */
  readonly row: Readonly<Record<string, unknown>>;
  readonly gone?: true;
}

/**
 * The entity of what belongs to none that we know. Only somebody whose rights name it sees it, so nothing of an entity is
 * shown to another one's people.
 */
export const UNASSIGNED = 'UNASSIGNED';

/** An event as it enters the log. Amounts inside `data` are minor units as text. */
export interface NewEvent {
  readonly type: string;
  readonly schemaVersion: number;
  /** SOURCE: a vendor told it. DERIVED: we concluded it. */
  readonly origin: 'SOURCE' | 'DERIVED';
  readonly occurredAt: Date;
  readonly legalEntity: string | null;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly operationId: string | null;
  /** From the first cause to the last effect. */
  readonly correlationId: string;
  /** What brought it about: an event, a vendor message, an operation. */
  readonly causationId: string | null;
  readonly data: unknown;
  /** The rows that a SOURCE event brought, for a rebuild of the mirror; readers of the log are not given them. */
  readonly record?: readonly RecordedRow[];
}

/**
 * A place in the log. Rows are in the order of (xid, id): the writing transaction first, because ids are drawn
 * before commit and a lower one can appear later.
 */
export interface EventPosition {
  readonly xid: string;
  readonly id: string;
}

export interface LoggedEvent extends NewEvent {
  readonly position: EventPosition;
}

/** Members are joined by `and`; a missing one matches everything. */
export interface EventFilter {
  readonly customerId?: string | undefined;
  readonly contractId?: string | undefined;
  readonly operationId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Systems of the steps that the events are about; events of no step match too. */
  readonly systems?: readonly string[] | undefined;
  /** Legal entities whose events may be seen; events of no entity may be seen by all. */
  readonly entities?: readonly string[] | undefined;
}
