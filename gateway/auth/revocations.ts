import { z } from 'zod';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Credential } from './credential.ts';

/** Credentials that are believed no more, though they are not over yet. */
export interface Revocations {
  /** Ids of tokens (`jti`) and of machine keys. */
  readonly ids: ReadonlySet<string>;
  /** By subject: everything issued to it before this instant, in ms. */
  readonly subjectsBeforeMs: ReadonlyMap<string, number>;
  /** Everything issued to anybody before this instant, in ms; null = nothing. */
  readonly epochMs: number | null;
}

export const NO_REVOCATIONS: Revocations = { ids: new Set(), subjectsBeforeMs: new Map(), epochMs: null };

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const revocationsSchema = z.strictObject({
  ids: z.array(z.string().min(1)).default([]),
  subjects: z.array(z.strictObject({ subject: z.string().min(1), before: instant })).default([]),
  epoch: instant.nullable().default(null),
});

/**
 * A list of revocations: `{"ids": [...], "subjects": [{"subject": "ann", "before": "2026-11-21T10:00:00Z"}], "epoch":
 * "2026-11-01T00:00:00Z"}`, each part optional; or one sentence what is wrong with it.
 */
export function parseRevocations(text: string): Result<Revocations, string> {
  const read = revocationsSchema.safeParse(jsonOf(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    return fail(`${issue?.path.join('.') || 'the list'}: ${issue?.message ?? 'no list of revocations'}`);
  }
  const subjectsBeforeMs = new Map<string, number>();
  for (const { subject, before } of read.data.subjects) {
    subjectsBeforeMs.set(subject, Math.max(before, subjectsBeforeMs.get(subject) ?? before));
  }
  return ok({ ids: new Set(read.data.ids), subjectsBeforeMs, epochMs: read.data.epoch });
}

/** What does not say when it was issued is older than any instant. */
export function isRevoked(
  { id, subject, issuedAtMs }: Credential,
  { ids, subjectsBeforeMs, epochMs }: Revocations,
): boolean {
  if (id !== null && ids.has(id)) return true;
  const issued = issuedAtMs ?? Number.NEGATIVE_INFINITY;
  const before = subjectsBeforeMs.get(subject);
  return (before !== undefined && issued < before) || (epochMs !== null && issued < epochMs);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
