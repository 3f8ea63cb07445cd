import { z } from 'zod';
import type { EngineError } from '#revrec/engine/engine-error.ts';
import { type CivilDate, parseCivilDate } from '#schema/canonical/calendar.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import type { Result } from '#schema/errors/result.ts';
import { CaseUnreadable, numberOf } from './amounts.ts';

/** Text of a decimal or a fraction. A whole JSON number is read as its digits; any other one may have lost some. */
export const decimal = z.union([z.string(), z.int()]).transform(String);

/** A rate, a quantity or a share. */
export const number = decimal.transform((text): Ratio => numberOf(text));

/** How many months or periods. */
export const count = z.union([z.int(), z.string().regex(/^\d{1,6}$/)]).transform(Number);

export const day = z.string().transform((text, context): CivilDate => {
  const date = parseCivilDate(text);
  if (date !== null) return date;
  context.addIssue({ code: 'custom', message: `${text} is no day` });
  return z.NEVER;
});

/** Items with a key, as a list or as a map by it. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((given) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
    return Object.entries(given).map(([key, one]) => ({ key, ...Object(one) }));
  }, z.array(item));
}

/** The figure, or the engine's refusal as what is wrong with the case. */
export function figureOf<Value>(result: Result<Value, EngineError>): Value {
  if (result.ok) return result.value;
  const { kind, subject } = result.error;
  const detail = 'detail' in result.error ? `: ${result.error.detail}` : '';
  throw new CaseUnreadable(`${kind} at ${subject}${detail}`);
}

/** A policy's value, or the one it has without the policy. Throws `CaseUnreadable` for a value that is none of it. */
export function policyOf<Value>(
  policies: Readonly<Record<string, unknown>>,
  name: string,
  { values, otherwise }: { readonly values: z.ZodType<Value>; readonly otherwise: Value },
): Value {
  const given = policies[name];
  if (given === undefined || given === null) return otherwise;
  const read = values.safeParse(given);
  if (!read.success) throw new CaseUnreadable(`policy ${name} has no value ${JSON.stringify(given)}`);
  return read.data;
}

/** A choice that the model names by its values only: the policy that has one of them is meant, whatever it is called. */
export function policyByValue<Value>(
  policies: Readonly<Record<string, unknown>>,
  name: string,
  choice: { readonly values: z.ZodType<Value>; readonly otherwise: Value },
): Value {
  const byValue = Object.keys(policies).find((key) => choice.values.safeParse(policies[key]).success);
  return policyOf(policies, policies[name] === undefined ? (byValue ?? name) : name, choice);
}

/** The digits that a publication rounds progress to; `null` is exact. */
export function progressDecimalsOf(policies: Readonly<Record<string, unknown>>): number | null {
  return policyOf(policies, 'progressDecimals', { values: z.int().min(0).max(30).nullable(), otherwise: null });
}
