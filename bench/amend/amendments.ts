import { systemTimers } from '#kit/runtime/timers.ts';
import type { GraphClient } from '#local/demo-world/graph-client.ts';
import { BENCH_DATE } from '../support/world-customers.ts';

export interface BenchContract {
  readonly id: string;
  readonly version: number;
  readonly seats: number;
}

/** One amendment as the public graph tells it; instants in ms of the business clock, which runs at the machine's speed. */
export interface EndedAmendment {
  readonly status: string;
  readonly requestedAtMs: number;
  readonly finishedAtMs: number | null;
  /** Attempts of its steps beyond the first of each. */
  readonly retries: number;
}

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PRODUCT = 'PLATFORM-SEAT';
const PAGE = 100;
const LOOK_EVERY_MS = 250;
const WAIT_MAX_MS = 10 * 60_000;

/** Every contract of the world, as it stands. */
export async function contractsOf(graph: GraphClient): Promise<readonly BenchContract[]> {
  interface Node {
    readonly id: string;
    readonly version: number;
    readonly lines: readonly { readonly quantity: string; readonly product: { readonly code: string } }[];
  }
  const nodes = await allPages<Node>(
    graph,
    'contracts',
    'contracts(first: $first, after: $after) { edges { node { id version lines { quantity product { code } } } } pageInfo { hasNextPage endCursor } }',
  );
  return nodes.map(({ id, version, lines }) => {
    const line = lines.find(({ product }) => product.code === PRODUCT);
    return { id, version, seats: Number(line?.quantity ?? 0) };
  });
}

export interface SendSettings {
  /** Tells the amendments of one sending from those of another. */
  readonly round: 'warm-up' | 'measured';
  readonly each: number;
  readonly clients: number;
}

/** Sends `each` amendments of every contract, those of one contract in turn, without waiting for their end. */
export async function sendAmendments(
  graph: GraphClient,
  contracts: readonly BenchContract[],
  { round, each, clients }: SendSettings,
): Promise<void> {
  const waiting = [...contracts];
  const client = async () => {
    for (let contract = waiting.shift(); contract !== undefined; contract = waiting.shift()) {
      for (let number = 0; number < each; number += 1) await sendOne(graph, contract, number, round);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function sendOne(
  graph: GraphClient,
  { id, version, seats }: BenchContract,
  number: number,
  round: SendSettings['round'],
): Promise<void> {
  const { amendContract } = await graph<{
    amendContract: { readonly userErrors: readonly { readonly code: string; readonly message: string }[] };
  }>('mutation ($input: AmendContractInput!) { amendContract(input: $input) { userErrors { code message } } }', {
    input: {
      contractId: id,
      // While an earlier change runs, this is the version that it will make.
      expectedVersion: version + number,
      effectiveOn: BENCH_DATE,
      changes: [{ setQuantity: { productCode: PRODUCT, quantity: String(seats + number + 1) } }],
      idempotencyKey: `${round}:${id}:${number}`,
    },
  });
  const [refused] = amendContract.userErrors;
  if (refused !== undefined) throw new Error(`An amendment was refused: ${refused.code}: ${refused.message}`);
}

/** Ends once no amendment is under way, or after ten minutes; what became of each is told by `endedAmendments`. */
export async function untilAllEnded(graph: GraphClient): Promise<void> {
  const query = `query { ${['QUEUED', 'RUNNING', 'WAITING', 'COMPENSATING']
    .map(
      (status) => `${status}: operations(first: 1, filter: { kind: AMEND_CONTRACT, status: ${status} }) { totalCount }`,
    )
    .join(' ')} }`;
  for (let waitedMs = 0; waitedMs < WAIT_MAX_MS; waitedMs += LOOK_EVERY_MS) {
    const counts = await graph<Readonly<Record<string, { readonly totalCount: number }>>>(query, {});
    if (Object.values(counts).every(({ totalCount }) => totalCount === 0)) return;
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
}

export async function endedAmendments(
  graph: GraphClient,
  round: SendSettings['round'],
): Promise<readonly EndedAmendment[]> {
  interface Node {
    readonly idempotencyKey: string;
    readonly status: string;
    readonly requestedAt: string;
    readonly finishedAt: string | null;
    readonly steps: readonly { readonly attempts: number }[];
  }
  const nodes = await allPages<Node>(
    graph,
    'operations',
    'operations(first: $first, after: $after, filter: { kind: AMEND_CONTRACT }) { edges { node { idempotencyKey status requestedAt finishedAt steps { attempts } } } pageInfo { hasNextPage endCursor } }',
  );
  const ofRound = nodes.filter(({ idempotencyKey }) => idempotencyKey.startsWith(`${round}:`));
  return ofRound.map(({ status, requestedAt, finishedAt, steps }) => ({
    status,
    requestedAtMs: Date.parse(requestedAt),
    finishedAtMs: finishedAt === null ? null : Date.parse(finishedAt),
    retries: steps.reduce((total, { attempts }) => total + Math.max(0, attempts - 1), 0),
  }));
}

async function allPages<Node>(graph: GraphClient, field: string, selection: string): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const page: Page<Node> | undefined = (
      await graph<Readonly<Record<string, Page<Node>>>>(`query ($first: Int!, $after: String) { ${selection} }`, {
        first: PAGE,
        after,
      })
    )[field];
    nodes.push(...(page?.edges ?? []).map(({ node }) => node));
    after = page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}
