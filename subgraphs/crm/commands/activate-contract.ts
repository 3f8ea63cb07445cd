import { noteBooking } from '#crm/intake/booking-log.ts';
import type { CrmConnector, CrmDeal, NewContract } from '#crm/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { type ContractOutcome, activateContract as payload } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { contractFactsOf } from './contract-facts.ts';
import {
  type CommandParts,
  causeOf,
  effectOf,
  oneAtATime,
  type Place,
  placeToWrite,
  rejected,
  renew,
} from './parts.ts';

/** `activateContract`: makes the contract and its first version of a won deal, all or none. */
export const activateContract = (parts: CommandParts) =>
  writeCommand(payload, ({ opportunityId, requestedBy }, key) => ({
    send: async (): Reply<ContractOutcome> => {
      const place = await placeToWrite(parts, 'opportunity', opportunityId);
      if (!place.ok) return place;
      return oneAtATime(parts, place.value, () => activate(parts, place.value, requestedBy, key));
    },
    lookUp: async (): Reply<ContractOutcome | null> => {
      const place = await placeToWrite(parts, 'opportunity', opportunityId);
      if (!place.ok) return place;
      const found = await place.value.connector.contractByKey(key);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      return settle(parts, place.value, found.value, key);
    },
  }));

async function activate(parts: CommandParts, place: Place, requestedBy: string, key: string): Reply<ContractOutcome> {
  const deal = await place.connector.deal(place.externalId);
  if (!deal.ok) return deal;
  if (deal.value === null) return fail({ kind: 'NotFound', externalId: place.externalId });
  const contract = contractOf(deal.value, requestedBy);
  if (!contract.ok) return contract;
  const { endsOn, billingFrequency, lines } = contract.value;
  const { connection } = place.connector;
  const booking = { status: 'ACTIVE', endsOn, billingFrequency, lines } as const;
  await noteBooking(parts.dataSource.manager, { connection, key }, booking);
  const made = await place.connector.activateContract(contract.value, key);
  return made.ok ? settle(parts, place, made.value, key) : made;
}

/** The contract that a deal asks for, or why it cannot become one. */
function contractOf(
  { opportunity, account, facts: { startsOn, endsOn }, lines }: CrmDeal,
  requestedBy: string,
): Result<NewContract, ConnectorError> {
  const legalEntity = opportunity.legalEntity ?? account.legalEntity;
  if (!opportunity.won) return rejected('NOT_WON', 'stage', `The deal is at ${opportunity.stage}`);
  if (opportunity.contractExternalId !== null) {
    return rejected('CONTRACT_EXISTS', 'contract', `Contract ${opportunity.contractExternalId} came of this deal`);
  }
  if (startsOn === null || endsOn === null) return rejected('TERM_MISSING', 'term', 'The deal names no term');
  if (legalEntity === null) return rejected('LEGAL_ENTITY_MISSING', 'legalEntity', 'The deal names no legal entity');
  if (lines.length === 0) return rejected('LINES_MISSING', 'lines', 'The deal has no products');
  if (opportunity.kind !== 'NEW') {
    return rejected('NOT_A_NEW_DEAL', 'kind', `The deal is about contract ${opportunity.changesContractExternalId}`);
  }
  return ok({
    opportunityExternalId: opportunity.externalId,
    accountExternalId: account.externalId,
    legalEntity,
    currency: opportunity.currency,
    startsOn,
    endsOn,
    billingFrequency: opportunity.billingFrequency,
    requestedBy,
    lines,
  });
}

/** Brings mirror and event log up to what was written. A failure leaves the outcome to the next look-up. */
async function settle(
  parts: CommandParts,
  { connector, externalId: opportunityExternalId }: Place,
  externalId: string,
  key: string,
): Reply<ContractOutcome> {
  const contract = await renew(parts, connector, () => connector.contract(externalId), causeOf(key));
  const deal = await renew(parts, connector, () => connector.opportunity(opportunityExternalId), causeOf(key));
  if (!contract.ok || !deal.ok) return fail({ kind: 'OutcomeUnknown', key });
  return contractOutcome(parts, connector, externalId, effectOf({ connector, externalId }, 'contract'));
}

/** The contract as it stands now, with the record that the command wrote. */
export async function contractOutcome(
  parts: CommandParts,
  { connection }: CrmConnector,
  externalId: string,
  effect: ContractOutcome['effect'],
): Reply<ContractOutcome> {
  const facts = await contractFactsOf(parts, mintedId({ kind: 'contract', connection, externalId }));
  if (!facts.ok) return facts;
  return facts.value === null ? fail({ kind: 'NotFound', externalId }) : ok({ contract: facts.value, effect });
}
