import { formatDecimal, multiply, parseDecimal, rescale } from './decimal.ts';

/** A stored value: numbers are kept as their decimal text, instants as Salesforce writes them. */
export type FieldValue = string | boolean | null;

export type SObjectRecord = Readonly<Record<string, FieldValue>>;

export type FieldType =
  | 'id'
  | 'string'
  | 'picklist'
  | 'reference'
  | 'currency'
  | 'double'
  | 'int'
  | 'boolean'
  | 'date'
  | 'datetime';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Characters a text may have. */
  readonly length: number;
  /** Digits of a number: before the point and after it. */
  readonly digits: number;
  readonly scale: number;
  readonly required: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  /** False for what only the org itself sets. */
  readonly writable: boolean;
  readonly referenceTo: string | null;
  /** The name under which the parent is reached: `AccountId` -> `Account`. */
  readonly relationship: string | null;
  /** The value of a new record that does not name the field. */
  readonly initial: FieldValue;
  /** A field that is not stored but worked out at each read. */
  readonly calculate: ((record: SObjectRecord) => FieldValue) | null;
}

const PLAIN: Omit<Field, 'name' | 'type'> = {
  length: 255,
  digits: 16,
  scale: 2,
  required: false,
  externalId: false,
  unique: false,
  writable: true,
  referenceTo: null,
  relationship: null,
  initial: null,
  calculate: null,
};

type Traits = Partial<Omit<Field, 'name' | 'type'>>;

export const text = (name: string, traits: Traits = {}): Field => ({ ...PLAIN, ...traits, name, type: 'string' });
export const picklist = (name: string, traits: Traits = {}): Field => ({ ...PLAIN, ...traits, name, type: 'picklist' });
export const currency = (name: string, traits: Traits = {}): Field => ({ ...PLAIN, ...traits, name, type: 'currency' });
export const double = (name: string, traits: Traits = {}): Field => ({ ...PLAIN, ...traits, name, type: 'double' });
export const whole = (name: string, traits: Traits = {}): Field => ({
  ...PLAIN,
  scale: 0,
  ...traits,
  name,
  type: 'int',
});
export const flag = (name: string, traits: Traits = {}): Field => ({
  ...PLAIN,
  initial: false,
  ...traits,
  name,
  type: 'boolean',
});
export const date = (name: string, traits: Traits = {}): Field => ({ ...PLAIN, ...traits, name, type: 'date' });
export const datetime = (name: string, traits: Traits = {}): Field => ({ ...PLAIN, ...traits, name, type: 'datetime' });

/** A field that points to a record of another object; the relationship's name follows from the field's. */
export function reference(name: string, referenceTo: string, traits: Traits = {}): Field {
  const relationship = name.endsWith('__c') ? `${name.slice(0, -3)}__r` : name.replace(/Id$/, '');
  return { ...PLAIN, ...traits, name, type: 'reference', referenceTo, relationship };
}

/** Our key on a record: external id and unique unless told otherwise. */
export const externalKey = (name: string, traits: Traits = {}): Field =>
  text(name, { externalId: true, unique: true, ...traits });

/** Quantity times unit price, exactly; null while one of them is missing. */
export function totalPrice({ Quantity, UnitPrice }: SObjectRecord): FieldValue {
  const quantity = typeof Quantity === 'string' ? parseDecimal(Quantity) : null;
  const price = typeof UnitPrice === 'string' ? parseDecimal(UnitPrice) : null;
  if (quantity === null || price === null) return null;
  return formatDecimal(rescale(multiply(quantity, price), 2));
}
