import { parseArgs } from 'node:util';

interface NumberFlag {
  readonly name: string;
  readonly about: string;
  /** When it is not told. */
  readonly value: number;
  /** The smallest that makes sense; 1 when not given. */
  readonly least?: number;
}

interface WordsFlag {
  readonly name: string;
  readonly about: string;
  /** What may stand in its list, divided by commas; all of them when it is not told. */
  readonly words: readonly string[];
}

/** A whole number, or a choice of words, that a benchmark can be told. */
export type Flag = NumberFlag | WordsFlag;

/** What was asked for, or what is wrong with it. Numbers and words by the names of their flags. */
export type Flags =
  | {
      readonly numbers: ReadonlyMap<string, number>;
      readonly words: ReadonlyMap<string, readonly string[]>;
      readonly json: boolean;
      readonly profileDir: string | null;
    }
  | { readonly fault: string };

/** Reads the arguments behind a benchmark's name. */
export function readFlags(known: readonly Flag[], args: readonly string[]): Flags {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(known.map(({ name }) => [name, text])),
        json: { type: 'boolean' },
        profile: text,
      },
    });
    const given = new Map<string, unknown>(Object.entries(values));
    const numbers = new Map<string, number>();
    const words = new Map<string, readonly string[]>();
    for (const flag of known) {
      const fault =
        'words' in flag
          ? readWords(flag, given.get(flag.name), words)
          : readNumber(flag, given.get(flag.name) ?? flag.value, numbers);
      if (fault !== null) return { fault };
    }
    const profile = given.get('profile');
    return {
      numbers,
      words,
      json: given.get('json') === true,
      profileDir: typeof profile === 'string' ? profile : null,
    };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** How a flag is told and what it is otherwise, for the usage. */
export function flagUsage(flag: Flag): string {
  const otherwise = 'words' in flag ? flag.words.join(',') : flag.value;
  return `--${flag.name.padEnd(13)} ${flag.about} (${otherwise})`;
}

function readNumber({ name, least = 1 }: NumberFlag, given: unknown, numbers: Map<string, number>): string | null {
  const number = Number(given);
  if (!Number.isInteger(number) || number < least) return `--${name} takes a whole number from ${least}.`;
  numbers.set(name, number);
  return null;
}

function readWords(flag: WordsFlag, given: unknown, words: Map<string, readonly string[]>): string | null {
  const chosen = typeof given === 'string' ? given.split(',').map((word) => word.trim()) : flag.words;
  const unknown = chosen.find((word) => !flag.words.includes(word));
  if (unknown !== undefined) return `--${flag.name} takes ${flag.words.join(', ')}, divided by commas.`;
  words.set(flag.name, chosen);
  return null;
}
