import type { GraphClient } from '#client/graph-client.ts';
import { amendContract, customerNews, customerView } from '#schema/generated/client/portal.ts';

const change = {
  contractId: 'c',
  expectedVersion: 1,
  effectiveOn: '2026-08-16',
  changes: [{ setQuantity: { productCode: 'PLATFORM-SEAT', quantity: '800' } }],
  idempotencyKey: 'k',
};

/**
 * Read by the type checker, not run: each line under an expected error is one that a portal must not be able to write. A
 * type that grew loose leaves its comment without an error, which is one.
 */
export async function whatThePortalMayWrite(graph: GraphClient): Promise<void> {
  const amended = await graph.mutate(amendContract, change);
  // @ts-expect-error -- what was declined was not accepted: it has to be asked first
  amended.value;
  if (amended.ok) amended.value.data.amendContract.operation?.status satisfies string | undefined;
  else if (amended.error.kind === 'Declined') {
    const [first] = amended.error.userErrors;
    if (first?.code === 'STALE_VERSION') first.field satisfies readonly string[] | null;
    if (first?.code === 'OTHER') first.codeText satisfies string;
    // @ts-expect-error -- there is no such code
    if (first?.code === 'STALE_VERSIONS') return;
  } else if (amended.error.kind === 'OutcomeUnknown') amended.error.idempotencyKey satisfies string;
  else amended.error.problems satisfies readonly { readonly correlationId: string | null }[];

  const { idempotencyKey: _key, ...keyless } = change;
  // @ts-expect-error -- a change without its key could be done twice
  await graph.mutate(amendContract, keyless);
  // @ts-expect-error -- a quantity is text: a number has lost digits before it is sent
  await graph.mutate(amendContract, { ...change, changes: [{ setQuantity: { productCode: 'P', quantity: 800 } }] });
  // @ts-expect-error -- a change is never asked as a query, which is asked again
  await graph.query(amendContract, change);

  const read = await graph.query(customerView, { id: 'c' });
  const total = read.ok ? read.value.data.customer?.contracts.edges[0]?.node.totalValue : undefined;
  // @ts-expect-error -- an amount is no number
  total?.amount satisfies number | undefined;
  // @ts-expect-error -- any other text is no amount
  const amount: typeof total = { amount: '1.00', currency: 'USD' };
  // @ts-expect-error -- whose customer it is has to be said
  await graph.query(customerView, { name: amount });
  for await (const { data } of graph.watch(customerNews, { customerId: 'c' })) data.syncStatus.cursor satisfies string;
}
