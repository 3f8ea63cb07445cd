import { z } from 'zod';
import type { Timers } from '#kit/runtime/timers.ts';
import type { SoldLine } from '#schema/commands/crm.ts';
import { type Obstacle, obstacle, type ReadReadiness } from '#schema/commands/erp.ts';
import type { Participants } from '../engine/ports.ts';
import type { ExceptionCause } from '../policies/policy.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A client waits for the ledger no longer than this. */
const WAIT_MAX_MS = 1_000;

/** What of the ledger's obstacles a deal can be refused for; the others are of the books, which finance sets up. */
const REFUSED: ReadonlyMap<string, { readonly code: string; readonly remedy: string }> = new Map([
  ['ITEM_UNMAPPED', { code: 'ITEM_UNMAPPED', remedy: 'Give the ledger the item or map the product to another one.' }],
  [
    'PRICE_MISMATCH',
    { code: 'PRICE_MISMATCH', remedy: 'Give the price book and the ledger the same price of the product.' },
  ],
  ['CURRENCY_UNMAPPED', { code: 'CURRENCY_NOT_SUPPORTED', remedy: 'Sell in a currency that the ledger has.' }],
  ['LEGAL_ENTITY_UNKNOWN', { code: 'NOT_FOUND', remedy: 'Sell through an entity that has books.' }],
]);

/** Of a product, so that the input's own field can be named. */
const OF_PRODUCT: ReadonlySet<string> = new Set(['ITEM_UNMAPPED', 'PRICE_MISMATCH']);

const IN_MASTER_DATA: ReadonlyMap<string, ExceptionCause> = new Map([
  ['ITEM_UNMAPPED', 'MISSING_MAPPING'],
  ['PRICE_MISMATCH', 'MASTER_DATA_MISMATCH'],
  ['MISSING_SSP', 'MISSING_REVENUE_REFERENCE'],
]);

/**
 * The cause of the first of these when master data alone makes the same request good, so that it may be sent again as it
 * is; null when the request has to change.
 */
export function causeInMasterData(refusals: readonly Refusal[]): ExceptionCause | null {
  const [first = null, ...others] = refusals.map(({ code }) => IN_MASTER_DATA.get(code) ?? null);
  return others.includes(null) ? null : first;
}

/** What is asked of the ledger about what is sold: its products, once each, and every list price that the CRM has of them. */
export function readinessOf(
  { legalEntity, currency }: Pick<ReadReadiness, 'legalEntity' | 'currency'>,
  lines: readonly Pick<SoldLine, 'productCode' | 'listPrice'>[],
): ReadReadiness {
  const priced = lines.flatMap(({ productCode, listPrice }) =>
    listPrice === null ? [] : [{ productCode, listPrice }],
  );
  return {
    legalEntity,
    currency,
    productCodes: [...new Set(lines.map(({ productCode }) => productCode))],
    listPrices: [...new Map(priced.map((price) => [`${price.productCode} ${price.listPrice}`, price])).values()],
  };
}

/**
 * Why the ledger could not take what is sold, found before anything is written, both systems' values in each message.
 * A ledger that gives no answer, or none in a second, refuses nothing: what it cannot take is met by the books later. Its
 * prices are then not compared any more.
 * `fieldOf` says where in the input a product stands, null what belongs to none.
 */
export async function refuseUnready(
  { timers }: { readonly timers: Timers },
  participants: Participants,
  asked: ReadReadiness,
  fieldOf: (productCode: string | null) => readonly string[],
): Promise<readonly Refusal[]> {
  const obstacles = await withinTime(timers, readObstacles(participants, asked));
  return obstacles.flatMap(({ code: found, subject, detail }) => {
    const refused = REFUSED.get(found);
    if (refused === undefined) return [];
    const field = fieldOf(OF_PRODUCT.has(found) ? subject : null);
    return refuse(refused.code, field, `${detail}. ${refused.remedy}`);
  });
}

async function readObstacles(participants: Participants, asked: ReadReadiness): Promise<readonly Obstacle[]> {
  const command = { system: 'ERP', name: 'readReadiness', payload: asked, reads: true } as const;
  const reply = await participants.write(command, '');
  return reply.ok ? z.array(obstacle).parse(reply.value) : [];
}

async function withinTime(timers: Timers, asked: Promise<readonly Obstacle[]>): Promise<readonly Obstacle[]> {
  const answered = new AbortController();
  const late = timers.sleep(WAIT_MAX_MS, answered.signal).then((): readonly Obstacle[] => []);
  return Promise.race([asked, late]).finally(() => answered.abort());
}
