import type { Sandbox } from '#sandboxes/kit/server.ts';
import type { TestProduct } from './product.ts';

export type VendorName = 'salesforce' | 'stripe' | 'netsuite';
export const VENDORS: readonly VendorName[] = ['salesforce', 'stripe', 'netsuite'];

const AMEND = `mutation ($input: AmendContractInput!) { amendContract(input: $input) {
  replayed operation { id } userErrors { code field message } } }`;

export interface AmendPayload {
  readonly replayed: boolean;
  readonly operation: { readonly id: string } | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: readonly string[] | null;
    readonly message: string;
  }[];
}

export interface ContractState {
  readonly id: string;
  readonly version: number;
  readonly lines: readonly { readonly quantity: string }[];
}

/** Meridian's contract as the public graph shows it. */
export async function meridianContract({ graph }: Pick<TestProduct, 'graph'>): Promise<ContractState> {
  const found = await graph<{
    customers: { edges: { node: { contracts: { edges: { node: ContractState }[] } } }[] };
  }>(
    `query { customers(first: 1, filter: { search: "Meridian" }) { edges { node {
       contracts(first: 1) { edges { node { id version lines { quantity } } } } } } } }`,
    {},
  );
  const contract = found.customers.edges[0]?.node.contracts.edges[0]?.node;
  if (contract === undefined) throw new Error('Meridian has no contract');
  return contract;
}

export async function amend(
  { graph }: Pick<TestProduct, 'graph'>,
  input: Record<string, unknown>,
): Promise<AmendPayload> {
  const { amendContract } = await graph<{ amendContract: AmendPayload }>(AMEND, { input });
  return amendContract;
}

/** The input of a change to this many seats. */
export function seats(contract: ContractState, quantity: number, key: string) {
  return {
    contractId: contract.id,
    expectedVersion: contract.version,
    effectiveOn: '2026-08-16',
    changes: [{ setQuantity: { productCode: 'PLATFORM-SEAT', quantity: String(quantity) } }],
    idempotencyKey: key,
  };
}

/** One more seat than now, followed to its end. Gives the operation's final status and steps. */
export async function oneMoreSeat(world: TestProduct, key: string) {
  const contract = await meridianContract(world);
  const payload = await amend(world, seats(contract, Number(contract.lines[0]?.quantity) + 1, key));
  const id = payload.operation?.id;
  if (id === undefined) throw new Error(JSON.stringify(payload.userErrors));
  await (await world.stage()).follow(id);
  const { operation } = await world.graph<{ operation: FinalOperation }>(
    'query ($id: ID!) { operation(id: $id) { id status steps { name status attempts error { code } } } }',
    { id },
  );
  return operation;
}

export interface FinalOperation {
  readonly id: string;
  readonly status: string;
  readonly steps: readonly { readonly name: string; readonly status: string; readonly attempts: number }[];
}

/** How many effects of each kind a vendor holds. */
export function effectCounts(sandbox: Pick<Sandbox, 'ledger'>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of sandbox.ledger.effects()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** What every vendor's ledger gained between two counts. */
export function gained(world: TestProduct, before: Readonly<Record<VendorName, Record<string, number>>>) {
  return Object.fromEntries(
    VENDORS.map((vendor) => {
      const after = effectCounts(world.vendors[vendor]);
      const gains = Object.entries(after).map(([kind, count]) => [kind, count - (before[vendor][kind] ?? 0)] as const);
      return [vendor, Object.fromEntries(gains.filter(([, gain]) => gain !== 0))];
    }),
  );
}

export function countAll(world: TestProduct): Record<VendorName, Record<string, number>> {
  const [salesforce, stripe, netsuite] = VENDORS.map((vendor) => effectCounts(world.vendors[vendor]));
  return { salesforce: salesforce ?? {}, stripe: stripe ?? {}, netsuite: netsuite ?? {} };
}
