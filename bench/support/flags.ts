import { parseArgs } from 'node:util';

/** A whole number that a benchmark can be told, with what it is when it is not told. */
export interface Flag {
  readonly name: string;
  readonly about: string;
  readonly value: number;
}

/** What was asked for, or what is wrong with it. Numbers by the names of their flags. */
export type Flags =
  | { readonly numbers: ReadonlyMap<string, number>; readonly json: boolean; readonly profileDir: string | null }
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
    const given = values as Readonly<Record<string, string | boolean | undefined>>;
    const numbers = new Map<string, number>();
    for (const { name, value } of known) {
      const number = Number(given[name] ?? value);
      if (!Number.isInteger(number) || number < 1) return { fault: `--${name} takes a whole number from 1.` };
      numbers.set(name, number);
    }
    const { profile } = given;
    return { numbers, json: given['json'] === true, profileDir: typeof profile === 'string' ? profile : null };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
