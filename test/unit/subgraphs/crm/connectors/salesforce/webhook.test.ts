import avro from 'avsc';
import { avroType, headerOf, readNotice } from '#crm/connectors/salesforce/webhook.ts';

const SCHEMA = {
  type: 'record',
  name: 'AccountChangeEvent',
  fields: [
    {
      name: 'ChangeEventHeader',
      type: {
        type: 'record',
        name: 'ChangeEventHeader',
        fields: [
          { name: 'entityName', type: 'string' },
          { name: 'recordIds', type: { type: 'array', items: 'string' } },
          {
            name: 'changeType',
            type: { type: 'enum', name: 'ChangeType', symbols: ['CREATE', 'UPDATE', 'GAP_UPDATE', 'GAP_OVERFLOW'] },
          },
          { name: 'changeOrigin', type: 'string' },
          { name: 'commitNumber', type: 'long' },
        ],
      },
    },
    { name: 'Name', type: ['null', 'string'], default: null },
  ],
} as const;

describe('a change event', () => {
  const type = avroType(JSON.stringify(SCHEMA));
  const event = {
    ChangeEventHeader: {
      entityName: 'Account',
      recordIds: ['001A', '001B'],
      changeType: 'GAP_UPDATE',
      changeOrigin: 'com/salesforce/api/rest/64.0;client=revgraph',
      commitNumber: 9_223_372_036_854_775_807n,
    },
    Name: null,
  };

  it('tells what happened to which records, whatever the size of its commit number', () => {
    const header = headerOf(type, type.toBuffer(event));
    expect(header).toMatchObject({ entityName: 'Account', recordIds: ['001A', '001B'], changeType: 'GAP_UPDATE' });
    expect(readNotice(JSON.stringify(header))).toEqual(header);
  });

  it('that does not fit its schema tells nothing and breaks nothing', () => {
    expect(headerOf(type, Buffer.from([1, 2, 3]))).toBeNull();
    const other = avro.Type.forSchema({ type: 'record', name: 'Other', fields: [{ name: 'a', type: 'string' }] });
    expect(headerOf(other, other.toBuffer({ a: 'x' }))).toBeNull();
  });
});
