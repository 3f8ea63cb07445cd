import type { GraphQLFormattedError } from 'graphql';
import type { Masked } from './masked.ts';

/** The parts of an answer that masking looks at. */
export interface MaskableAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

type Path = readonly (string | number)[];

interface Found {
  readonly byPlaceholder: ReadonlyMap<string, Masked>;
  readonly places: { readonly masked: Masked; readonly path: Path }[];
}

/**
 * The answer of a masked document as the caller is told it: null in each place of a masked field, in the order of the
 * document, with an error FORBIDDEN at that place, and each masked field that has a place in `extensions.masked`.
 * Copies what it changes.
 */
export function withMasked(answer: MaskableAnswer, masked: readonly Masked[]): MaskableAnswer {
  if (masked.length === 0) return answer;
  const found: Found = { byPlaceholder: new Map(masked.map((each) => [each.placeholder, each])), places: [] };
  const data = revealed(found, answer.data, []);
  if (found.places.length === 0) return answer;
  return {
    ...answer,
    data,
    errors: [...(answer.errors ?? []), ...errorsAt(found.places)],
    extensions: { ...answer.extensions, masked: [...new Set(found.places.map((place) => place.masked.coordinate))] },
  };
}

function revealed(found: Found, value: unknown, path: Path): unknown {
  if (Array.isArray(value)) return value.map((each, index) => revealed(found, each, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const hidden = hiddenIn(found, value);
  const members = new Map<string, unknown>();
  for (const [key, member] of Object.entries(value)) {
    const masked = found.byPlaceholder.get(key);
    const shown = masked?.responseKey ?? key;
    if (!hidden.has(shown)) {
      members.set(shown, revealed(found, member, [...path, shown]));
    } else if (!members.has(shown)) {
      members.set(shown, null);
    }
    if (masked !== undefined) found.places.push({ masked, path: [...path, shown] });
  }
  return Object.fromEntries(members);
}

/** What is masked under one of an object's types is not told under another one either. */
function hiddenIn({ byPlaceholder }: Found, value: object): ReadonlySet<string> {
  return new Set(Object.keys(value).flatMap((key) => byPlaceholder.get(key)?.responseKey ?? []));
}

/** One a place, also where several masked fields of one name stand. */
function errorsAt(places: Found['places']): readonly GraphQLFormattedError[] {
  const paths = new Map(places.map(({ path }) => [JSON.stringify(path), path]));
  return [...paths.values()].map((path) => ({
    message: 'You may not see this field.',
    path,
    extensions: { code: 'FORBIDDEN', retryable: false },
  }));
}
