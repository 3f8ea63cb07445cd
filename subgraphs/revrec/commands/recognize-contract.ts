import type { EntityManager } from 'typeorm';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { contractApproved } from '#revrec/facts/contract-approved.ts';
import { invoiceIssued } from '#revrec/facts/invoice-issued.ts';
import { revenueContractId } from '#revrec/names.ts';
import { factsOf as heldFactsOf } from '#revrec/store/facts.ts';
import { keptOutcome } from '#revrec/store/outcomes.ts';
import { lockContract, openContract, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { recognizeContract as payload, type RecognizeContract, type RevenueOutcome } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { commitChange, type Known } from './commit-change.ts';
import { allOrNothing, type CommandParts, rejected, standing } from './parts.ts';
import { previewOf } from './preview.ts';

/** `recognizeContract`: takes up a signed contract and its first invoice. One contract is taken up once. */
export const recognizeContract = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<RevenueOutcome> => {
      const done = await allOrNothing(parts, async (em) => {
        const contract = rowOf(command);
        const isNew = await openContract(em, contract);
        await lockContract(em, contract.contractId);
        const before = await keptOutcome<RevenueOutcome>(em, key);
        if (before !== null) return ok(before);
        if (!isNew && (await isTakenUp(em, contract.contractId))) {
          return rejected('ALREADY_RECOGNIZED', 'contract', `${contract.contractId} is recognised already`);
        }
        const { operationId, window } = command;
        const tell = ({ recordedAt }: Known) => factsOf(command, recordedAt);
        const told = { key, operationId, amendment: operationId, window, prorationCheck: null };
        return commitChange(parts, em, { contract, tell, ...told });
      });
      if (done.ok) parts.bell.ring();
      return done;
    },
    lookUp: async (): Reply<RevenueOutcome | null> => ok(await keptOutcome(parts.dataSource.manager, key)),
  }));

/** `previewContract`: what taking it up would come to. Writes nothing. */
export const previewContract = (parts: CommandParts) =>
  readCommand(payload, async (command) => {
    const { operationId, window } = command;
    const told = factsOf(command, parts.clock.now().toISOString());
    return ok(
      previewOf({
        change: { contract: rowOf(command), held: [], told, taken: [], operationId, amendment: operationId, window },
        posted: [],
        prorationCheck: null,
        today: parts.clock.today(),
      }),
    );
  });

/** Whether an approval stands: one that was withdrawn may be told anew. */
async function isTakenUp(em: EntityManager, contractId: string): Promise<boolean> {
  const held = (await heldFactsOf(em, [contractId])).get(contractId) ?? [];
  return standing(held).some(({ kind }) => kind === 'CONTRACT_APPROVED');
}

function rowOf({ contract }: RecognizeContract): RevenueContractRow {
  const { contractId, number, customer, legalEntity, currency, startsOn, endsOn, version, lines } = contract;
  const products = new Map(
    lines.map(({ productId, productCode, productName }) => [productCode, { productId, productName }]),
  );
  return {
    id: revenueContractId(contractId),
    contractId,
    number,
    customerId: customer.customerId,
    legalEntity,
    currency,
    startsOn,
    endsOn,
    version,
    products: [...products].map(([code, { productId, productName }]) => ({ id: productId, code, name: productName })),
  };
}

function factsOf(
  { contract, invoice }: RecognizeContract,
  recordedAt: string,
): Result<readonly RevenueEvent[], ConnectorError> {
  const approved = contractApproved(contract, invoice, recordedAt);
  if (!approved.ok) return approved;
  if (invoice === null) return ok([approved.value]);
  const told = { entity: contract.legalEntity, recordedAt };
  return ok([approved.value, invoiceIssued(invoice, contract.contractId, told)]);
}
