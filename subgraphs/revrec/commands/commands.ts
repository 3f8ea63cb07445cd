import type { Commands } from '#kit/commands/command-door.ts';
import { dueJournals } from './due-journals.ts';
import { modifyContract, previewModification } from './modify-contract.ts';
import type { CommandParts } from './parts.ts';
import { readConnections } from './read-connections.ts';
import { previewContract, recognizeContract } from './recognize-contract.ts';
import { recordPosted } from './record-posted.ts';

/** Everything that a saga may ask of revenue; payloads and outcomes are in schema/commands/revrec.ts. */
export function revrecCommands(parts: CommandParts): Commands {
  return new Map([
    ['recognizeContract', recognizeContract(parts)],
    ['previewContract', previewContract(parts)],
    ['modifyContract', modifyContract(parts)],
    ['previewModification', previewModification(parts)],
    ['dueJournals', dueJournals(parts)],
    ['recordPosted', recordPosted(parts)],
    ['readConnections', readConnections(parts)],
  ] as Iterable<readonly [string, Commands extends ReadonlyMap<string, infer Command> ? Command : never]>);
}
