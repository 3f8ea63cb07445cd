import type { MoneyWire } from '#schema/canonical/money.ts';
import { type ExceptionCause, type ExceptionRouting, fits, type Severity } from './policy.ts';

export type Route = ExceptionRouting['rules'][number];

/** For a cause that no rule names: somebody must have it. */
const OTHERWISE = {
  handling: 'ROUTE',
  team: 'platform',
  dueHours: 24,
  nextAction: 'Find out what it needs and who owns it, then decide.',
} as const;

/** Who gets an exception of this cause and system, by when, and what they do next. */
export function routeOf(
  policy: ExceptionRouting,
  cause: ExceptionCause,
  system: string,
): Omit<Route, 'cause' | 'system'> {
  return policy.rules.find((rule) => rule.cause === cause && fits(rule.system, system)) ?? OTHERWISE;
}

/** The gravest severity whose bound the impact reaches, in its own currency: amounts of two are never compared. */
export function severityOf(policy: ExceptionRouting, impact: MoneyWire | null): Severity {
  if (impact === null) return 'P3';
  const minor = BigInt(impact.minor);
  const size = minor < 0n ? -minor : minor;
  const reached = policy.severities
    .filter(({ currency, fromMinor }) => currency === impact.currency && size >= BigInt(fromMinor))
    .map(({ severity }) => severity)
    .sort();
  return reached[0] ?? 'P3';
}
