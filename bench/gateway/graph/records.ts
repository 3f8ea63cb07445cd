/**
 * Records of the bench graph, made from their ids alone, so that any process gives the same ones. Ids are paths:
 * `c1` a customer, `c1-k2` its contract, `c1-k2-i3` that contract's invoice, `c1-i3` the customer's.
 */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const PRODUCT_COUNT = 7;
const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** A whole number from 0 to `below - 1` that depends on the words alone (FNV-1a). */
export function numberOf(words: string, below: number): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < words.length; index += 1) {
    hash = Math.imul(hash ^ words.charCodeAt(index), FNV_PRIME) >>> 0;
  }
  return hash % below;
}

export function moneyOf(id: string, field: string): Money {
  const words = `${id}.${field}`;
  const cents = String(numberOf(`${words}.cents`, 100)).padStart(2, '0');
  return { amount: `${1_000 + numberOf(words, 90_000)}.${cents}`, currency: 'USD' };
}

export function dayOf(id: string, field: string, year = 2026): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${year}-${two(1 + numberOf(`${id}.${field}.month`, 12))}-${two(1 + numberOf(`${id}.${field}.day`, 28))}`;
}

/** The first `count` children of a record. */
export function childIds(parentId: string, letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${parentId}-${letter}${index + 1}`);
}

export function productOf(contractId: string): { readonly code: string } {
  return { code: `P${1 + numberOf(contractId, PRODUCT_COUNT)}` };
}

export function wordOf(id: string, words: readonly string[]): string {
  return words[numberOf(id, words.length)] ?? '';
}
