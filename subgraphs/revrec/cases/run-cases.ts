import { ZodError } from 'zod';
import { amountsOf, CaseUnreadable } from './amounts.ts';
import { differences } from './compare.ts';
import type { Driver } from './driver.ts';
import { DRIVERS } from './drivers.ts';
import { unfooted } from './footing.ts';
import { type PublishedCase, readCases, sentence } from './published-case.ts';

/** How one published example came out. `got` has the figures that `expected` names. */
export interface CaseResult {
  readonly id: string;
  readonly op: string;
  readonly passed: boolean;
  readonly expected: unknown;
  readonly got: unknown;
  /** Why it did not pass; `null` when it did. */
  readonly message: string | null;
}

type Figures = Readonly<Record<string, unknown>>;

const FAULTS_MAX = 1000;

/**
 * Runs every record through the driver of its operation, sees that its figures foot, and compares. What no driver reads,
 * what one refuses and what is no record is a failed case, never one left out; of records that are none only so many are
 * told one by one.
 */
export function runCases(
  records: readonly unknown[],
  drivers: ReadonlyMap<string, Driver> = DRIVERS,
): readonly CaseResult[] {
  const results: CaseResult[] = [];
  let faults = 0;
  for (const read of readCases(records)) {
    if (read.ok) {
      results.push(runCase(read.value, drivers));
      continue;
    }
    faults += 1;
    if (faults <= FAULTS_MAX) results.push(noCase(read.error.id, read.error.fault));
  }
  if (faults > FAULTS_MAX) results.push(noCase('others', `${faults - FAULTS_MAX} more of them are no records.`));
  return results;
}

function noCase(id: string, message: string): CaseResult {
  return { id, op: '', passed: false, expected: null, got: null, message };
}

/** As published first, then, where the publication rounds by a policy, the exact figures without any policy. */
function runCase(one: PublishedCase, drivers: ReadonlyMap<string, Driver>): CaseResult {
  const published = attempt(one, drivers, { expected: one.expected, policies: one.policies });
  if (!published.passed || one.expectedWhenExact === null) return published;
  const exact = attempt(one, drivers, { expected: one.expectedWhenExact, policies: {} });
  return exact.passed ? published : { ...exact, message: `without policies: ${exact.message}` };
}

function attempt(
  one: PublishedCase,
  drivers: ReadonlyMap<string, Driver>,
  { expected, policies }: { readonly expected: Figures; readonly policies: Figures },
): CaseResult {
  const { id, op, inputs, preset, currency, tolerance } = one;
  const driver = drivers.get(op);
  if (driver === undefined) return { id, op, passed: false, expected, got: null, message: `no driver for ${op}` };
  try {
    const amounts = amountsOf(currency.exponent);
    const figures = driver({ inputs, expected, preset, policies, currency, amounts });
    const got = Object.fromEntries(Object.keys(expected).map((name) => [name, figures[name]]));
    const apart = [...unfooted(op, { inputs, figures, amounts }), ...differences(expected, got, tolerance)];
    return { id, op, passed: apart.length === 0, expected, got, message: apart.length === 0 ? null : apart.join('; ') };
  } catch (error) {
    return { id, op, passed: false, expected, got: null, message: reasonOf(error) };
  }
}

/** Also a bug of a driver fails its own case only: the others still say how they came out. */
function reasonOf(error: unknown): string {
  if (error instanceof ZodError) return error.issues.map((issue) => `inputs.${sentence(issue)}`).join(' ');
  if (error instanceof CaseUnreadable) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
