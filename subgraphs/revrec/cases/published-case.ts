import { z } from 'zod';
import { minorDigits } from '#schema/canonical/currency.ts';
import { parseRatio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

const amount = z.union([z.string(), z.number()]).transform((given, context) => {
  const text = String(given);
  const read = parseRatio(text);
  if (read !== null && read.n >= 0n) return read;
  context.addIssue({ code: 'custom', message: `${text} is no decimal of zero or above` });
  return z.NEVER;
});

const figures = z.record(z.string(), z.unknown());

const envelope = z.object({
  id: z.string().min(1),
  op: z.string().min(1),
  preset: z.enum(['CONTRACT_DRIVEN', 'INVOICE_DRIVEN']).default('CONTRACT_DRIVEN'),
  policies: figures.nullish().transform((given) => given ?? {}),
  currency: z
    .object({ code: z.string().min(1), exponent: z.int().min(0).max(18).optional() })
    .transform(({ code, exponent }) => ({ code, exponent: exponent ?? minorDigits(code) })),
  inputs: z.unknown(),
  expected: figures.refine((named) => Object.keys(named).length > 0, 'names no figure'),
  tolerance: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('exact') }),
      z.object({ kind: z.literal('absolute'), value: amount }),
    ])
    .nullish()
    .transform((given) => (given?.kind === 'absolute' ? given.value : ratio(0n))),
  expectedWhenExact: figures.nullish().transform((given) => given ?? null),
});

/** A published example with what every operation shares; `inputs` is its driver's to read. */
export type PublishedCase = z.infer<typeof envelope>;

/** A record that is an example, or the name of one that is none and what is wrong with it. */
type ReadRecord = Result<PublishedCase, { readonly id: string; readonly fault: string }>;

const ISSUES_MAX = 5;

/** The records of a file: a list, or an object that holds one as `cases` or `records`. */
export function recordsOf(file: unknown): Result<readonly unknown[], string> {
  const wrapped = z.union([z.object({ cases: z.array(z.unknown()) }), z.object({ records: z.array(z.unknown()) })]);
  const read = wrapped.safeParse(file);
  const list: unknown = read.success ? Object.values(read.data)[0] : file;
  if (!Array.isArray(list)) return fail('The records are no list.');
  return list.length === 0 ? fail('There are no records.') : ok(list);
}

/** Each record by itself, in their order. One that has the id of an earlier one is none. */
export function* readCases(records: readonly unknown[]): Generator<ReadRecord> {
  const seen = new Set<string>();
  for (const [index, record] of records.entries()) {
    const read = readCase(record, index);
    const isTwice = read.ok && seen.has(read.value.id);
    if (read.ok) seen.add(read.value.id);
    yield isTwice ? fail({ id: nameOf(record, index), fault: 'id: another record has it.' }) : read;
  }
}

function readCase(record: unknown, index: number): ReadRecord {
  const id = nameOf(record, index);
  if (typeof record !== 'object' || record === null) return fail({ id, fault: 'It is no record.' });
  const read = envelope.safeParse(record);
  if (read.success) return ok(read.data);
  return fail({ id, fault: read.error.issues.slice(0, ISSUES_MAX).map(sentence).join(' ') });
}

/** One fault of a shape: its path and what is wrong there. */
export function sentence({ path, message }: Pick<z.core.$ZodIssue, 'path' | 'message'>): string {
  return path.length === 0 ? `${message}.` : `${path.join('.')}: ${message}.`;
}

function nameOf(record: unknown, index: number): string {
  const id = typeof record === 'object' && record !== null && 'id' in record ? record.id : null;
  return typeof id === 'string' && id !== '' ? id.slice(0, 80) : `[${index}]`;
}
