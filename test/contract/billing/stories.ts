import type { BilledLine } from '#schema/commands/billing.ts';
import { AMEND_KEY, ANALYTICS, AUGUST_UPGRADE, CUSTOMER, SEATS, START, START_KEY } from './meridian.ts';
import type { CommandAnswer, Room } from './room.ts';

/** A customer, contract and catalogue of its own for each number, so that many stories share one room. */
export function story(number: number) {
  const seats = { ...SEATS, productId: `prod_seats_${number}`, productCode: `SEAT-${number}` };
  const analytics = { ...ANALYTICS, productId: `prod_analytics_${number}`, productCode: `ANALYTICS-${number}` };
  const contractId = `ctr_${number}`;
  const startKey = `op_${number}${START_KEY}`;
  const amendKey = `op_${number}${AMEND_KEY}`;
  return {
    contractId,
    startKey,
    amendKey,
    ensure: { customer: { ...CUSTOMER, customerId: `cust_${number}` } },
    start: { ...START, customer: { ...CUSTOMER, customerId: `cust_${number}` }, contractId, lines: [seats] },
    amend: { ...AUGUST_UPGRADE, contractId, lines: [{ ...seats, quantity: '800' }, analytics] },
    cancel: { contractId, startKey },
    restore: { contractId, amendKey },
  };
}

/** Puts products and prices into the vendor's catalogue, as somebody at billing would who knows our marks. */
export async function sell(room: Room, lines: readonly BilledLine[]): Promise<void> {
  for (const { productId, productCode, productName, unitPrice } of lines) {
    const product = `prd_${productCode}`;
    await room.vendor('POST', '/v1/products', {
      id: product,
      name: productName,
      'metadata[revgraph_product_id]': productId,
      'metadata[revgraph_product_code]': productCode,
    });
    const minor = `${unitPrice}00`;
    await room.vendor('POST', '/v1/prices', {
      product,
      currency: 'usd',
      unit_amount: minor,
      'recurring[interval]': 'year',
      lookup_key: `${product}:USD:${minor}:year`,
    });
  }
}

export const FAULTS = ['timeout-before', 'timeout-after', '429', '500', 'stored-500'] as const;
export type FaultName = (typeof FAULTS)[number];

/** Strikes the next call of this method and path. A cut connection has to be cut twice: the client tries once more. */
export function strike(room: Room, call: string, fault: FaultName): void {
  const [method = '', path = ''] = call.split(' ');
  const count = fault === 'timeout-before' || fault === 'timeout-after' ? 2 : 1;
  room.sandbox.faults.add({ match: { method, path }, fault, count });
}

/** Sends a command under one key, again and again as a saga does, until it is done. Answers every attempt. */
export async function untilDone(
  room: Room,
  name: string,
  payload: unknown,
  key: string,
): Promise<readonly CommandAnswer[]> {
  const attempts: CommandAnswer[] = [];
  for (let count = 0; count < 4; count += 1) {
    const answer = await room.command(name, payload, key);
    attempts.push(answer);
    if (answer.ok) return attempts;
  }
  return attempts;
}

/** How many effects of each kind the vendor has entered since. */
export function effectsSince(room: Room, sequence: number): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { kind, sequence: at } of room.sandbox.ledger.effects()) {
    if (at > sequence) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

export function lastEffect(room: Room): number {
  return room.sandbox.ledger.effects().at(-1)?.sequence ?? 0;
}
