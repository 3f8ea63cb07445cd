import { EnvironmentReader } from '#gateway/config/environment.ts';
import { addressesOf, readSubgraphAddresses } from '#gateway/config/subgraph-addresses.ts';

function read(environment: Record<string, string>, composed: Record<string, string>) {
  const reader = new EnvironmentReader(environment);
  const addresses = readSubgraphAddresses(reader, new Map(Object.entries(composed)));
  return { addresses: Object.fromEntries(addressesOf(addresses)), faults: reader.faults };
}

describe('the addresses of subgraphs', () => {
  it('are those of the supergraph, as they are', () => {
    const url = 'https://shop.example/api/graphql?v=2';
    expect(read({}, { shop: url })).toEqual({ addresses: { shop: { graphqlUrl: url, healthUrl: null } }, faults: [] });
  });

  it('are those of the environment before those', () => {
    const given = { SUBGRAPH_BOOK_SHOP_URL: 'http://127.0.0.1:4001/query' };
    expect(read(given, { 'book-shop': 'http://elsewhere/graphql' }).addresses).toEqual({
      'book-shop': { graphqlUrl: 'http://127.0.0.1:4001/query', healthUrl: null },
    });
  });

  it('have the paths of this product below them when they have none of their own', () => {
    expect(read({ SUBGRAPH_CRM_URL: 'http://crm:4001/' }, { crm: '' }).addresses).toEqual({
      crm: { graphqlUrl: 'http://crm:4001/graphql', healthUrl: 'http://crm:4001/healthz' },
    });
  });

  it.each([[''], ['localhost:4001'], ['file:///etc/passwd'], ['nonsense']])(
    'are asked for when a supergraph has %j',
    (url) => {
      expect(read({}, { shop: url }).faults).toEqual([
        'SUBGRAPH_SHOP_URL is missing: the address of the shop subgraph, such as http://shop:4001.',
      ]);
    },
  );

  it('are refused when they are none, though the supergraph has one', () => {
    const given = { SUBGRAPH_SHOP_URL: 'file:///etc/passwd' };
    expect(read(given, { shop: 'http://shop/graphql' }).faults).toEqual(['SUBGRAPH_SHOP_URL is no address.']);
  });
});
