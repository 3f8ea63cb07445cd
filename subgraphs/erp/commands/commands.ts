import type { Commands } from '#kit/commands/command-door.ts';
import { readConnections } from '#kit/commands/read-connections.ts';
import { ensureCustomer } from './ensure-customer.ts';
import type { CommandParts } from './parts.ts';
import { postInvoice } from './post-invoice.ts';
import { postJournals } from './post-journals.ts';
import { previewInvoice, previewJournals } from './previews.ts';
import { readLegalEntity, readPeriods, readPosting } from './reads.ts';

/** Everything that a saga may ask of the ledger; payloads and outcomes are in schema/commands/erp.ts. */
export function erpCommands(parts: CommandParts): Commands {
  return new Map([
    ['readPeriods', readPeriods(parts)],
    ['readLegalEntity', readLegalEntity(parts)],
    ['readPosting', readPosting(parts)],
    ['readConnections', readConnections(parts.dataSource.manager, 'erp', 'ERP')],
    ['previewInvoice', previewInvoice(parts)],
    ['previewJournals', previewJournals(parts)],
    ['ensureCustomer', ensureCustomer(parts)],
    ['postInvoice', postInvoice(parts)],
    ['postJournals', postJournals(parts)],
  ] as Iterable<readonly [string, Commands extends ReadonlyMap<string, infer Command> ? Command : never]>);
}
