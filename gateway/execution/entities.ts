import { isJoined, type Joined } from './values.ts';

/** Keys of an answer from its root; `@` stands for each member of a list. */
export type PlanPath = readonly string[];
export type Place = readonly (string | number)[];

/** The objects at a path, in the order of the answer; what is null on the way has none. */
export function entitiesAt(root: Joined, path: PlanPath): Joined[] {
  const found: Joined[] = [];
  collect(root, path, 0, found);
  return found;
}

function collect(value: unknown, path: PlanPath, index: number, found: Joined[]): void {
  const key = path[index];
  if (Array.isArray(value)) {
    const next = inList(key, index);
    if (next !== null) for (const member of value) collect(member, path, next, found);
  } else if (isJoined(value)) {
    if (key === undefined) found.push(value);
    else collect(value[key], path, index + 1, found);
  }
}

/** How far along the path the members of a list are; null when no list is expected there. */
function inList(key: string | undefined, index: number): number | null {
  if (key === undefined) return index;
  return key === '@' ? index + 1 : null;
}

/** The places of those objects: the n-th place is that of the n-th object. Only errors need them. */
export function placesAt(root: Joined, path: PlanPath): Place[] {
  const found: Place[] = [];
  locate(root, path, 0, [], found);
  return found;
}

function locate(value: unknown, path: PlanPath, index: number, here: Place, found: Place[]): void {
  const key = path[index];
  if (Array.isArray(value)) {
    const next = inList(key, index);
    if (next !== null) for (const [n, member] of value.entries()) locate(member, path, next, [...here, n], found);
  } else if (isJoined(value)) {
    if (key === undefined) found.push(here);
    else locate(value[key], path, index + 1, [...here, key], found);
  }
}
