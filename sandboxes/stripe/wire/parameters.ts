import { z } from 'zod';
import type { FormTree } from './form.ts';
import { Refusal } from './refusal.ts';

/** Building blocks of an endpoint's parameters. Everything arrives as text; amounts stay whole numbers. */
export const text = z.string();
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'integer')
  .transform(Number);
export const quantity = z
  .string()
  .regex(/^\d{1,12}$/, 'integer')
  .transform(Number);
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const decimal = z.string().regex(/^-?\d{1,18}(\.\d{1,12})?$/, 'decimal');
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'currency')
  .transform((value) => value.toLowerCase());
/** An instant in whole seconds. */
export const instant = integer;
/** `''` empties the whole map; an entry of `''` takes that entry out. */
export const metadata = z.union([z.literal(''), z.record(z.string(), z.string())]);
export const address = z.union([
  z.literal(''),
  z.strictObject({
    city: text.optional(),
    country: text.optional(),
    line1: text.optional(),
    line2: text.optional(),
    postal_code: text.optional(),
    state: text.optional(),
  }),
]);

const RANGE = z.strictObject({
  gt: integer.optional(),
  gte: integer.optional(),
  lt: integer.optional(),
  lte: integer.optional(),
});
export const range = z.union([integer.transform((at) => ({ gte: at, lte: at })), RANGE]);
export type Range = z.output<typeof RANGE>;

/** A list: numbered names in the order of their numbers; `''` is the empty list. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => {
    if (value === '') return [];
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value)
      .sort(([left], [right]) => Number(left) - Number(right))
      .map(([, entry]) => entry);
  }, z.array(item).max(200));
}

/** The parameters of an endpoint: everything else is refused by name. `expand` is known everywhere. */
export function parameters<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, expand: list(text).optional() });
}

export const LIST_PARAMETERS = {
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

/** Parses a request's parameters or says in the vendor's words what is wrong with the first of them. */
export function parseParameters<Schema extends z.ZodType>(schema: Schema, form: FormTree): z.output<Schema> | Refusal {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  return refusalOf(parsed.error.issues[0], form);
}

function refusalOf(issue: z.core.$ZodIssue | undefined, form: FormTree): Refusal {
  if (issue === undefined) return early('The request could not be read.', '', 'parameter_invalid_string_empty');
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0] ?? '']);
    return early(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
  }
  const param = bracketed(issue.path);
  const given = at(form, issue.path);
  if (given === undefined) return early(`Missing required param: ${param}.`, param, 'parameter_missing');
  if (given === '') return early(`You passed an empty string for '${param}'.`, param, 'parameter_invalid_empty');
  if (issue.code === 'invalid_format' && issue.message === 'integer') {
    return early(`Invalid integer: ${String(given)}`, param, 'parameter_invalid_integer');
  }
  return new Refusal({ message: `Invalid value for ${param}.`, param, beforeExecution: true });
}

function early(message: string, param: string, code: string): Refusal {
  return new Refusal({ message, param, code, beforeExecution: true });
}

function bracketed(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}

function at(form: FormTree, path: readonly PropertyKey[]): unknown {
  let value: unknown = form;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // Only the order of a list's entries is known here; their own numbers mostly agree with it.
    value = new Map(Object.entries(value)).get(String(part));
  }
  return value;
}
