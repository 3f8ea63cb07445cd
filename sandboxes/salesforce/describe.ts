import { type ObjectType, objectTypes } from './metadata.ts';

/** The list of objects, as far as clients look at it. */
export function describeAll() {
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects: objectTypes().map(summary) };
}

export function describeObject(type: ObjectType) {
  const fields = [...type.fields.values()].map((field) => ({
    name: field.name,
    label: field.name,
    type: field.type,
    length: field.type === 'string' || field.type === 'picklist' ? field.length : 0,
    precision: field.type === 'currency' || field.type === 'double' ? field.digits + field.scale : 0,
    scale: field.scale,
    nillable: !field.required,
    createable: field.writable,
    updateable: field.writable,
    calculated: field.calculate !== null,
    custom: field.name.endsWith('__c'),
    externalId: field.externalId,
    unique: field.unique,
    referenceTo: field.referenceTo === null ? [] : [field.referenceTo],
    relationshipName: field.relationship,
  }));
  return { ...summary(type), fields, childRelationships: [] };
}

function summary({ name, prefix }: ObjectType) {
  return {
    name,
    label: name,
    keyPrefix: prefix,
    custom: false,
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
  };
}
