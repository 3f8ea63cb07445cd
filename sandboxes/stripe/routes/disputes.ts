import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account } from '../account.ts';
import { decideDispute, submitEvidence } from '../billing/dispute.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { endpoint } from '../door.ts';
import { record } from '../events.ts';
import { EVIDENCE } from '../objects/inert.ts';
import type { Dispute } from '../objects/money-records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import { flag, LIST_PARAMETERS, metadata, parameters, range, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { one } from './payments.ts';

const UPDATE = parameters({
  evidence: z.partialRecord(z.enum(Object.keys(EVIDENCE)), text).optional(),
  metadata: metadata.optional(),
  submit: flag.optional(),
});

/** What the account's owner can do about a dispute; the banks' side is under `/__sandbox/disputes`. */
export function disputeRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/disputes',
      takes: parameters({
        ...LIST_PARAMETERS,
        charge: text.optional(),
        payment_intent: text.optional(),
        created: range.optional(),
      }),
      answer: ({ charge, payment_intent: intent, created, ...paging }) =>
        pageOf(account, 'dispute', {
          url: '/v1/disputes',
          paging,
          where: (dispute) =>
            is(charge, dispute.charge) && is(intent, dispute.payment_intent) && within(dispute.created, created),
        }),
    }),
    one(account, 'dispute', '/v1/disputes/:id'),
    endpoint(account, {
      at: 'POST /v1/disputes/:id',
      takes: UPDATE,
      answer: ({ evidence = {}, metadata: entries, submit }, call, { id = '' }) => {
        const dispute = undecided(account, id);
        if (dispute instanceof Refusal) return dispute;
        const next: Dispute = {
          ...dispute,
          evidence: { ...dispute.evidence, ...evidence },
          metadata: mergedMetadata(dispute.metadata, entries),
        };
        // evidence: docs: evidence that is given is submitted unless it is only staged
        const submits = submit ?? Object.keys(evidence).length > 0;
        const changed = submits
          ? submitEvidence(account, call, next)
          : record(account, call, { kind: 'dispute', type: 'charge.dispute.updated', next });
        return wireOf(account, 'dispute', changed);
      },
    }),
    endpoint(account, {
      at: 'POST /v1/disputes/:id/close',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => {
        const dispute = undecided(account, id);
        if (dispute instanceof Refusal) return dispute;
        return wireOf(account, 'dispute', decideDispute(account, call, { dispute, outcome: 'lost' }));
      },
    }),
  ];
}

function undecided(account: Account, id: string): Dispute | Refusal {
  const dispute = account.find('dispute', id);
  if (dispute instanceof Refusal) return dispute;
  const decided = dispute.status === 'won' || dispute.status === 'lost';
  return decided ? refuse(`The dispute is ${dispute.status} already.`) : dispute;
}
