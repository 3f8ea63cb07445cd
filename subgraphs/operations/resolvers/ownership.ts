import type { OperationsContext } from '../context.ts';
import { policyAt } from '../policies/postgres-policies.ts';

/** The register as it holds now: every field of a family, or of all. */
export async function ownership(
  _root: unknown,
  { entity }: { readonly entity?: string | null },
  { parts }: OperationsContext,
) {
  const { version, document } = await policyAt(parts.dataSource.manager, 'ownership', parts.clock.now());
  return document.rules
    .filter((rule) => entity === null || entity === undefined || rule.entity === entity)
    .map((rule) => ({ ...rule, profile: rule.profile ?? null, version }));
}
