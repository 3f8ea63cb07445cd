import type { LedgerRole } from '#revrec/engine/invoice-driven/ledger-role.ts';

/** An account role of a ledger by documents; the contract-driven ones are among them. */
export type DocumentRole = LedgerRole;
