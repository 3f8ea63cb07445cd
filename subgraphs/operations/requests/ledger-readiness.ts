import { z } from 'zod';
import type { Timers } from '#kit/runtime/timers.ts';
import { type Obstacle, obstacle, type ReadReadiness } from '#schema/commands/erp.ts';
import type { Participants } from '../engine/ports.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A client waits for the ledger no longer than this. */
const WAIT_MAX_MS = 1_000;

/** What of the ledger's obstacles a deal can be refused for; the others are of the books, which finance sets up. */
const REFUSED: ReadonlyMap<string, { readonly code: string; readonly remedy: string }> = new Map([
  ['ITEM_UNMAPPED', { code: 'ITEM_UNMAPPED', remedy: 'Give the ledger the item or map the product to another one.' }],
  ['CURRENCY_UNMAPPED', { code: 'CURRENCY_NOT_SUPPORTED', remedy: 'Sell in a currency that the ledger has.' }],
  ['LEGAL_ENTITY_UNKNOWN', { code: 'NOT_FOUND', remedy: 'Sell through an entity that has books.' }],
]);

/** Whether finance alone can make the same request good: it may be sent again as it is. */
export function isForFinance(refusals: readonly Refusal[]): boolean {
  return refusals.length > 0 && refusals.every(({ code }) => code === 'ITEM_UNMAPPED');
}

/**
 * Why the ledger could not take what is sold, found before anything is written, both systems' values in each message.
 * A ledger that gives no answer, or none in a second, refuses nothing: what it cannot take is met by the books later.
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
    const field = fieldOf(found === 'ITEM_UNMAPPED' ? subject : null);
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
