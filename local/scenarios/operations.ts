import type { GraphClient } from '../demo-world/graph-client.ts';
import { CannotPlay, needed, type Stage } from './scenario.ts';

/** What people do over the public graph, and how what they set going ends. */

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Refusal {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}

export interface Preview {
  readonly invoiceTotal: Money | null;
  readonly invoiceLines: readonly { readonly amount: Money; readonly proration: boolean }[];
  readonly journalEntries: readonly {
    readonly lines: readonly {
      readonly account: string;
      readonly debit: Money | null;
      readonly credit: Money | null;
    }[];
  }[];
  readonly revenueAfter: readonly { readonly amount: Money; readonly obligation: { readonly name: string } }[];
  readonly treatment: string | null;
  readonly warnings: readonly string[];
}

export interface Answer {
  readonly replayed: boolean;
  readonly operation: { readonly id: string } | null;
  readonly preview: Preview | null;
  readonly userErrors: readonly Refusal[];
}

/** A mutation that answers an `OperationPayload`, by its name, such as `cancelContract`. */
export async function ask(graph: GraphClient, mutation: string, input: Record<string, unknown>): Promise<Answer> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) {
    replayed operation { id } userErrors { code field message }
    preview { invoiceTotal { amount currency } invoiceLines { amount { amount currency } proration } treatment warnings
      journalEntries { lines { account debit { amount currency } credit { amount currency } } }
      revenueAfter { amount { amount currency } obligation { name } } } } }`;
  return (await graph<{ answer: Answer }>(query, { input })).answer;
}

/** What a mutation would do. Throws `CannotPlay` with the refusal when it would do nothing. */
export async function preview(graph: GraphClient, mutation: string, input: Record<string, unknown>): Promise<Preview> {
  const answer = await ask(graph, mutation, { ...input, dryRun: true });
  return needed(answer.preview, `${mutation} shows no preview: ${said(answer)}`);
}

/** Starts an operation and gives its id. Throws `CannotPlay` with the refusal when it was refused. */
export async function start(graph: GraphClient, mutation: string, input: Record<string, unknown>): Promise<string> {
  const answer = await ask(graph, mutation, input);
  return needed(answer.operation, `${mutation} was refused: ${said(answer)}`).id;
}

function said({ userErrors }: Answer): string {
  return userErrors.map(({ code, message }) => `${code}: ${message}`).join('; ');
}

export interface SeenOperation {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly commitment: string;
  readonly finalization: string;
  readonly requestedBy: string;
  readonly correlationId: string;
  readonly contract: { readonly id: string; readonly version: number } | null;
  readonly steps: readonly {
    readonly name: string;
    readonly system: string;
    readonly status: string;
    readonly attempts: number;
    readonly waitingFor: string | null;
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
  readonly exceptions: readonly {
    readonly id: string;
    readonly cause: string;
    readonly status: string;
    readonly payload: unknown;
  }[];
  readonly approvals: readonly {
    readonly id: string;
    readonly status: string;
    readonly payloadHash: string;
    readonly requestedBy: string;
    readonly payload: unknown;
  }[];
}

const OPERATION = `id kind status commitment finalization requestedBy correlationId contract { id version }
  steps { name system status attempts waitingFor error { code message } }
  exceptions { id cause status payload } approvals { id status payloadHash requestedBy payload }`;

/** An operation as it stands. */
export async function operation({ graph }: Stage, id: string): Promise<SeenOperation> {
  const found = await graph<{ operation: SeenOperation | null }>(
    `query ($id: ID!) { operation(id: $id) { ${OPERATION} } }`,
    { id },
  );
  return needed(found.operation, `There is no operation ${id}.`);
}

/** A customer's operations of a kind that have been accepted, the latest first. */
export async function operationsOf({ graph }: Stage, customerId: string, kind: string) {
  const { operations } = await graph<{ operations: { edges: readonly { node: SeenOperation }[] } }>(
    `query ($customerId: ID!, $kind: OperationKind!) {
       operations(first: 50, filter: { customerId: $customerId, kind: $kind }) { edges { node { ${OPERATION} } } } }`,
    { customerId, kind },
  );
  return operations.edges.map(({ node }) => node);
}

/** After these an operation is not taken up any more, whatever is decided. */
export const ENDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'COMPENSATED', 'FAILED', 'CANCELLED']);

/**
 * Follows an operation over the subscription to its end; one that is parked counts as ended unless `until` says otherwise.
 * Throws `CannotPlay` when it ends otherwise than well.
 */
export async function succeeded(stage: Stage, id: string, until?: ReadonlySet<string>): Promise<SeenOperation> {
  await stage.follow(id, until);
  const ended = await operation(stage, id);
  if (ended.status === 'SUCCEEDED') return ended;
  const failed = ended.steps.filter(({ error }) => error !== null);
  const why = failed.map(({ name, error }) => `${name} says ${error?.code}: ${error?.message}`).join('; ');
  throw new CannotPlay(`${ended.kind} ${id} is ${ended.status}: ${why}`);
}

/** The operation of a kind that news about a customer set going, once it has ended well. */
export async function startedByNews(stage: Stage, customerId: string, kind: string): Promise<SeenOperation> {
  const begun = await stage.eventually(`${kind} of ${customerId} to begin`, async () => {
    const [latest] = await operationsOf(stage, customerId, kind);
    return latest;
  });
  return succeeded(stage, begun.id);
}

/** The approval that an operation waits for. */
export async function approvalOf(stage: Stage, operationId: string) {
  return stage.eventually(`an approval of ${operationId}`, async () =>
    (await operation(stage, operationId)).approvals.find(({ status }) => status === 'PENDING'),
  );
}

/** Somebody's word about an approval, about exactly what it shows. Gives the refusal's code, or `APPROVED`. */
export async function approve(
  stage: Stage,
  { id, payloadHash }: SeenOperation['approvals'][number],
  graph: GraphClient,
): Promise<string> {
  const { userErrors } = await ask(graph, 'decideApproval', {
    approvalId: id,
    decision: 'APPROVE',
    payloadHash,
    note: 'Looked at, and right.',
    idempotencyKey: `story:${stage.telling}:approve:${id}`,
  });
  return userErrors[0]?.code ?? 'APPROVED';
}
