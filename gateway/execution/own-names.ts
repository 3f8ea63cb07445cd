import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import type { Place } from './entities.ts';
import { isJoined, type Joined } from './values.ts';

/**
 * A document as it is planned where the client calls something by the name of a field that subgraphs are joined by:
 * `price: weight`, or a field that is also required with arguments of its own. Joined data holds what a subgraph is told
 * of an object beside what the client asked for, and under one name there is room for one of them.
 */
export interface OwnNames {
  /** With names of our own in the place of such ones. */
  readonly document: DocumentNode;
  /** Joined data under the client's names; a copy. */
  restore(data: Joined): Joined;
  /** A place in joined data, as it is called in the answer. */
  place(place: Place): Place;
}

/** Null where no name is taken twice. */
export function ownNames(document: DocumentNode, joinNames: ReadonlySet<string>): OwnNames | null {
  const shared = sharedNames(document, joinNames);
  if (shared.size === 0) return null;
  const prefix = freePrefix(document);
  const own = new Map([...shared].map((name) => [`${prefix}${name}`, name]));
  const renamed = visit(document, {
    [Kind.FIELD]: (field: FieldNode): FieldNode | undefined => {
      const name = responseName(field);
      if (!shared.has(name)) return undefined;
      return { ...field, alias: { kind: Kind.NAME, value: `${prefix}${name}` } };
    },
  });
  const restored = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(restored);
    return isJoined(value) ? restore(value) : value;
  };
  const restore = (data: Joined): Joined => {
    const told = Object.entries(data).flatMap(([key, value]) => {
      const name = own.get(key);
      return name === undefined && shared.has(key) ? [] : [[name ?? key, restored(value)] as const];
    });
    return Object.fromEntries(told);
  };
  return {
    document: renamed,
    restore,
    place: (place) => place.map((step) => (typeof step === 'string' ? (own.get(step) ?? step) : step)),
  };
}

/** Names that the client gives to something else than the field that the subgraphs are joined by. */
export function sharedNames(document: DocumentNode, joinNames: ReadonlySet<string>): ReadonlySet<string> {
  const shared = new Set<string>();
  visit(document, {
    [Kind.FIELD]: (field: FieldNode) => {
      const name = responseName(field);
      const isOther = name !== field.name.value || (field.arguments ?? []).length > 0;
      if (isOther && joinNames.has(name)) shared.add(name);
    },
  });
  return shared;
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** One that no name of the document begins with. */
function freePrefix(document: DocumentNode): string {
  const names: string[] = [];
  visit(document, { [Kind.FIELD]: (field: FieldNode) => void names.push(responseName(field)) });
  let prefix = 'own_';
  while (names.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}
