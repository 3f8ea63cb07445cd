/** Names that are let in, as they are written; `*` among them lets everything in. */
export type AllowList = ReadonlySet<string>;

const EVERYTHING = '*';

export function isAllowed(list: AllowList, name: string): boolean {
  return list.has(name) || list.has(EVERYTHING);
}
