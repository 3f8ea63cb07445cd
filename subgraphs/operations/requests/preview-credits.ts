import { z } from 'zod';
import { type Credit, type CreditMemoFacts, creditMemoFacts } from '#schema/commands/billing.ts';
import type { ContractFacts } from '#schema/commands/crm.ts';
import { type JournalFacts, journalFacts } from '#schema/commands/erp.ts';
import type { Participants } from '../engine/ports.ts';
import type { Answer } from './accepted.ts';
import { moneyOf, previewAnswer, previewWindow } from './preview.ts';
import { read } from './systems.ts';

/** What is to be credited of a contract, and whether it ends with it. */
export interface CreditsPreview {
  readonly contract: Pick<ContractFacts, 'contractId' | 'legalEntity' | 'version'>;
  readonly effectiveOn: string;
  readonly credits: readonly Pick<Credit, 'invoiceId' | 'amount'>[];
  readonly businessDate: string;
  readonly ends: boolean;
}

/** What credits would do: billing's memos, the ledger's entries, the revenue engine's new schedule. */
export async function previewCredits(participants: Participants, asked: CreditsPreview): Promise<Answer> {
  const { contractId, legalEntity } = asked.contract;
  const memos = await previewMemos(participants, contractId, asked.credits);
  const window = await previewWindow(participants, legalEntity, asked.businessDate);
  const revenue = asked.ends
    ? await read(
        participants,
        'REVREC',
        'previewTermination',
        {
          contractId,
          operationId: 'preview',
          version: asked.contract.version + 1,
          effectiveOn: asked.effectiveOn,
          credits: memos,
          window,
        },
        z.unknown(),
      )
    : await read(
        participants,
        'REVREC',
        'previewCreditMemo',
        { contractId, operationId: 'preview', creditMemo: memos[0], window },
        z.unknown(),
      );
  return previewAnswer(participants, { legalEntity, contractId, invoice: null }, revenue, {
    lines: memos.flatMap(creditLines),
    journals: await ledgerOf(participants, memos),
  });
}

function previewMemos(
  participants: Participants,
  contractId: string | null,
  credits: readonly Pick<Credit, 'invoiceId' | 'amount'>[],
): Promise<readonly CreditMemoFacts[]> {
  if (credits.length === 0) return Promise.resolve([]);
  const payload = { contractId, credits, reason: 'PREVIEW' };
  return read(participants, 'BILLING', 'previewCreditMemos', payload, z.array(creditMemoFacts));
}

async function ledgerOf(
  participants: Participants,
  memos: readonly CreditMemoFacts[],
): Promise<readonly JournalFacts[]> {
  const entries: JournalFacts[] = [];
  for (const creditMemo of memos) {
    const { journals } = await read(
      participants,
      'ERP',
      'previewCreditMemo',
      { creditMemo },
      z.object({ journals: z.array(journalFacts) }),
    );
    entries.push(...journals);
  }
  return entries;
}

/** A credit shows as a line below zero: what the customer owes less. */
function creditLines(memo: CreditMemoFacts) {
  return memo.lines.map((line, index) => ({
    id: `${memo.creditMemoId}:${index + 1}`,
    description: line.description,
    product: null,
    quantity: null,
    amount: moneyOf({ ...line.amount, minor: String(-BigInt(line.amount.minor)) }),
    servicePeriodStartsOn: line.serviceStartsOn,
    servicePeriodEndsOn: line.serviceEndsOn,
    proration: true,
    taxCode: null,
  }));
}
