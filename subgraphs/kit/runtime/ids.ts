import { createHash } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import { cryptoRandom, type Random } from './random.ts';

/** Gives ids of the form `prefix_` and 26 lower-case base-32 characters. */
export interface Ids {
  /** Later ids sort after earlier ones (to the millisecond); two of one millisecond differ by 80 random bits. */
  next(prefix: string): string;
}

// Crockford's alphabet leaves out i, l, o and u, and is in the order of its values, so that text sorts like the number.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 26;
const BITS_PER_CHARACTER = 5n;
const RANDOM_BYTES = 10;
/** 50 bits of time, of which the first two are always zero. */
const TIME_CHARACTERS = 10;

export function idsFrom(clock: Clock, random: Random): Ids {
  return {
    next: (prefix) => {
      const time = timeCharacters(clock.now().getTime());
      return withPrefix(prefix, time + randomCharacters(random.bytes(RANDOM_BYTES)));
    },
  };
}

export const systemIds: Ids = idsFrom(systemClock, cryptoRandom);

/** The same parts in the same order always give the same id; `('a', 'bc')` and `('ab', 'c')` do not. */
export function derivedId(prefix: string, ...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  const droppedBits = BigInt(digest.length * 8) - BigInt(ID_LENGTH) * BITS_PER_CHARACTER;
  return withPrefix(prefix, base32(numberOf(digest) >> droppedBits));
}

function withPrefix(prefix: string, characters: string): string {
  return `${prefix}_${characters}`;
}

/** Every request has an id, so no large number is made for it: a milli-second count is exact as it is. */
function timeCharacters(atMs: number): string {
  let text = '';
  let left = atMs;
  for (let position = 0; position < TIME_CHARACTERS; position += 1) {
    text = ALPHABET.charAt(left % ALPHABET.length) + text;
    left = Math.floor(left / ALPHABET.length);
  }
  return text;
}

/** Five bits a character; eight characters are five bytes. */
function randomCharacters(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function base32(value: bigint): string {
  let text = '';
  let left = value;
  for (let position = 0; position < ID_LENGTH; position += 1) {
    text = ALPHABET.charAt(Number(left & 31n)) + text;
    left >>= BITS_PER_CHARACTER;
  }
  return text;
}
