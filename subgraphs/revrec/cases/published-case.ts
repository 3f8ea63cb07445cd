import { z } from 'zod';
import { parseRatio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

const amount = z.string().transform((text, context) => {
  const read = parseRatio(text);
  if (read !== null && read.n >= 0n) return read;
  context.addIssue({ code: 'custom', message: `${text} is no decimal of zero or above` });
  return z.NEVER;
});

const envelope = z.object({
  id: z.string().min(1),
  op: z.string().min(1),
  preset: z.enum(['CONTRACT_DRIVEN', 'INVOICE_DRIVEN']),
  policies: z.record(z.string(), z.unknown()).default({}),
  currency: z.object({ code: z.string().min(1), exponent: z.int().min(0).max(18) }),
  inputs: z.unknown(),
  expected: z.record(z.string(), z.unknown()).refine((figures) => Object.keys(figures).length > 0, 'names no figure'),
  tolerance: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('exact') }),
      z.object({ kind: z.literal('absolute'), value: amount }),
    ])
    .transform((given) => (given.kind === 'exact' ? ratio(0n) : given.value)),
  expectedWhenExact: z.record(z.string(), z.unknown()).optional(),
});

/** A published example with what every operation shares; `inputs` is its driver's to read. */
export type PublishedCase = z.infer<typeof envelope>;

const FAULTS_MAX = 20;

/** The records in their order, or what is wrong with them: one sentence a fault, with the record's id and the path. */
export function readCases(records: unknown): Result<readonly PublishedCase[], readonly string[]> {
  if (!Array.isArray(records)) return fail(['The records are no list.']);
  const faults: string[] = [];
  const cases: PublishedCase[] = [];
  const seen = new Set<string>();
  for (const [index, record] of records.entries()) {
    const read = envelope.safeParse(record);
    const name = nameOf(record, index);
    if (!read.success) faults.push(...read.error.issues.map((issue) => `${name}${sentence(issue)}`));
    else if (seen.has(read.data.id)) faults.push(`${name}id: another record has it.`);
    else cases.push(read.data);
    if (read.success) seen.add(read.data.id);
    if (faults.length > FAULTS_MAX) return fail([...faults.slice(0, FAULTS_MAX), 'There are more faults than these.']);
  }
  return faults.length === 0 ? ok(cases) : fail(faults);
}

/** One fault of a shape: its path and what is wrong there. */
export function sentence({ path, message }: Pick<z.core.$ZodIssue, 'path' | 'message'>): string {
  return path.length === 0 ? `${message}.` : `${path.join('.')}: ${message}.`;
}

function nameOf(record: unknown, index: number): string {
  const id = typeof record === 'object' && record !== null && 'id' in record ? record.id : null;
  return typeof id === 'string' && id !== '' ? `[${index}] ${id.slice(0, 80)} ` : `[${index}] `;
}
