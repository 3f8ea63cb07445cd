/** An exact decimal: `units` shifted by `scale` digits. A class, so that it can be told apart in parsed JSON. */
export class Decimal {
  readonly units: bigint;
  readonly scale: number;

  constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }

  toString(): string {
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(this.scale + 1, '0');
    const whole = digits.slice(0, digits.length - this.scale);
    const fraction = digits.slice(digits.length - this.scale).replace(/0+$/, '');
    return `${this.units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  }
}

const EXPONENT_MAX = 30;

/** Reads the text of a JSON number or of a plain decimal; null when it is none, or too long to be an amount. */
export function parseDecimal(text: string): Decimal | null {
  const match = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', whole = '0', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > EXPONENT_MAX) return null;
  const units = BigInt(sign + whole + fraction);
  const scale = fraction.length - exponent;
  return scale < 0 ? new Decimal(units * 10n ** BigInt(-scale), 0) : new Decimal(units, scale);
}

export function fromMinor(minor: bigint, digits: number): Decimal {
  return new Decimal(minor, digits);
}

/** Whole minor units, or null when the decimal is finer than the currency's smallest coin. */
export function toMinor({ units, scale }: Decimal, digits: number): bigint | null {
  if (scale <= digits) return units * 10n ** BigInt(digits - scale);
  const factor = 10n ** BigInt(scale - digits);
  return units % factor === 0n ? units / factor : null;
}

/** Whole minor units, half away from zero. */
export function roundToMinor({ units, scale }: Decimal, digits: number): bigint {
  if (scale <= digits) return units * 10n ** BigInt(digits - scale);
  const factor = 10n ** BigInt(scale - digits);
  const size = units < 0n ? -units : units;
  const rounded = (2n * size + factor) / (2n * factor);
  return units < 0n ? -rounded : rounded;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return new Decimal(a.units * b.units, a.scale + b.scale);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return new Decimal(a.units * 10n ** BigInt(scale - a.scale) + b.units * 10n ** BigInt(scale - b.scale), scale);
}

export function negate({ units, scale }: Decimal): Decimal {
  return new Decimal(-units, scale);
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const difference = add(a, negate(b)).units;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
