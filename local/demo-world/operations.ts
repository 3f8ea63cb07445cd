import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import type { GraphClient } from './graph-client.ts';

interface Started {
  readonly answer: {
    readonly operation: { readonly id: string } | null;
    readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  };
}

const LOOK_EVERY_MS = 100;
/** Far longer than any of them takes; only a run that hangs gets here. */
const LOOKS_MAX = 3000;

/** A won deal, by the customer's name and the CRM's own id of it. */
export interface WonDeal {
  readonly customer: string;
  readonly externalId: string;
}

/** Books a won deal: finds it in the graph as a person would, then starts the booking and waits for its end. */
export async function bookDeal(graph: GraphClient, deal: WonDeal): Promise<void> {
  const opportunity = await opportunityId(graph, deal);
  const started = await graph<Started>(
    `mutation ($input: BookOpportunityInput!) {
      answer: bookOpportunity(input: $input) { operation { id } userErrors { code message } }
    }`,
    { input: { opportunityId: opportunity, idempotencyKey: `demo:book:${opportunity}` } },
  );
  await ended(graph, started);
}

async function opportunityId(graph: GraphClient, { customer, externalId }: WonDeal): Promise<string> {
  const { customers } = await graph<Deals>(
    `query ($search: String!) { customers(first: 10, filter: { search: $search }) { edges { node {
       opportunities(first: 50) { edges { node { id provenance { externalId } } } } } } } }`,
    { search: customer },
  );
  const deals = customers.edges.flatMap(({ node }) => node.opportunities.edges);
  const found = deals.find(({ node }) => node.provenance.externalId === externalId);
  if (found === undefined) throw new Error(`The graph does not know the deal ${externalId} of ${customer}`);
  return found.node.id;
}

interface Deals {
  readonly customers: { readonly edges: readonly { readonly node: { readonly opportunities: Opportunities } }[] };
}

interface Opportunities {
  readonly edges: readonly {
    readonly node: { readonly id: string; readonly provenance: { readonly externalId: string } };
  }[];
}

/** Recognises an entity's month. */
export async function recognizeMonth(graph: GraphClient, entity: string, through: string): Promise<void> {
  const input = {
    legalEntityId: legalEntityId(entity),
    through,
    idempotencyKey: `demo:recognize:${entity}:${through}`,
  };
  const started = await graph<Started>(
    `mutation ($input: RecognizeRevenueInput!) {
      answer: recognizeRevenue(input: $input) { operation { id } userErrors { code message } }
    }`,
    { input },
  );
  await ended(graph, started);
}

/** Waits until an operation has ended well; anything else stops the demo world with a reason. */
async function ended(graph: GraphClient, { answer }: Started): Promise<void> {
  const [refused] = answer.userErrors;
  if (refused !== undefined) throw new Error(`${refused.code}: ${refused.message}`);
  const id = answer.operation?.id;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const { operation } = await graph<{ operation: Course }>(
      'query ($id: ID!) { operation(id: $id) { status steps { name status error { code message } } } }',
      { id },
    );
    if (operation.status === 'SUCCEEDED') return;
    if (ENDED_BADLY.has(operation.status)) {
      const failed = operation.steps.find(({ error }) => error !== null);
      throw new Error(`Operation ${id} is ${operation.status} at ${failed?.name}: ${failed?.error?.message}`);
    }
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
  throw new Error(`Operation ${id} did not end`);
}

interface Course {
  readonly status: string;
  readonly steps: readonly { readonly name: string; readonly error: { readonly message: string } | null }[];
}

const ENDED_BADLY: ReadonlySet<string> = new Set(['FAILED', 'COMPENSATED', 'PARKED', 'CANCELLED']);
