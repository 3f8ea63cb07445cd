import { endpointAddress, productAddress, type SubgraphAddress } from '#gateway/federation/subgraph-address.ts';
import type { EnvironmentReader } from './environment.ts';

/** What the environment says about the subgraphs of a supergraph. Keys are names of subgraphs. */
export interface SubgraphAddresses {
  /** Of this product: all paths stand below it. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** Of anybody: the GraphQL endpoint, used as it is. */
  readonly endpointUrls: Readonly<Record<string, string>>;
}

/**
 * An address for every subgraph: `SUBGRAPH_<NAME>_URL`, else the one that the supergraph was composed with. Given
 * without a path, as `http://crm:4001`, it is a subgraph of this product; with a path it is a GraphQL endpoint.
 */
export function readSubgraphAddresses(
  environment: EnvironmentReader,
  composedUrls: ReadonlyMap<string, string>,
): SubgraphAddresses {
  const subgraphUrls: Record<string, string> = {};
  const endpointUrls: Record<string, string> = {};
  for (const [name, composedUrl] of composedUrls) {
    const variable = variableOf(name);
    const composed = isHttp(composedUrl) ? composedUrl : null;
    const given = environment.text(variable);
    if (given !== null && !isHttp(given)) environment.note(`${variable} is no address.`);
    else if (given !== null && hasNoPath(given)) subgraphUrls[name] = given;
    else if (given !== null) endpointUrls[name] = given;
    else if (composed !== null) endpointUrls[name] = composed;
    else environment.required(variable, `the address of the ${name} subgraph, such as http://${name}:4001`);
  }
  return { subgraphUrls, endpointUrls };
}

export function addressesOf({ subgraphUrls, endpointUrls }: SubgraphAddresses): ReadonlyMap<string, SubgraphAddress> {
  return new Map([
    ...Object.entries(endpointUrls).map(([name, url]) => [name, endpointAddress(url)] as const),
    ...Object.entries(subgraphUrls).map(([name, url]) => [name, productAddress(url)] as const),
  ]);
}

function variableOf(name: string): string {
  return `SUBGRAPH_${name.toUpperCase().replaceAll(/[^A-Z\d]/g, '_')}_URL`;
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function hasNoPath(url: string): boolean {
  const { pathname, search } = new URL(url);
  return pathname === '/' && search === '';
}
