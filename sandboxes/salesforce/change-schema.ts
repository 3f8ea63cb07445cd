import { createHash } from 'node:crypto';
import avro from 'avsc';
import type { ChangeEvent } from './change-event.ts';
import type { Field, FieldType, FieldValue } from './field.ts';
import { type ObjectType, objectTypes } from './metadata.ts';

/** How the events of one object are written. */
export interface ChangeSchema {
  readonly entityName: string;
  readonly schemaId: string;
  readonly schemaJson: string;
  encode(event: ChangeEvent): Buffer;
}

const CHANGE_TYPES = ['CREATE', 'UPDATE', 'DELETE', 'UNDELETE'];

// evidence: docs: fields of the header (salesforce.md, Change notification)
const HEADER = {
  type: 'record',
  name: 'ChangeEventHeader',
  namespace: 'com.sforce.eventbus',
  fields: [
    { name: 'entityName', type: 'string' },
    { name: 'recordIds', type: { type: 'array', items: 'string' } },
    {
      name: 'changeType',
      type: {
        type: 'enum',
        name: 'ChangeType',
        symbols: [...CHANGE_TYPES, ...CHANGE_TYPES.map((name) => `GAP_${name}`), 'GAP_OVERFLOW'],
      },
    },
    { name: 'changeOrigin', type: 'string' },
    { name: 'transactionKey', type: 'string' },
    { name: 'sequenceNumber', type: 'int' },
    { name: 'commitTimestamp', type: 'long' },
    { name: 'commitNumber', type: 'long' },
    { name: 'commitUser', type: 'string' },
    { name: 'nulledFields', type: { type: 'array', items: 'string' } },
    { name: 'diffFields', type: { type: 'array', items: 'string' } },
    { name: 'changedFields', type: { type: 'array', items: 'string' } },
  ],
};

/** Amounts are doubles here, as the vendor sends them: a figure must be read from the record, never from an event. */
const AVRO_TYPES: Readonly<Record<FieldType, string>> = {
  id: 'string',
  string: 'string',
  picklist: 'string',
  reference: 'string',
  currency: 'double',
  double: 'double',
  int: 'int',
  boolean: 'boolean',
  date: 'long',
  datetime: 'long',
};

/** Told in the header or not told at all. */
const NOT_IN_EVENTS = new Set(['Id', 'IsDeleted', 'SystemModstamp']);

function changeSchema(type: ObjectType): ChangeSchema {
  const fields = [...type.fields.values()].filter(
    (field) => field.calculate === null && !NOT_IN_EVENTS.has(field.name),
  );
  const schema = {
    type: 'record',
    name: `${type.name}ChangeEvent`,
    namespace: 'com.sforce.eventbus',
    fields: [
      { name: 'ChangeEventHeader', type: HEADER },
      ...fields.map(({ name, type: kind }) => ({ name, type: ['null', AVRO_TYPES[kind]], default: null })),
    ],
  };
  const schemaJson = JSON.stringify(schema);
  const codec = avro.parse(schemaJson);
  const positions = ['ChangeEventHeader', ...fields.map(({ name }) => name)];
  return {
    entityName: type.name,
    schemaId: createHash('md5').update(schemaJson).digest('base64url'),
    schemaJson,
    encode: (event) => {
      const values = fields.map((field) => [field.name, eventValue(field, event.values[field.name] ?? null)] as const);
      return codec.toBuffer({ ChangeEventHeader: header(event, positions), ...Object.fromEntries(values) });
    },
  };
}

function header(event: ChangeEvent, positions: readonly string[]) {
  const changed = event.changeType === 'UPDATE' ? Object.keys(event.values) : [];
  return {
    entityName: event.entityName,
    recordIds: event.recordIds,
    changeType: event.changeType,
    changeOrigin: event.changeOrigin,
    transactionKey: event.transactionKey,
    sequenceNumber: event.sequenceNumber,
    commitTimestamp: event.commitAtMs,
    commitNumber: event.commitNumber,
    commitUser: event.commitUser,
    nulledFields: bitmap(
      changed.filter((name) => event.values[name] === null),
      positions,
    ),
    diffFields: [],
    changedFields: bitmap(changed, positions),
  };
}

// evidence: docs: Pub/Sub API guide, Event Deserialization Considerations: names of fields travel as one hexadecimal
// bitmap, in which the bit of a field is its position in the schema counted from the right.
function bitmap(names: readonly string[], positions: readonly string[]): readonly string[] {
  let bits = 0n;
  for (const name of names) {
    const position = positions.indexOf(name);
    if (position >= 0) bits |= 1n << BigInt(position);
  }
  if (bits === 0n) return [];
  const hex = bits.toString(16).toUpperCase();
  return [`0x${hex.length % 2 === 0 ? hex : `0${hex}`}`];
}

function eventValue(field: Field, value: FieldValue): FieldValue | number {
  if (typeof value !== 'string') return value;
  switch (AVRO_TYPES[field.type]) {
    case 'double':
    case 'int':
      return Number(value);
    case 'long':
      return new Date(value.replace('+0000', 'Z')).getTime();
    default:
      return value;
  }
}

const SCHEMAS: readonly ChangeSchema[] = objectTypes().map(changeSchema);
const BY_ENTITY = new Map(SCHEMAS.map((schema) => [schema.entityName, schema]));
const BY_ID = new Map(SCHEMAS.map((schema) => [schema.schemaId, schema]));

export function schemaOfEntity(entityName: string): ChangeSchema | undefined {
  return BY_ENTITY.get(entityName);
}

export function schemaById(schemaId: string): ChangeSchema | undefined {
  return BY_ID.get(schemaId);
}
