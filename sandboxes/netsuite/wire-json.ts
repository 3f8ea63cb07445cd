import { Decimal, parseDecimal } from './decimal.ts';

/** JSON in which no number ever became a double. */
export type WireValue = null | boolean | string | Decimal | readonly WireValue[] | WireObject;

export interface WireObject {
  readonly [name: string]: WireValue | undefined;
}

/** Reads a body with its numbers as they were written; undefined when it is no JSON. */
export function parseWire(text: string): WireValue | undefined {
  try {
    const parsed = JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
      if (typeof value !== 'number') return value;
      const exact = parseDecimal(context?.source ?? '');
      if (exact === null) throw new SyntaxError('A number is out of range.');
      return exact;
    });
    return parsed as WireValue;
  } catch {
    return undefined;
  }
}

export function isObject(value: WireValue | undefined): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** Writes JSON with decimals as plain numbers, digit for digit. Undefined members are left out. */
export function writeWire(value: WireValue): string {
  if (value instanceof Decimal) return value.toString();
  if (Array.isArray(value)) return `[${value.map((item: WireValue) => writeWire(item)).join(',')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [`${JSON.stringify(name)}:${writeWire(member)}`],
    );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
