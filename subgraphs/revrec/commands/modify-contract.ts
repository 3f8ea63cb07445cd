import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { invoiceIssued } from '#revrec/facts/invoice-issued.ts';
import { modificationApproved } from '#revrec/facts/modification-approved.ts';
import { prorationCheck } from '#revrec/facts/proration-check.ts';
import { factsOf as heldFactsOf } from '#revrec/store/facts.ts';
import { postedRevenueOf, takenLinesOf } from '#revrec/store/journals.ts';
import { keptOutcome } from '#revrec/store/outcomes.ts';
import {
  contractsBy,
  lockContract,
  type ProductName,
  type RevenueContractRow,
} from '#revrec/store/revenue-contract.ts';
import {
  type ModifyContract,
  modifyContract as payload,
  type RevenueOutcome,
  type RevenuePreview,
} from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { commitChange } from './commit-change.ts';
import { allOrNothing, type CommandParts, unknownContract } from './parts.ts';
import { previewOf } from './preview.ts';

/** `modifyContract`: takes up an amendment and what billing made of it. Amendments may arrive in any order. */
export const modifyContract = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<RevenueOutcome> => {
      const done = await allOrNothing(parts, async (em) => {
        const before = await lockContract(em, command.contractId);
        if (before === null) return unknownContract(command.contractId);
        const answered = await keptOutcome<RevenueOutcome>(em, key);
        if (answered !== null) return ok(answered);
        const contract = amended(before, command);
        const { operationId, window } = command;
        const tell = (recordedAt: string) => factsOf(command, contract, recordedAt);
        const check = prorationCheck(command, contract);
        return commitChange(parts, em, { contract, tell, key, operationId, window, prorationCheck: check });
      });
      if (done.ok) parts.bell.ring();
      return done;
    },
    lookUp: async (): Reply<RevenueOutcome | null> => ok(await keptOutcome(parts.dataSource.manager, key)),
  }));

/** `previewModification`: the schedule before and after, the treatment and the journals. Writes nothing. */
export const previewModification = (parts: CommandParts) =>
  readCommand(payload, async (command): Promise<Result<RevenuePreview, ConnectorError>> => {
    const em = parts.dataSource.manager;
    const { contractId, operationId, window } = command;
    const [before] = await contractsBy(em, 'contract_id', [contractId]);
    if (before === undefined) return unknownContract(contractId);
    const contract = amended(before, command);
    const held = (await heldFactsOf(em, [contractId])).get(contractId) ?? [];
    const taken = (await takenLinesOf(em, [contractId])).get(contractId) ?? [];
    const posted = (await postedRevenueOf(em, [contractId])).get(contractId) ?? [];
    const told = factsOf(command, contract, parts.clock.now().toISOString());
    return ok(
      previewOf({
        change: { contract, held, told, taken, operationId, window },
        posted,
        prorationCheck: prorationCheck(command, contract),
        today: parts.clock.today(),
      }),
    );
  });

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

function factsOf(
  command: ModifyContract,
  contract: RevenueContractRow,
  recordedAt: string,
): Result<readonly RevenueEvent[], ConnectorError> {
  const approved = modificationApproved(command, contract, recordedAt);
  if (!approved.ok) return approved;
  if (command.invoice === null) return ok([approved.value]);
  const told = { entity: contract.legalEntity, amendment: command.operationId, recordedAt };
  return ok([approved.value, invoiceIssued(command.invoice, contract.contractId, told)]);
}
