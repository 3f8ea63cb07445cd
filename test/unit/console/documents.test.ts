import { readdir } from 'node:fs/promises';
import { GraphQLError, type GraphQLSchema, graphql, Kind, parse, validate } from 'graphql';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { customerRevenueDocument } from '../../../console/src/documents/customer-revenue.ts';
import { customerStateDocument } from '../../../console/src/documents/customer-state.ts';
import { customersDocument } from '../../../console/src/documents/customers.ts';
import { publicSchema } from '../../e2e/support/api-schema.ts';
import { createFakeGraph } from '../../e2e/support/fake-graph.ts';

const FOLDER = new URL('../../../console/src/documents/', import.meta.url);
describe('The documents of the console', () => {
  let schema: GraphQLSchema;
  let texts: readonly (readonly [string, string])[];

  beforeAll(async () => {
    schema = await publicSchema();
    const files = (await readdir(FOLDER)).filter((name) => name !== 'values.ts');
    const modules = await Promise.all(files.map((name) => import(new URL(name, FOLDER).href)));
    texts = modules.flatMap((module) =>
      Object.entries<{ readonly text?: unknown }>(module).flatMap(([name, value]) =>
        typeof value.text === 'string' ? [[name, value.text] as const] : [],
      ),
    );
  });

  it('ask only for what the composed graph offers', () => {
    const faults = texts.flatMap(([name, text]) =>
      validate(schema, parse(text)).map((error) => `${name}: ${error.message}`),
    );
    expect(faults).toEqual([]);
    expect(texts.map(([name]) => name).toSorted()).toEqual([
      'amendContractDocument',
      'customerRevenueDocument',
      'customerStateDocument',
      'customersDocument',
      'syncStatusDocument',
    ]);
  });

  it('hold one named operation each and pass the limits of the door', () => {
    for (const [name, text] of texts) {
      const operations = parse(text).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
      expect(operations.map((one) => one.name?.value)).toEqual([expect.stringMatching(/^Console[A-Z]/)]);
      const read = readDocument(text, null, DOCUMENT_LIMITS);
      expect([name, read.ok ? null : read.error]).toEqual([name, null]);
    }
  });

  it('parse what the graph answers, with every field and with those of a lost system missing', async () => {
    const whole = createFakeGraph();
    const cut = createFakeGraph();
    cut.cutErp();
    const id = 'customer-meridian';
    const ask = async (graph: typeof whole, source: string, variableValues: Record<string, unknown>) =>
      graphql({ schema, source, rootValue: graph.query, variableValues });

    const full = await ask(whole, customerStateDocument.text, { id });
    expect(customerStateDocument.data.parse(full.data).customer?.invoices?.edges[0]?.node.posting?.status).toBe(
      'VERIFIED',
    );
    const partial = await ask(cut, customerStateDocument.text, { id });
    expect(partial.errors?.[0]).toBeInstanceOf(GraphQLError);
    expect(customerStateDocument.data.parse(partial.data).customer?.invoices?.edges[0]?.node.posting).toBeNull();
    const revenue = await ask(whole, customerRevenueDocument.text, { id, asOf: '2026-08-31' });
    expect(customerRevenueDocument.data.parse(revenue.data).customer?.revenue?.[0]?.deferred.amount).toBe('200547.95');
    const list = await ask(whole, customersDocument.text, { filter: {}, after: null });
    expect(customersDocument.data.parse(list.data).customers.totalCount).toBe(6);
  });
});
