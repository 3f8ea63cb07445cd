/** Kinds of things that news is about. `delinquency` is how a contract's payments stand; `event` one event of the log. */
export const SUBJECT_KINDS = [
  'opportunity',
  'contract',
  'customer',
  'invoice',
  'payment',
  'refund',
  'creditMemo',
  'delinquency',
  'contested',
  'event',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Names one thing among all, such as `invoice:inv_1`. */
export type Subject = `${SubjectKind}:${string}`;

export function subjectOf(kind: SubjectKind, id: string): Subject {
  return `${kind}:${id}`;
}

/** What a subject stands for. Throws for a text that is none: only this file writes them. */
export function readSubject(subject: string): { readonly kind: SubjectKind; readonly id: string } {
  const at = subject.indexOf(':');
  const kind = SUBJECT_KINDS.find((one) => one === subject.slice(0, at));
  if (kind === undefined) throw new Error(`${subject} is no subject`);
  return { kind, id: subject.slice(at + 1) };
}
