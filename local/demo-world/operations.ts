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

/** Waits until a won deal that the product books by itself is booked, in all books. */
export async function booked(graph: GraphClient, { customer, externalId }: WonDeal): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const deals = await dealsOf(graph, customer);
    const deal = deals.find(({ provenance }) => provenance.externalId === externalId);
    const bookings = deal?.contract?.operations?.edges ?? [];
    const booking = bookings.find(({ node }) => node.kind === 'BOOK_OPPORTUNITY')?.node;
    if (booking !== undefined) return endedWell(graph, booking.id);
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
  throw new Error(`The deal ${externalId} of ${customer} was not booked`);
}

/** Waits until nothing is under way. */
export async function allEnded(graph: GraphClient): Promise<void> {
  const statuses = ['QUEUED', 'RUNNING', 'WAITING'] as const;
  const counts = statuses.map(
    (status) => `${status}: operations(first: 1, filter: { status: ${status} }) { totalCount }`,
  );
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const under = await graph<Record<string, { readonly totalCount: number }>>(`query { ${counts.join(' ')} }`, {});
    if (Object.values(under).every(({ totalCount }) => totalCount === 0)) return;
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
  throw new Error('Some operations did not end');
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
  const deals = await dealsOf(graph, customer);
  const found = deals.find(({ provenance }) => provenance.externalId === externalId);
  if (found === undefined) throw new Error(`The graph does not know the deal ${externalId} of ${customer}`);
  return found.id;
}

async function dealsOf(graph: GraphClient, search: string): Promise<readonly Opportunity[]> {
  const { customers } = await graph<Deals>(
    `query ($search: String!) { customers(first: 10, filter: { search: $search }) { edges { node {
       opportunities(first: 50) { edges { node { id provenance { externalId }
         contract { operations(first: 10) { edges { node { id kind } } } } } } } } } } }`,
    { search },
  );
  return customers.edges.flatMap(({ node }) => node.opportunities.edges.map((edge) => edge.node));
}

interface Deals {
  readonly customers: {
    readonly edges: readonly {
      readonly node: { readonly opportunities: { readonly edges: readonly { readonly node: Opportunity }[] } };
    }[];
  };
}

interface Opportunity {
  readonly id: string;
  readonly provenance: { readonly externalId: string };
  readonly contract: {
    readonly operations: {
      readonly edges: readonly { readonly node: { readonly id: string; readonly kind: string } }[];
    } | null;
  } | null;
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
  await endedWell(graph, answer.operation?.id ?? '');
}

async function endedWell(graph: GraphClient, id: string): Promise<void> {
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
