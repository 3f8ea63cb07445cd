import type { WriteCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { factsOf } from '#revrec/store/facts.ts';
import { postedRevenueOf, takenLinesOf } from '#revrec/store/journals.ts';
import { keptOutcome } from '#revrec/store/outcomes.ts';
import { contractsBy, lockContract, type RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import type { PostingWindow, ProrationCheck, RevenueOutcome, RevenuePreview } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { commitChange, type Known } from './commit-change.ts';
import { allOrNothing, type CommandParts, standing, unknownContract } from './parts.ts';
import { previewOf } from './preview.ts';

/** A change of a contract that was taken up before: what it tells, and how the contract's row is after it. */
export interface PlannedChange {
  readonly contractId: string;
  readonly operationId: string;
  /** What its treatment is found by; the operation where it is left out. */
  readonly amendment?: string;
  readonly window: PostingWindow | undefined;
  readonly tell: (
    known: Known & { readonly contract: RevenueContractRow },
  ) => Result<readonly RevenueEvent[], ConnectorError>;
  readonly after?: (before: RevenueContractRow) => RevenueContractRow;
  readonly check?: (contract: RevenueContractRow) => ProrationCheck;
}

/** Sends and looks up a change: one key, one effect, in the order of the contract's lock. */
export function changing(
  parts: CommandParts,
  key: string,
  plan: PlannedChange,
): ReturnType<WriteCommand<unknown, RevenueOutcome>['plan']> {
  const { contractId, operationId, amendment = operationId, window } = plan;
  return {
    send: async (): Reply<RevenueOutcome> => {
      const done = await allOrNothing(parts, async (em) => {
        const before = await lockContract(em, contractId);
        if (before === null) return unknownContract(contractId);
        const answered = await keptOutcome<RevenueOutcome>(em, key);
        if (answered !== null) return ok(answered);
        const contract = plan.after?.(before) ?? before;
        const tell = (known: Known) => waiting(contractId, known) ?? plan.tell({ ...known, contract });
        const prorationCheck = plan.check?.(contract) ?? null;
        return commitChange(parts, em, { contract, tell, key, operationId, amendment, window, prorationCheck });
      });
      if (done.ok) parts.bell.ring();
      return done;
    },
    lookUp: async (): Reply<RevenueOutcome | null> => ok(await keptOutcome(parts.dataSource.manager, key)),
  };
}

/** What the change would come to. Writes nothing. */
export async function previewing(
  parts: CommandParts,
  plan: PlannedChange,
): Promise<Result<RevenuePreview, ConnectorError>> {
  const em = parts.dataSource.manager;
  const { contractId, operationId, amendment = operationId, window } = plan;
  const [before] = await contractsBy(em, 'contract_id', [contractId]);
  if (before === undefined) return unknownContract(contractId);
  const contract = plan.after?.(before) ?? before;
  const held = (await factsOf(em, [contractId])).get(contractId) ?? [];
  const known = { held: standing(held), recordedAt: parts.clock.now().toISOString() };
  const missing = waiting(contractId, known);
  if (missing !== null) return missing;
  const taken = (await takenLinesOf(em, [contractId])).get(contractId) ?? [];
  const posted = (await postedRevenueOf(em, [contractId])).get(contractId) ?? [];
  const told = plan.tell({ ...known, contract });
  return ok(
    previewOf({
      change: { contract, held, told, taken, operationId, amendment, window },
      posted,
      prorationCheck: plan.check?.(contract) ?? null,
      today: parts.clock.today(),
    }),
  );
}

/** A contract whose approval was withdrawn is as good as one that was never taken up. */
function waiting(contractId: string, { held }: Known): Result<never, ConnectorError> | null {
  return held.some(({ kind }) => kind === 'CONTRACT_APPROVED') ? null : unknownContract(contractId);
}
