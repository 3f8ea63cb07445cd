import { z } from 'zod';
import { invoices } from '#billing/entities/invoice.ts';
import { invoiceLines } from '#billing/entities/invoice-line.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { invoiceFactsOf } from './invoice-facts.ts';
import type { CommandParts } from './parts.ts';

/** `readInvoice`: from the mirror, or null. */
export const readInvoice = (parts: CommandParts) =>
  readCommand(z.object({ invoiceId: z.string() }), async ({ invoiceId }): Reply<InvoiceFacts | null> => {
    const { manager } = parts.dataSource;
    const row = await manager.findOneBy(invoices, { id: invoiceId });
    if (row === null) return ok(null);
    const { connection, externalId } = row;
    const connector = parts.connectors.get(connection);
    if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
    const lines = await manager.find(invoiceLines, {
      where: { connection, invoiceExternalId: externalId },
      order: { position: 'ASC' },
    });
    return invoiceFactsOf(parts, connector, { ...row, lines });
  });
