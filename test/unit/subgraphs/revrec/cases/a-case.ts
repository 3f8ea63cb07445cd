import { runCases } from '#revrec/cases/run-cases.ts';

/** A record as it is published: a test states its operation and what matters to it. */
export function aCase(op: string, inputs: unknown, change: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'OWN-1',
    op,
    preset: 'CONTRACT_DRIVEN',
    policies: {},
    currency: { code: 'USD', exponent: 2 },
    inputs,
    expected: {},
    tolerance: { kind: 'exact' },
    ...change,
  };
}

/** What the runner says of one record: nothing when it comes out as expected, otherwise why not. */
export function faultOf(
  op: string,
  inputs: unknown,
  { expected, ...change }: Readonly<Record<string, unknown>>,
): string | null {
  const [result] = runCases([aCase(op, inputs, { ...change, expected })]);
  return result === undefined ? 'nothing was run' : result.message;
}
