import { pathOf } from './fault-list.ts';

interface Open {
  readonly path: string;
  /** Names so far; `null` inside an array. */
  readonly names: Set<string> | null;
  /** The member or the place in the array that is being read. */
  at: string | number;
  isNameNext: boolean;
}

/**
 * Where an object of a JSON text has a name twice, such as `contracts[0].lines[0].amount`. A parser keeps the last one
 * without a word, so that one of two amounts would be lost. The text was parsed before: it is well-formed.
 */
export function namesTwice(text: string): readonly string[] {
  const twice: string[] = [];
  const open: Open[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character !== '"') {
      move(character, open);
      continue;
    }
    const end = endOfString(text, index);
    const inside = open.at(-1);
    if (inside?.isNameNext === true) nameIn(inside, JSON.parse(text.slice(index, end + 1)), twice);
    index = end;
  }
  return twice;
}

/** Opens, closes or goes on in what is open. */
function move(character: string, open: Open[]): void {
  const inside = open.at(-1);
  if (character === '{' || character === '[') open.push(openedIn(inside, character));
  else if (character === '}' || character === ']') open.pop();
  else if (character === ',' && inside !== undefined) {
    if (typeof inside.at === 'number') inside.at += 1;
    inside.isNameNext = inside.names !== null;
  }
}

function openedIn(inside: Open | undefined, bracket: '{' | '['): Open {
  const path = inside === undefined ? '' : pathOf(inside.path, [inside.at]);
  const isObject = bracket === '{';
  return { path, names: isObject ? new Set() : null, at: isObject ? '' : 0, isNameNext: isObject };
}

function nameIn(inside: Open, name: string, twice: string[]): void {
  if (inside.names?.has(name) === true) twice.push(pathOf(inside.path, [name]));
  inside.names?.add(name);
  inside.at = name;
  inside.isNameNext = false;
}

function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}
