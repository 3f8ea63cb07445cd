import { Ajv2020 } from 'ajv/dist/2020.js';
import { CANONICAL_EVENTS } from '#schema/events/catalogue.ts';
import { eventJsonSchemas } from '#schema/events/json-schema.ts';
import { upcast } from '#schema/events/upcast.ts';
import { FIRST_ARCHIVE } from './first-archive.ts';

const schemas = eventJsonSchemas();
const byType = new Map(schemas.map((one) => [one.type as string, one]));

describe('the JSON Schema of the events', () => {
  it('is there for every type, in its present version, with its owner and its meaning', () => {
    expect(schemas.map(({ type }) => type)).toEqual(Object.keys(CANONICAL_EVENTS).sort());
    expect(byType.get('payment.changed')).toMatchObject({
      version: 2,
      owner: 'billing',
      origin: 'SOURCE',
      schema: { $id: 'urn:revgraph:event:payment.changed:2', type: 'object' },
    });
    expect(schemas.filter(({ schema }) => schema['description'] === '')).toEqual([]);
  });

  it('accepts what we write and refuses an amount that is a number', () => {
    const ajv = new Ajv2020();
    for (const stored of FIRST_ARCHIVE) {
      const today = upcast(stored);
      const accepts = ajv.compile(byType.get(stored.type)?.schema ?? false);
      expect({ type: stored.type, accepted: today.ok && accepts(today.value.data) }).toEqual({
        type: stored.type,
        accepted: true,
      });
      ajv.removeSchema();
    }
    const accepts = ajv.compile(byType.get('invoice.paid')?.schema ?? false);
    expect(accepts({ documentId: 'inv_1', total: { minor: '100', currency: 'USD' } })).toBe(true);
    expect(accepts({ documentId: 'inv_1', total: { minor: 100, currency: 'USD' } })).toBe(false);
  });
});
