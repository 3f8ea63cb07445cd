import type { VendorReply, VendorRequest } from '../kit/server.ts';
import { errorReply, refused } from './errors.ts';
import { isJsonObject, parseExactJson } from './exact-json.ts';
import { type ObjectType, objectType, objectTypes } from './metadata.ts';
import type { Org, Writer } from './org.ts';

/** Where the org's own Apex class takes merges: the REST API itself has none. */
export const MERGE_PATH = '/services/apexrest/accounts/merge';

const LOSERS_MAX = 2;

/**
 * `{ masterId, loserIds }`: what `Database.merge` does. The losers' children go to the master, the losers into the bin
 * with `MasterRecordId`; all of it or nothing.
 */
// evidence: docs: Apex developer guide, Merging Records: up to three records of one type, children are reparented and
// the losing records deleted; object reference, Account.MasterRecordId
export function mergeAccounts(org: Org, request: VendorRequest, writer: Writer): VendorReply {
  const account = objectType('Account');
  const body = parseExactJson(request.rawBody);
  if (account === undefined || !isJsonObject(body)) return badInput('The body must be a JSON object');
  const { masterId, loserIds } = body;
  const losers = Array.isArray(loserIds) ? loserIds.filter((id) => typeof id === 'string') : [];
  if (typeof masterId !== 'string' || losers.length === 0 || losers.length > LOSERS_MAX || losers.includes(masterId)) {
    return badInput(`masterId and one to ${LOSERS_MAX} loserIds of other records are needed`);
  }
  const missing = [masterId, ...losers].find((id) => (org.get(account, id)?.['IsDeleted'] ?? true) === true);
  if (missing !== undefined) return errorReply(org.missing(org.get(account, missing)));
  return org.transact(writer, () => {
    for (const loser of losers) {
      reparent(org, { from: loser, to: masterId }, writer);
      org.remove(account, loser, writer, masterId);
    }
    // The master counts as changed, also where no value of its own is new.
    org.update(account, masterId, {}, writer);
    return { status: 200, body: { id: masterId, success: true, mergedRecordIds: losers, errors: [] } };
  });
}

/** Every record that points to the one account points to the other from now on; an account never to itself. */
function reparent(org: Org, { from, to }: { readonly from: string; readonly to: string }, writer: Writer): void {
  for (const type of objectTypes()) {
    for (const field of accountFieldsOf(type)) {
      for (const record of org.all(type)) {
        if (record[field] !== from || record['IsDeleted'] === true) continue;
        const id = String(record['Id']);
        org.update(type, id, { [field]: id === to ? null : to }, writer);
      }
    }
  }
}

function accountFieldsOf(type: ObjectType): readonly string[] {
  return [...type.fields.values()]
    .filter(({ referenceTo, writable }) => referenceTo === 'Account' && writable)
    .map(({ name }) => name);
}

function badInput(message: string): VendorReply {
  return errorReply(refused('INVALID_INPUT', message));
}
