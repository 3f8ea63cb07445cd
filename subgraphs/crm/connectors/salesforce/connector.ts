import type { CrmConnector, CrmRecords, CrmVersion, NewContract, NewVersion, StatusReport } from '#crm/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type ConnectorParts, SalesforceClient, soqlText } from './client.ts';
import { CAPABILITIES, COMPOSITE_PARTS_MAX, type SalesforceConnectionSettings, VENDOR, WORDS } from './manifest.ts';
import { byIds, changedSince, contracts, deal, productsByCodes, recordsOfNotice } from './reads.ts';
import { followChanges } from './webhook.ts';
import * as wire from './wire.ts';
import {
  showsReport,
  toActivation,
  toRemoval,
  toSalesforceAccountReport,
  toSalesforceStatus,
  toVersion,
  toVersionRemoval,
} from './write-mapping.ts';

/** The connector of one Salesforce org. */
export function salesforceConnector(settings: SalesforceConnectionSettings, parts: ConnectorParts): CrmConnector {
  const client = new SalesforceClient(settings, parts);
  return {
    vendor: VENDOR,
    connection: settings.name,
    capabilities: CAPABILITIES,
    words: WORDS,
    changedSince: (cursor) => changedSince(client, cursor),
    recordsOfNotice: (body) => recordsOfNotice(client, body),
    follow: (cursor, sink, signal, log) =>
      followChanges({ client, pubsubUrl: settings.pubsubUrl, log }, cursor, sink, signal),
    account: (externalId) => byIds(client, 'Account', [externalId]),
    opportunity: (externalId) => byIds(client, 'Opportunity', [externalId]),
    contract: (externalId) => contracts(client, [externalId]),
    deal: (externalId) => deal(client, externalId),
    productsByCodes: (codes) => productsByCodes(client, codes),
    activateContract: (contract, key) => activateContract(client, contract, key),
    contractByKey: async (key) => {
      const found = await idByKey(client, 'Contract', key);
      return found.ok ? ok(found.value[0] ?? null) : found;
    },
    removeContract: (records, key) => removeContract(client, records, key),
    writeVersion: (version, key) => writeVersion(client, version, key),
    versionByKey: (key) => versionByKey(client, key),
    removeVersion: (version, records, key) => removeVersion(client, version, records, key),
    reportStatus: (externalId, report, key) =>
      client.patch(`/sobjects/Opportunity/${externalId}`, toSalesforceStatus(report), key, externalId),
    reportAccount: (externalId, report, key) =>
      client.patch(`/sobjects/Account/${externalId}`, toSalesforceAccountReport(report), key, externalId),
    reportedAsOf: (externalId) => reportedAsOf(client, externalId),
    showsStatus: (externalId, report) => showsStatus(client, externalId, report),
  };
}

/** Ids of the records, deleted ones left out, that carry our key. */
async function idByKey(client: SalesforceClient, type: 'Contract' | 'Order', key: string): Reply<readonly string[]> {
  const rows = await client.query(
    `SELECT ${wire.FIELDS[type]} FROM ${type} WHERE RevgraphKey__c = ${soqlText(key)} AND IsDeleted = false`,
  );
  if (!rows.ok) return rows;
  return ok(rows.value.map((row) => wire.systemFields.parse(row).Id));
}

async function versionByKey(client: SalesforceClient, key: string): Reply<CrmVersion | null> {
  const ids = await idByKey(client, 'Order', key);
  if (!ids.ok || ids.value.length === 0) return ids.ok ? ok(null) : ids;
  const records = await byIds(client, 'Order', ids.value);
  return records.ok ? ok(records.value.versions[0] ?? null) : records;
}

/** One composite is one transaction, and it has a bound: what does not fit is refused before anything is sent. */
function tooMany(parts: readonly wire.SalesforcePart[]): ConnectorError | null {
  if (parts.length <= COMPOSITE_PARTS_MAX) return null;
  const detail = `One change of a contract takes at most ${COMPOSITE_PARTS_MAX} records, this one has ${parts.length}`;
  return { kind: 'Rejected', code: 'TOO_MANY_LINES', field: 'lines', detail };
}

async function transact(
  client: SalesforceClient,
  parts: readonly wire.SalesforcePart[],
  key: string,
  subject: string,
): Reply<null> {
  const refused = tooMany(parts);
  return refused === null ? client.transact(parts, key, subject) : fail(refused);
}

async function activateContract(client: SalesforceClient, contract: NewContract, key: string): Reply<string> {
  const done = await transact(client, toActivation(contract, key), key, contract.opportunityExternalId);
  return done.ok ? madeId(await idByKey(client, 'Contract', key), key) : done;
}

async function writeVersion(client: SalesforceClient, version: NewVersion, key: string): Reply<string> {
  const done = await transact(client, toVersion(version, key), key, version.contract.externalId);
  return done.ok ? madeId(await idByKey(client, 'Order', key), key) : done;
}

/** After a write every failure to read is doubt about the write itself: the caller looks up by key. */
function madeId(found: Awaited<Reply<readonly string[]>>, key: string): Result<string, ConnectorError> {
  const id = found.ok ? found.value[0] : undefined;
  return id === undefined ? fail({ kind: 'OutcomeUnknown', key }) : ok(id);
}

async function removeContract(client: SalesforceClient, records: CrmRecords, key: string): Reply<null> {
  const [contract] = records.contracts;
  if (contract === undefined) return ok(null);
  return transact(client, toRemoval(contract, records), key, contract.externalId);
}

async function removeVersion(
  client: SalesforceClient,
  version: CrmVersion,
  records: CrmRecords,
  key: string,
): Reply<null> {
  const [contract] = records.contracts;
  if (contract === undefined) return fail({ kind: 'NotFound', externalId: version.contractExternalId });
  return transact(client, toVersionRemoval(contract, version, records), key, contract.externalId);
}

async function showsStatus(client: SalesforceClient, id: string, report: StatusReport): Reply<boolean> {
  const rows = await client.query(`SELECT ${wire.FIELDS.Opportunity} FROM Opportunity WHERE Id = ${soqlText(id)}`);
  if (!rows.ok) return rows;
  const read = wire.opportunity.safeParse(rows.value[0]);
  return ok(read.success && showsReport(read.data, report));
}

async function reportedAsOf(client: SalesforceClient, id: string): Reply<string | null> {
  const rows = await client.query(`SELECT ${wire.FIELDS.Account} FROM Account WHERE Id = ${soqlText(id)}`);
  if (!rows.ok) return rows;
  const read = wire.account.safeParse(rows.value[0]);
  return read.success ? ok(read.data.ReportedAsOf__c) : fail({ kind: 'NotFound', externalId: id });
}
