import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import { invoiceIssued } from '#revrec/facts/invoice-issued.ts';
import { modificationApproved } from '#revrec/facts/modification-approved.ts';
import { prorationCheck } from '#revrec/facts/proration-check.ts';
import type { ProductName, RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { type ModifyContract, modifyContract as payload } from '#schema/commands/revrec.ts';
import { ok } from '#schema/errors/result.ts';
import { changing, type PlannedChange, previewing } from './change-contract.ts';
import type { CommandParts } from './parts.ts';

/** `modifyContract`: takes up an amendment and what billing made of it. Amendments may arrive in any order. */
export const modifyContract = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => changing(parts, key, planOf(command)));

/** `previewModification`: the schedule before and after, the treatment and the journals. Writes nothing. */
export const previewModification = (parts: CommandParts) =>
  readCommand(payload, (command) => previewing(parts, planOf(command)));

function planOf(command: ModifyContract): PlannedChange {
  const { contractId, operationId, window, invoice } = command;
  return {
    contractId,
    operationId,
    window,
    after: (before) => amended(before, command),
    check: (contract) => prorationCheck(command, contract),
    tell: ({ contract, held, recordedAt }) => {
      const approved = modificationApproved(command, contract, { held, recordedAt });
      if (!approved.ok || invoice === null) return approved.ok ? ok([approved.value]) : approved;
      return ok([approved.value, invoiceIssued(invoice, contractId, { entity: contract.legalEntity, recordedAt })]);
    },
  };
}

function amended(contract: RevenueContractRow, { version, products }: ModifyContract): RevenueContractRow {
  const told = products.map(({ productId, productCode, productName }) => ({
    id: productId,
    code: productCode,
    name: productName,
  }));
  const byCode = new Map<string, ProductName>(
    [...contract.products, ...told].map((product) => [product.code, product]),
  );
  return { ...contract, version: Math.max(contract.version, version), products: [...byCode.values()] };
}
