import type { Commands } from '#kit/commands/command-door.ts';
import { readConnections } from '#kit/commands/read-connections.ts';
import { readVendorCalls } from '#kit/commands/read-vendor-calls.ts';
import { activateContract } from './activate-contract.ts';
import { amendContract } from './amend-contract.ts';
import { readCustomer, requireCustomer } from './customer-reads.ts';
import { deactivateContract } from './deactivate-contract.ts';
import { linkExternalRef } from './link-external-ref.ts';
import type { CommandParts } from './parts.ts';
import { readContract, readOpportunity, readProducts } from './reads.ts';
import { reportAccount } from './report-account.ts';
import { reportStatus } from './report-status.ts';
import { restoreContract } from './restore-contract.ts';

/** Everything that a saga may ask of the CRM; payloads and outcomes are in schema/commands/crm.ts. */
export function crmCommands(parts: CommandParts): Commands {
  return new Map([
    ['readOpportunity', readOpportunity(parts)],
    ['readContract', readContract(parts)],
    ['readProducts', readProducts(parts)],
    ['readCustomer', readCustomer(parts)],
    ['requireCustomer', requireCustomer(parts)],
    ['readConnections', readConnections(parts.dataSource.manager, 'crm', 'CRM')],
    ['readVendorCalls', readVendorCalls(parts.dataSource.manager, 'crm', 'CRM')],
    ['activateContract', activateContract(parts)],
    ['deactivateContract', deactivateContract(parts)],
    ['amendContract', amendContract(parts)],
    ['restoreContract', restoreContract(parts)],
    ['reportStatus', reportStatus(parts)],
    ['linkExternalRef', linkExternalRef(parts)],
    ['reportAccount', reportAccount(parts)],
  ] as Iterable<readonly [string, Commands extends ReadonlyMap<string, infer Command> ? Command : never]>);
}
