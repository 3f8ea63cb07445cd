import type { Change, Draft } from './read-body.ts';
import type { RecordSchema } from './record-types.ts';
import type { Fields, Scalar, StoredRecord } from './records.ts';
import type { Candidate } from './settle-header.ts';

/**
 * The record as it would stand after a write. Fields that the draft leaves out stay. Lines of a sublist are changed
 * by their key; a line without a known key is added to those that are there, unless the sublist is replaced.
 * evidence: docs: NetSuite REST, updating and replacing a sublist. So a repeated upsert without `?replace=item`
 * doubles the lines.
 */
export function mergeDraft(
  schema: RecordSchema,
  before: StoredRecord | undefined,
  draft: Draft,
  replaced: ReadonlySet<string>,
): Candidate {
  const sublists: Record<string, readonly Fields[]> = { ...before?.sublists };
  for (const [name, changes] of Object.entries(draft.sublists)) {
    const key = schema.sublists[name]?.key ?? ['line'];
    const standing = before?.sublists[name] ?? [];
    sublists[name] = numbered(key, mergeLines(key, standing, changes, replaced.has(name)));
  }
  return {
    type: schema.name,
    id: before?.id ?? null,
    fields: applyChange(before?.fields ?? {}, draft.fields),
    sublists,
  };
}

function mergeLines(
  key: readonly string[],
  standing: readonly Fields[],
  changes: readonly Change[],
  replace: boolean,
): Fields[] {
  const lines = replace ? [] : [...standing];
  for (const change of changes) {
    const isNew = key.some((name) => change[name] === undefined);
    const known = isNew ? undefined : standing.find((line) => key.every((name) => line[name] === change[name]));
    const place = known === undefined ? -1 : lines.indexOf(known);
    const changed = applyChange(known ?? {}, change);
    if (place >= 0) lines[place] = changed;
    else lines.push(changed);
  }
  return lines;
}

/** Gives every line of a numbered sublist its own number: known ones keep theirs. */
function numbered([key]: readonly string[], lines: readonly Fields[]): Fields[] {
  if (key !== 'line') return [...lines];
  const taken = new Set<string>();
  const kept = lines.map((line) => {
    const number = line['line'];
    if (typeof number !== 'string' || taken.has(number) || !/^[1-9]\d{0,5}$/.test(number)) return null;
    taken.add(number);
    return number;
  });
  let next = Math.max(0, ...[...taken].map(Number));
  return lines.map((line, index) => {
    const number = kept[index];
    if (number !== undefined && number !== null) return { ...line, line: number };
    next += 1;
    return { ...line, line: String(next) };
  });
}

function applyChange(fields: Fields, change: Change): Fields {
  const merged: Record<string, Scalar> = { ...fields };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}
