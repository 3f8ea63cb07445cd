import type { Principal } from '#kit/identity/principal.ts';
import { type ContractChange, planAmendment } from '#schema/canonical/amendment.ts';
import { presentLines } from '#schema/canonical/contract.ts';
import type { ContractFacts, ProductFacts, SoldLine } from '#schema/commands/crm.ts';
import type { AmendContractInput, ContractChangeInput } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import { type AmendContractInput as SagaInput, amendContract as saga } from '../sagas/amend-contract.ts';
import { seatsOf } from '../sagas/contract-documents.ts';
import type { Answer } from './accepted.ts';
import { billedLines, type PlannedAmendment, productsOf } from './planned-amendment.ts';
import {
  accept,
  answerOfKey,
  type LineState,
  lineOfBooking,
  lineOfContract,
  runningOperation,
} from './postgres-accept.ts';
import { previewAmendment } from './preview-amendment.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';
import { readContract, readProducts } from './systems.ts';

const CHANGES_MAX = 20;
const REASON_LENGTH_MAX = 1000;

/** Checks, then starts durably and answers at once; with `dryRun` it shows what would happen and starts nothing. */
export async function amendContract(
  parts: RequestParts,
  principal: Principal,
  input: AmendContractInput,
): Promise<Answer> {
  const key = requestKey(principal, 'AMEND_CONTRACT', input);
  const unreadable = refuseInput(input);
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = input.dryRun === true ? null : await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;
  const read = readChanges(input);
  if ('refusals' in read) return { kind: 'REFUSED', refusals: read.refusals };

  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const { contract, line, state, running } = await contractInLine(parts, participants, input.contractId);
  if (contract === null || !principal.entities.includes(contract.legalEntity)) {
    return {
      kind: 'REFUSED',
      refusals: refuse('NOT_FOUND', ['contractId'], `There is no contract ${input.contractId}.`),
    };
  }
  const stale = refuseVersion(running, contract.version, input);
  if (stale.length > 0) return { kind: 'REFUSED', refusals: stale };
  const late = refuseDate(contract, input.effectiveOn, parts.clock.today());
  const codes = [...new Set([...contract.lines, ...read.changes].map(({ productCode }) => productCode))];
  const found = await readProducts(participants, codes, contract.currency);
  const planned = plan(
    contract,
    read.changes,
    input.effectiveOn,
    found.filter((product) => product !== null),
  );
  if ('refusals' in planned) return { kind: 'REFUSED', refusals: [...late, ...planned.refusals] };
  if (late.length > 0) return { kind: 'REFUSED', refusals: late };
  if (input.dryRun === true) return previewAmendment(participants, planned, input, parts.clock.today());

  const operationId = parts.ids.next('op');
  return accept(
    parts,
    {
      ...key,
      operationId,
      input,
      correlationId: principal.correlationId,
      customerId: contract.customer.customerId,
      contractId: contract.contractId,
      legalEntity: contract.legalEntity,
      line,
      steps: saga.steps.map(({ name, system }) => ({ name, system })),
      workflow: saga.name,
      sagaInput: (sequence) => sagaInputOf(planned, input, principal, operationId, sequence, parts.clock.today()),
    },
    async (em, current) => {
      // Somebody was faster between our look and the lock: what we planned on is no longer what holds.
      if (isSame(current, state)) return { acceptedVersion: planned.next.version, content: planned.next };
      return refuseMoved(await runningOperation(em, line), current?.acceptedVersion ?? null);
    },
  );
}

/** The contract as the last accepted change leaves it, and where a further one has to wait. */
async function contractInLine({ dataSource: { manager } }: RequestParts, participants: Participants, id: string) {
  const { line, state } = await lineOfContract(manager, id);
  const running = line === null ? null : await runningOperation(manager, line);
  // While nothing runs the CRM's own word counts: sales may have changed the contract there.
  const promised = running === null ? null : ((state?.content ?? null) as ContractFacts | null);
  const contract = promised ?? (await readContract(participants, id));
  if (line !== null) return { contract, line, state, running };
  // The CRM shows a contract before its booking has noted which one it made: the change waits for the booking's end.
  const booking = await lineOfBooking(manager, contract?.opportunityId ?? null);
  const bookedBy = booking === null ? null : await runningOperation(manager, booking);
  return { contract, line: booking ?? id, state, running: bookedBy };
}

function isSame(current: LineState | null, seen: LineState | null): boolean {
  const version = (state: LineState | null) => (state?.content as ContractFacts | null | undefined)?.version ?? null;
  return version(current) === version(seen) && (current?.acceptedVersion ?? null) === (seen?.acceptedVersion ?? null);
}

function refuseVersion(
  running: string | null,
  version: number,
  input: Pick<AmendContractInput, 'expectedVersion'>,
): readonly Refusal[] {
  if (input.expectedVersion === version) return [];
  const why =
    running === null
      ? `The contract is at version ${version}. Read it again and repeat the change.`
      : `Operation ${running} is changing the contract to version ${version}. Expect that version, or wait for its end.`;
  return refuse('STALE_VERSION', ['expectedVersion'], why);
}

function refuseMoved(running: string | null, version: number | null): readonly Refusal[] {
  const to = version === null ? '' : ` to version ${version}`;
  const why =
    running === null
      ? `The contract has just changed${to}. Read it again and repeat the change.`
      : `Operation ${running} is changing the contract${to}. Expect that version, or wait for its end.`;
  return refuse('STALE_VERSION', ['expectedVersion'], why);
}

/** A day after the term is refused as such, not as one that is still to come. */
function refuseDate({ endsOn }: ContractFacts, effectiveOn: string, today: string): readonly Refusal[] {
  if (effectiveOn <= today || effectiveOn > endsOn) return [];
  const message = `Changes ahead of time are not supported yet: send it on ${effectiveOn}; today is ${today}.`;
  return refuse('UNSUPPORTED_BY_VENDOR', ['effectiveOn'], message);
}

function plan(
  contract: ContractFacts,
  changes: readonly ContractChange[],
  effectiveOn: string,
  products: readonly ProductFacts[],
): PlannedAmendment | { readonly refusals: readonly Refusal[] } {
  const catalogue = new Map(products.map((product) => [product.code, product]));
  const planned = planAmendment(contract, changes, effectiveOn, catalogue);
  if ('refusals' in planned) {
    return {
      refusals: planned.refusals.map(({ code, change, field, message }) => ({
        code,
        field: change === null ? field : ['changes', String(change), ...field],
        message,
      })),
    };
  }
  const lines = presentLines([...contract.lines, ...planned.plan.deltas]).map((line) =>
    soldLine(line, contract, catalogue),
  );
  return { contract, plan: planned.plan, products, next: { ...contract, version: contract.version + 1, lines } };
}

function soldLine(
  line: Pick<SoldLine, 'productCode' | 'quantity' | 'unitPrice' | 'startsOn' | 'endsOn'>,
  contract: ContractFacts,
  catalogue: ReadonlyMap<string, ProductFacts>,
): SoldLine {
  const known = contract.lines.find(({ productCode }) => productCode === line.productCode);
  const product = catalogue.get(line.productCode);
  return {
    productId: known?.productId ?? product?.productId ?? '',
    productName: known?.productName ?? product?.name ?? line.productCode,
    listPrice: product?.listPrice ?? known?.listPrice ?? null,
    productCode: line.productCode,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    startsOn: line.startsOn,
    endsOn: line.endsOn,
  };
}

function sagaInputOf(
  { contract, plan: { deltas, kind }, products, next }: PlannedAmendment,
  input: AmendContractInput,
  principal: Principal,
  operationId: string,
  sequence: number,
  businessDate: string,
): SagaInput {
  return {
    operationId,
    sequence,
    contractId: contract.contractId,
    expectedVersion: input.expectedVersion,
    effectiveOn: input.effectiveOn,
    currency: contract.currency,
    legalEntity: contract.legalEntity,
    opportunityId: contract.opportunityId,
    kind,
    reason: input.reason ?? null,
    requestedBy: principal.subject,
    businessDate,
    deltas,
    nextLines: billedLines(next),
    products: productsOf(products),
    seats: seatsOf(next.lines),
  };
}

/** The client's changes in our words, or what is wrong with their shape. */
function readChanges(
  input: AmendContractInput,
): { readonly changes: readonly ContractChange[] } | { readonly refusals: readonly Refusal[] } {
  const refusals: Refusal[] = [];
  if ((input.reason ?? '').length > REASON_LENGTH_MAX) {
    refusals.push(...refuse('INVALID_INPUT', ['reason'], `reason has at most ${REASON_LENGTH_MAX} characters.`));
  }
  if (input.changes.length < 1 || input.changes.length > CHANGES_MAX) {
    refusals.push(...refuse('INVALID_INPUT', ['changes'], `Give 1 to ${CHANGES_MAX} changes.`));
  }
  const changes: ContractChange[] = [];
  for (const [index, change] of input.changes.entries()) {
    const read = readChange(change);
    if ('code' in read) refusals.push({ ...read, field: ['changes', String(index), ...read.field] });
    else changes.push(read);
  }
  return refusals.length > 0 ? { refusals } : { changes };
}

function readChange(change: ContractChangeInput): ContractChange | Refusal {
  const given = Object.entries(change).filter(([, value]) => value !== null && value !== undefined);
  if (given.length !== 1) return { code: 'INVALID_INPUT', field: [], message: 'Give exactly one member of a change.' };
  const { setQuantity, addProduct, removeProduct, setPrice } = change;
  if (setQuantity) return { kind: 'SET_QUANTITY', ...setQuantity };
  if (addProduct) return { kind: 'ADD_PRODUCT', ...addProduct, unitPrice: addProduct.unitPrice ?? null };
  if (removeProduct) return { kind: 'REMOVE_PRODUCT', ...removeProduct };
  if (setPrice) return { kind: 'SET_PRICE', ...setPrice };
  const member = given[0]?.[0] ?? '';
  return {
    code: 'UNSUPPORTED_BY_VENDOR',
    field: [member],
    message: `${member} is not supported yet; nothing was changed.`,
  };
}
