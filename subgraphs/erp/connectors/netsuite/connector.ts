import type { ErpConnector, ErpPeriod } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type ClientParts, NetSuiteClient } from './client.ts';
import { mayBeAboutThePeriod } from './errors.ts';
import { CAPABILITIES, externalKey, type NetSuiteConnectionSettings, recordOf, VENDOR, WORDS } from './manifest.ts';
import * as reads from './reads.ts';
import * as wire from './wire.ts';
import * as writing from './write-mapping.ts';

type Body = Readonly<Record<string, unknown>>;

const RECEIVABLES: readonly ErpPeriod['status'][] = ['CLOSED', 'AR_LOCKED'];
const JOURNALS: readonly ErpPeriod['status'][] = ['CLOSED'];

/** Written as a whole: a first attempt that arrives late must not find lines of the second one to add its own to. */
const SUBLISTS = {
  INVOICE: 'item,taxDetails',
  CREDIT_MEMO: 'item,taxDetails,apply',
  PAYMENT: 'apply',
  REFUND: 'apply',
  JOURNAL: 'line',
} as const;

/** The connector of one NetSuite account. */
export function netSuiteConnector(settings: NetSuiteConnectionSettings, parts: ClientParts): ErpConnector {
  const client = new NetSuiteClient(settings, parts);
  return {
    vendor: VENDOR,
    connection: settings.name,
    capabilities: CAPABILITIES,
    words: WORDS,
    reference: () => reads.reference(client),
    periods: async () => {
      const read = await reads.periods(client);
      return read.ok ? ok(read.value.periods) : read;
    },
    changedSince: (cursor) => reads.changedSince(client, cursor),
    transactions: (externalIds) => reads.transactions(client, externalIds),
    customers: (externalIds) => reads.customers(client, externalIds),
    customerByKey: (customerId) => client.idOf(WORDS.CUSTOMER, customerId),
    documentByKey: (kind, key) => client.idOf(recordOf(kind), externalKey(kind, key)),
    journalsByKeys: (batchKeys) => reads.journalIds(client, batchKeys),
    applicationsOf: (externalId) => reads.applicationsOf(client, externalId),
    ...customerWrites(client),
    ...documentWrites(client),
  };
}

type CustomerWrites = Pick<ErpConnector, 'putCustomer' | 'changeCustomer' | 'relateCustomer'>;

function customerWrites(client: NetSuiteClient): CustomerWrites {
  const currencyIds = new CurrencyIds(client);
  return {
    putCustomer: (customer, key) =>
      currencyIds.use(customer.currency, (id) =>
        client.put(
          { type: WORDS.CUSTOMER, externalKey: customer.customerId },
          writing.toNetSuiteCustomer(customer, id),
          key,
        ),
      ),
    changeCustomer: (customer, externalId, key) =>
      client.patch({ type: WORDS.CUSTOMER, externalId }, writing.toNetSuiteCustomerChange(customer), key),
    relateCustomer: (customer, externalId, key) =>
      client.put(
        {
          type: 'customerSubsidiaryRelationship',
          externalKey: `${customer.customerId}:${customer.legalEntityExternalId}`,
        },
        writing.toNetSuiteRelationship(customer, externalId),
        key,
      ),
  };
}

type DocumentWrites = Pick<
  ErpConnector,
  | 'putInvoice'
  | 'putCreditMemo'
  | 'putPayment'
  | 'putRefund'
  | 'putJournal'
  | 'reapply'
  | 'reverseInvoice'
  | 'markReversed'
>;

function documentWrites(client: NetSuiteClient): DocumentWrites {
  const currencyIds = new CurrencyIds(client);
  const put = (kind: keyof typeof SUBLISTS, document: Placed, bodyOf: (currencyId: string) => Body): Reply<null> =>
    currencyIds.use(document.currency, (id) => {
      const at = {
        type: recordOf(kind),
        externalKey: externalKey(kind, document.businessKey),
        sublist: SUBLISTS[kind],
      };
      const refusing = kind === 'JOURNAL' ? JOURNALS : RECEIVABLES;
      return posted(client, document.periodExternalId, refusing, client.put(at, bodyOf(id), document.key));
    });
  const placed = (document: Omit<Placed, 'businessKey'> & { readonly documentId: string }): Placed => ({
    ...document,
    businessKey: document.documentId,
  });
  return {
    putInvoice: (invoice) => put('INVOICE', placed(invoice), (id) => writing.toNetSuiteInvoice(invoice, id)),
    putCreditMemo: (memo) => put('CREDIT_MEMO', placed(memo), (id) => writing.toNetSuiteCreditMemo(memo, id)),
    putPayment: (payment) => put('PAYMENT', placed(payment), (id) => writing.toNetSuitePayment(payment, id)),
    putRefund: (refund) => put('REFUND', placed(refund), (id) => writing.toNetSuiteRefund(refund, id)),
    putJournal: (journal) =>
      put('JOURNAL', { ...journal, businessKey: journal.batchKey }, (id) => writing.toNetSuiteJournal(journal, id)),
    reapply: (change) =>
      client.put(
        { type: WORDS[change.kind], externalKey: externalKey(change.kind, change.documentId), sublist: 'apply' },
        writing.toNetSuiteReapplication(change),
        change.key,
      ),
    // evidence: docs: POST /invoice/{id}/!transform/creditMemo (netsuite.md, Lifecycle calls)
    reverseInvoice: (reversal) =>
      posted(
        client,
        reversal.periodExternalId,
        RECEIVABLES,
        client.post(
          `/${WORDS.INVOICE}/${reversal.externalId}/!transform/${WORDS.CREDIT_MEMO}`,
          writing.toNetSuiteReversal(reversal),
          reversal.key,
        ),
      ),
    markReversed: ({ documentId, key }) =>
      client.put(
        { type: WORDS.INVOICE, externalKey: externalKey('INVOICE', documentId) },
        { custbody_revgraph_reversal: externalKey('REVERSAL', documentId) },
        key,
      ),
  };
}

interface Placed {
  readonly businessKey: string;
  readonly currency: string;
  readonly periodExternalId: string;
  readonly key: string;
}

/**
 * Reads the period again when the refusal may be about it: the vendor has no code that says so. A refusal that points
 * to the period is believed also when the period is open by now; what it says is for a person either way.
 */
async function posted(
  client: NetSuiteClient,
  periodExternalId: string,
  refusing: readonly ErpPeriod['status'][],
  put: Reply<null>,
): Reply<null> {
  const answer = await put;
  if (answer.ok || !mayBeAboutThePeriod(answer.error)) return answer;
  const read = await reads.periods(client);
  // The write was refused, so nothing was done, and it may be sent again once the period can be read.
  if (!read.ok) return fail({ kind: 'Unavailable', status: null });
  const period = read.value.periods.find(({ externalId }) => externalId === periodExternalId);
  if (period === undefined) return answer;
  const pointsToIt = answer.error.kind === 'Rejected' && answer.error.field === 'postingPeriod';
  return pointsToIt || refusing.includes(period.status) ? fail({ kind: 'ClosedPeriod', period: period.key }) : answer;
}

/** The account's ids of its currencies, read once and again when one is missing. */
class CurrencyIds {
  readonly #client: NetSuiteClient;
  #ids: ReadonlyMap<string, string> = new Map();

  constructor(client: NetSuiteClient) {
    this.#client = client;
  }

  /** Currencies must exist in the ledger before anything is posted in them. */
  async use(currency: string, work: (id: string) => Reply<null>): Reply<null> {
    if (!this.#ids.has(currency)) {
      const rows = await this.#client.rows(`${wire.QUERIES.currency} ORDER BY c.id`);
      if (!rows.ok) return rows;
      this.#ids = new Map(
        wire.currencyRow
          .array()
          .parse(rows.value)
          .map(({ id, symbol }) => [symbol, id]),
      );
    }
    const id = this.#ids.get(currency);
    if (id !== undefined) return work(id);
    return fail({
      kind: 'Rejected',
      code: 'CURRENCY_UNMAPPED',
      field: 'currency',
      detail: `The ledger has no currency ${currency}`,
    });
  }
}
