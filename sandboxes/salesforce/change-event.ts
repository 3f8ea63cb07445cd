import { createHash } from 'node:crypto';
import type { RecordChange, Writer } from './org.ts';
import type { Values } from './record-input.ts';

/** What became of records of one object in one transaction, as it is kept for subscribers. */
export interface ChangeEvent {
  /** The same in every sending of this event. */
  readonly eventId: string;
  readonly entityName: string;
  readonly recordIds: readonly string[];
  readonly changeType: RecordChange['changeType'] | `GAP_${RecordChange['changeType']}`;
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  readonly commitNumber: number;
  readonly commitAtMs: number;
  readonly commitUser: string;
  /** Of a new record all values that it has, of a changed one those that are new, else none. */
  readonly values: Values;
}

/** When and as the how-manieth transaction of the org the changes were committed. */
export interface Commit {
  readonly commitNumber: number;
  readonly commitAtMs: number;
}

/** The events of one transaction, in its order. */
export function changeEvents(changes: readonly RecordChange[], writer: Writer, commit: Commit): readonly ChangeEvent[] {
  const transactionKey = uuid(`transaction ${commit.commitNumber}`);
  return merged(changes).map(({ change, recordIds }, index) => ({
    eventId: uuid(`event ${commit.commitNumber}.${index}`),
    entityName: change.entityName,
    recordIds,
    changeType: change.changeType,
    changeOrigin: writer.origin,
    transactionKey,
    sequenceNumber: index + 1,
    commitNumber: commit.commitNumber,
    commitAtMs: commit.commitAtMs,
    commitUser: writer.userId,
    values: change.values,
  }));
}

/** The event without what changed: the subscriber must read the record. */
export function asGap(event: ChangeEvent): ChangeEvent {
  const { changeType } = event;
  const gap = changeType === 'CREATE' || changeType === 'UPDATE' || changeType === 'DELETE';
  return gap ? { ...event, changeType: `GAP_${changeType}`, values: {} } : event;
}

interface Merged {
  readonly change: RecordChange;
  readonly recordIds: string[];
}

// evidence: docs: one event may name several records (salesforce.md, Change notification): those to which the same
// change was made, one after the other, in one transaction.
function merged(changes: readonly RecordChange[]): readonly Merged[] {
  const events: Merged[] = [];
  for (const change of changes) {
    const last = events.at(-1);
    if (last !== undefined && alike(last.change, change)) last.recordIds.push(change.recordId);
    else events.push({ change, recordIds: [change.recordId] });
  }
  return events;
}

function alike(left: RecordChange, right: RecordChange): boolean {
  const updates = left.changeType === 'UPDATE' && right.changeType === 'UPDATE';
  if (!updates || left.entityName !== right.entityName || left.recordId === right.recordId) return false;
  return JSON.stringify(left.values) === JSON.stringify(right.values);
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
