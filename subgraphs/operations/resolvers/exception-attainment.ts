import { GraphQLError } from 'graphql';
import { parseTerm } from '#schema/canonical/calendar.ts';
import type { OperationsContext } from '../context.ts';
import { attainmentOf } from '../exceptions/postgres-attainment.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whole days of UTC, the last one with them. */
export function exceptionAttainment(
  _root: unknown,
  { from, to }: { readonly from: string; readonly to: string },
  { parts, principal }: OperationsContext,
) {
  if (parseTerm(from, to) === null) {
    const message = 'from and to must be days, YYYY-MM-DD, and to must not lie before from.';
    throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
  const span = { from: new Date(`${from}T00:00:00Z`), to: new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS) };
  return attainmentOf(parts.dataSource.manager, principal.entities, span, parts.clock.now());
}
