import { invoices } from '#billing/entities/invoice.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector } from '#billing/port.ts';
import type { BillingInvoice } from '#billing/port-records.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type InvoiceOutcome, type IssueInvoice, issueInvoice as payload } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { invoiceFactsOf } from './invoice-facts.ts';
import { type CommandParts, causeOf, effectOf, oneAtATime, rejected } from './parts.ts';

/** `issueInvoice`: a draft becomes an invoice under the number that the ledger gave it. */
export const issueInvoice = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<InvoiceOutcome> => oneAtATime(parts, command.invoiceId, () => issue(parts, command, key)),
    // What stands under the number already is the proof, and it is looked for before anything is written.
    lookUp: async (): Reply<InvoiceOutcome | null> => ok(null),
  }));

async function issue(parts: CommandParts, { invoiceId, number }: IssueInvoice, key: string): Reply<InvoiceOutcome> {
  const row = await parts.dataSource.manager.findOneBy(invoices, { id: invoiceId });
  if (row === null) return fail({ kind: 'NotFound', externalId: invoiceId });
  const connector = parts.connectors.get(row.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  const invoice = await live(parts, connector, row.externalId, key);
  if (!invoice.ok) return invoice;
  if (invoice.value.status !== 'DRAFT') {
    if (invoice.value.number === number) return outcomeOf(parts, connector, invoice.value);
    return rejected('INVOICE_ISSUED', 'number', `The invoice was issued as ${invoice.value.number}`);
  }
  const issued = await connector.issueInvoice(row.externalId, key, number);
  if (!issued.ok) return issued;
  const after = await live(parts, connector, row.externalId, key);
  return after.ok ? outcomeOf(parts, connector, after.value) : fail({ kind: 'OutcomeUnknown', key });
}

async function live(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  key: string,
): Reply<BillingInvoice> {
  const read = await readIntoMirror(parts, connector, () => connector.invoice(externalId), causeOf(key));
  if (!read.ok) return read;
  const [invoice] = read.value.invoices;
  return invoice === undefined ? fail({ kind: 'NotFound', externalId }) : ok(invoice);
}

async function outcomeOf(
  parts: CommandParts,
  connector: BillingConnector,
  invoice: BillingInvoice,
): Reply<InvoiceOutcome> {
  const facts = await invoiceFactsOf(parts, connector, invoice);
  if (!facts.ok) return facts;
  return ok({ invoice: facts.value, effect: effectOf(connector, 'invoice', invoice.externalId) });
}
