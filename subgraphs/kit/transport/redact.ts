/** What stands where a secret was. */
export const BLOTTED = '[secret]';

/** Names of members whose value is a secret, whatever it looks like; compared without case, hyphens and underscores. */
const SECRET_NAME =
  /password|passwd|passphrase|secret|token|apikey|privatekey|authorization|assertion|credential|cookie|sessionid|signature|cardnumber|cvc|cvv|iban|routingnumber|bankaccountnumber/;
/** What a path says where the name alone is harmless: an invoice has a number too. */
const SECRET_PATH = /(^|\.)(card|bankaccount|usbankaccount)\.(number|accountnumber)$/;

/** Secrets by what they look like, wherever they stand. */
const SHAPES: readonly RegExp[] = [
  /\bBearer\s+[\w.~+/!=-]{12,}/gi,
  /\bBasic\s+[A-Za-z0-9+/]{16,}={0,2}/g,
  // A JSON web token.
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  // Keys that say of which kind they are: prefix, mode, random part.
  /\b[a-z]{2,6}_(?:live|test)_\w{8,}/g,
  /\bwhsec_[\w+/=]{8,}/g,
  /(?<!\w)\w{0,64}_secret_\w{8,}/g,
  // A session id that begins with its organisation.
  /\b\w{15,18}![\w.]{20,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];
const CARD_NUMBER = /(?<![\w.-])(?:[3-6]\d(?:[ -]?\d){11,17}|2[2-7](?:[ -]?\d){14})(?![\w-]|\.\d)/g;

/**
 * A body of either direction without secrets: JSON, a form or any text, also one that is cut off. Everything else stays
 * as it is, character by character, so that figures keep their digits.
 */
export function redactBody(text: string): string {
  const start = text.trimStart().charAt(0);
  if (start === '{' || start === '[') return redactJson(text);
  return redactShapes(redactForm(text));
}

/** A path with its query, without secrets. */
export function redactPath(path: string): string {
  const [before = '', query] = path.split(/\?(.*)/s);
  return redactShapes(query === undefined ? before : `${before}?${redactForm(query)}`);
}

/** `name=value` pairs joined by `&`, each percent-encoded. Text that is none has no such names. */
function redactForm(text: string): string {
  return text.replace(/(?<![^&=\s?])([^&=\s?]+)=([^&\s]*)/g, (pair, name: string, value: string) => {
    if (
      isSecret(
        decoded(name)
          .split(/[[\].]+/)
          .filter(Boolean),
      )
    )
      return `${name}=${BLOTTED}`;
    const plain = decoded(value);
    return redactShapes(plain) === plain ? pair : `${name}=${BLOTTED}`;
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** One piece of JSON: a text (also one that was cut off), a bracket or other mark, a bare value, or blanks. */
const PIECE = /"(?:[^"\\]|\\.)*(?:"|$)|[{}[\],:]|[^\s{}[\],:"]+|\s+/gs;

interface Level {
  readonly isObject: boolean;
  /** The last names on the way down to it, two at most: no rule looks further up. */
  readonly above: readonly string[];
  /** The member that the next value belongs to; null before a name. */
  name: string | null;
}

/** Goes over the text once and copies it; a secret member is left out with all that is in it. */
function redactJson(text: string): string {
  const copy = new JsonCopy();
  for (const [piece] of text.matchAll(PIECE)) copy.take(piece);
  return copy.text;
}

class JsonCopy {
  readonly #out: string[] = [];
  readonly #levels: Level[] = [];
  /** The depth of the bracket that opened under a secret name; nothing is written until it is closed. */
  #hiddenFrom: number | null = null;

  get text(): string {
    return this.#out.join('');
  }

  take(piece: string): void {
    const level = this.#levels.at(-1);
    if (piece === '{' || piece === '[') this.#open(piece);
    else if (piece === '}' || piece === ']') this.#close(piece);
    else if (piece === ',') this.#next(level);
    else if (piece === ':' || piece.trim() === '') this.#write(piece);
    else if (level?.isObject === true && level.name === null) this.#name(level, piece);
    else this.#write(redactValue(piece, pathOf(level)));
  }

  #open(piece: string): void {
    if (this.#hiddenFrom === null && isSecret(pathOf(this.#levels.at(-1)))) {
      this.#write(`"${BLOTTED}"`);
      this.#hiddenFrom = this.#levels.length;
    }
    this.#write(piece);
    this.#levels.push({ isObject: piece === '{', name: null, above: pathOf(this.#levels.at(-1)) });
  }

  #close(piece: string): void {
    this.#write(piece);
    this.#levels.pop();
    if (this.#hiddenFrom === this.#levels.length) this.#hiddenFrom = null;
  }

  #next(level: Level | undefined): void {
    if (level !== undefined) level.name = null;
    this.#write(',');
  }

  #name(level: Level, piece: string): void {
    level.name = textOf(piece);
    this.#write(piece);
  }

  #write(piece: string): void {
    if (this.#hiddenFrom === null) this.#out.push(piece);
  }
}

function redactValue(piece: string, path: readonly string[]): string {
  if (piece !== 'null' && isSecret(path)) return `"${BLOTTED}"`;
  if (!piece.startsWith('"')) return redactShapes(piece) === piece ? piece : `"${BLOTTED}"`;
  const plain = textOf(piece);
  const inner = plain.trimStart();
  // A body within a body, as of a batch of requests.
  if (inner.startsWith('{') || inner.startsWith('[')) return JSON.stringify(redactJson(plain));
  const clean = redactShapes(redactForm(plain));
  return clean === plain ? piece : JSON.stringify(clean);
}

/** Whether what bears this name is a secret, whatever it looks like. */
export function isSecretName(name: string): boolean {
  return isSecret([name]);
}

function pathOf(level: Level | undefined): readonly string[] {
  if (level === undefined) return [];
  return level.name === null ? level.above : [...level.above, level.name].slice(-2);
}

/** What a JSON text says; of one that was cut off, what is there. */
function textOf(piece: string): string {
  try {
    return String(JSON.parse(piece));
  } catch {
    return piece.replace(/^"/, '').replace(/"$/, '');
  }
}

function isSecret(path: readonly string[]): boolean {
  const names = path.map((name) => name.toLowerCase().replaceAll(/[-_]/g, ''));
  return SECRET_NAME.test(names.at(-1) ?? '') || SECRET_PATH.test(names.join('.'));
}

function redactShapes(text: string): string {
  let clean = text;
  for (const shape of SHAPES) clean = clean.replace(shape, BLOTTED);
  return clean.replace(CARD_NUMBER, (digits) => (isCardNumber(digits) ? BLOTTED : digits));
}

/** By the check digit that every card number ends with (Luhn). */
function isCardNumber(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of [...digits.replaceAll(/\D/g, '')].reverse().entries()) {
    const doubled = Number(digit) * (place % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
