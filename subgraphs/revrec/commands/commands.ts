import type { Commands } from '#kit/commands/command-door.ts';
import { readVendorCalls } from '#kit/commands/read-vendor-calls.ts';
import { REVREC_SCHEMA } from '#revrec/names.ts';
import { draftJournals } from './draft-journals.ts';
import { dueJournals } from './due-journals.ts';
import { modifyContract, previewModification } from './modify-contract.ts';
import { readDueCounts, readJournals, readOpenJournals } from './open-journals.ts';
import type { CommandParts } from './parts.ts';
import { readConnections } from './read-connections.ts';
import { previewContract, recognizeContract } from './recognize-contract.ts';
import { previewCreditMemo, recordCreditMemo, recordInvoice, recordRefund } from './record-documents.ts';
import { previewMilestone, recordMilestone } from './record-milestone.ts';
import { recordPosted } from './record-posted.ts';
import { previewTermination, terminateContract } from './terminate-contract.ts';
import { withdraw } from './withdraw.ts';

/** Everything that a saga may ask of revenue; payloads and outcomes are in schema/commands/revrec.ts. */
export function revrecCommands(parts: CommandParts): Commands {
  return new Map([
    ['recognizeContract', recognizeContract(parts)],
    ['previewContract', previewContract(parts)],
    ['modifyContract', modifyContract(parts)],
    ['previewModification', previewModification(parts)],
    ['recordInvoice', recordInvoice(parts)],
    ['recordCreditMemo', recordCreditMemo(parts)],
    ['previewCreditMemo', previewCreditMemo(parts)],
    ['recordRefund', recordRefund(parts)],
    ['terminateContract', terminateContract(parts)],
    ['previewTermination', previewTermination(parts)],
    ['recordMilestone', recordMilestone(parts)],
    ['previewMilestone', previewMilestone(parts)],
    ['withdraw', withdraw(parts)],
    ['dueJournals', dueJournals(parts)],
    ['draftJournals', draftJournals(parts)],
    ['readOpenJournals', readOpenJournals(parts)],
    ['readJournals', readJournals(parts)],
    ['readDueCounts', readDueCounts(parts)],
    ['recordPosted', recordPosted(parts)],
    ['readConnections', readConnections(parts)],
    // Revenue is kept here: there is no vendor, and so no call.
    ['readVendorCalls', readVendorCalls(parts.dataSource.manager, REVREC_SCHEMA, 'REVREC')],
  ] as Iterable<readonly [string, Commands extends ReadonlyMap<string, infer Command> ? Command : never]>);
}
