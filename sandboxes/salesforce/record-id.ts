const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
/** The two characters of the server and the reserved zero that stand behind the object's prefix. */
const INSTANCE = '5g0';
const COUNTER_LENGTH = 9;

/** The id of the n-th record of an object: prefix, instance, counter in base 62 and the three check characters. */
export function recordId(prefix: string, sequence: number): string {
  let counter = '';
  for (let rest = sequence; rest > 0; rest = Math.floor(rest / 62)) counter = `${DIGITS[rest % 62]}${counter}`;
  return withSuffix(`${prefix}${INSTANCE}${counter.padStart(COUNTER_LENGTH, '0')}`);
}

/**
 * The 18 characters of an id given with 15 or 18, or null when it is none.
 * Each check character says which of five characters are capitals, so that the id survives programs that fold case.
 */
export function normaliseId(text: string): string | null {
  if (!/^[0-9A-Za-z]+$/.test(text)) return null;
  if (text.length === 15) return withSuffix(text);
  if (text.length !== 18) return null;
  return withSuffix(text.slice(0, 15)) === text ? text : null;
}

function withSuffix(id: string): string {
  let suffix = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let offset = 0; offset < 5; offset += 1) {
      if (/[A-Z]/.test(id.charAt(start + offset))) bits |= 1 << offset;
    }
    suffix += SUFFIX.charAt(bits);
  }
  return `${id}${suffix}`;
}
