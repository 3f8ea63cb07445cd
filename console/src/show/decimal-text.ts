/** Exact arithmetic and grouping on decimal text. No amount is ever a JavaScript number on this page. */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

/** `1234567.5` -> `1,234,567.5`; a minus becomes the sign U+2212. Text that is no decimal comes back as it is. */
export function groupDigits(decimal: string): string {
  const match = DECIMAL.exec(decimal);
  if (match === null) return decimal;
  const [, sign, whole = '', fraction] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign === '-' ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Null when one of the texts is no decimal. Keeps the longer fraction. */
export function sumDecimals(decimals: readonly string[]): string | null {
  const scaled = decimals.map(parse);
  if (!scaled.every((value) => value !== null)) return null;
  const scale = Math.max(0, ...scaled.map((value) => value.scale));
  return print({ units: scaled.reduce((sum, value) => sum + atScale(value, scale), 0n), scale });
}

/** `minuend - subtrahend`; null when one of them is no decimal. */
export function subtractDecimals(minuend: string, subtrahend: string): string | null {
  const negated = subtrahend.startsWith('-') ? subtrahend.slice(1) : `-${subtrahend}`;
  return sumDecimals([minuend, negated]);
}

export function isZero(decimal: string): boolean {
  return parse(decimal)?.units === 0n;
}

function parse(decimal: string): Scaled | null {
  const match = DECIMAL.exec(decimal);
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

function atScale(value: Scaled, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

function print({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
