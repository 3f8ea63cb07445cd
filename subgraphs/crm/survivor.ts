import type { AccountRow } from './entities/account.ts';
import type { Ref } from './loaders.ts';

/** Merges of merged accounts that are followed; more can only be a circle. */
const MERGES_MAX = 20;

/**
 * The customer that an account is today: itself, or the one that it was merged into, however often. Null when the mirror
 * has none. Ids stay good for ever: whoever knows a customer by the id of a merged account finds the one that is left.
 */
export async function survivorOf(
  row: AccountRow | null,
  load: (ref: Ref) => Promise<AccountRow | null>,
): Promise<AccountRow | null> {
  let found = row;
  for (let merges = 0; merges < MERGES_MAX; merges += 1) {
    if (found === null || found.mergedIntoExternalId === null) return found;
    found = await load({ connection: found.connection, externalId: found.mergedIntoExternalId });
  }
  return null;
}
