import type { Role } from '#kit/identity/principal.ts';

/** A form of the graph for readers outside: by its name, the tags of the SDLs whose parts it is without. */
export type Variants = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What is tagged `internal` is about how we work: the books behind an invoice, how revenue comes about, vendors and their
 * records, work of our people. `commercial` is what a customer pays and has paid. The widest first, each next one without
 * all that the one before is without.
 */
export const VARIANTS: Variants = new Map([
  ['portal', new Set(['internal'])],
  ['partner', new Set(['internal', 'commercial'])],
]);

/** The variant of each role from outside; all others see the whole graph. */
const AUDIENCES: ReadonlyMap<Role, string> = new Map([
  ['portal', 'portal'],
  ['partner', 'partner'],
]);

const NARROWEST = [...VARIANTS.keys()].at(-1) ?? null;

/** The widest of what somebody's roles see: the name of a variant, or null for the whole graph. Who has no role sees least. */
export function variantFor(roles: readonly Role[]): string | null {
  const [role, ...others] = roles;
  if (role === undefined) return NARROWEST;
  const first = AUDIENCES.get(role) ?? null;
  if (first === null || others.length === 0) return first;
  const names = new Set(roles.map((each) => AUDIENCES.get(each) ?? null));
  return names.has(null) ? null : ([...VARIANTS.keys()].find((name) => names.has(name)) ?? NARROWEST);
}
