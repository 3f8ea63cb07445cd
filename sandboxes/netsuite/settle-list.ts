import { type Books, isPostingMonth } from './books.ts';
import { invalidContent, userError } from './problem.ts';
import { ITEM_TYPES } from './record-types.ts';
import { isTrue, type Scalar, type StoredRecord, textOf } from './records.ts';
import { type Candidate, refused, type Settled } from './settle-header.ts';

function settled({ sublists }: Candidate, fields: Readonly<Record<string, Scalar>>): Settled {
  return { ok: true, fields, sublists, gl: [] };
}

function isOther(candidate: Candidate, record: StoredRecord): boolean {
  return record.id !== candidate.id;
}

/** A customer needs a name and an entity id of its own; its currency is the subsidiary's unless it says so. */
export function settleCustomer(candidate: Candidate, books: Books): Settled {
  const { fields } = candidate;
  const nameField = isTrue(fields, 'isPerson') ? 'lastName' : 'companyName';
  if (textOf(fields, nameField) === null)
    return refused(userError(`Please enter value(s) for: ${nameField}.`, nameField));
  const entityId = textOf(fields, 'entityId') ?? books.records.nextNumber('CUST');
  const twin = books.records
    .all('customer')
    .find((other) => isOther(candidate, other) && textOf(other.fields, 'entityId') === entityId);
  if (twin !== undefined) {
    const detail = `A customer with the ID ${entityId} already exists. Each customer needs a unique ID.`;
    return refused({ detail, code: 'UNIQUE_CUST_ID_REQD', path: 'entityId' });
  }
  const currency = textOf(fields, 'currency') ?? books.baseCurrency(textOf(fields, 'subsidiary') ?? '');
  return settled(candidate, { isPerson: false, isInactive: false, ...fields, entityId, currency });
}

export function settleItem(candidate: Candidate, books: Books): Settled {
  const itemId = textOf(candidate.fields, 'itemId');
  const twin = ITEM_TYPES.flatMap((type) => books.records.all(type)).find(
    (other) => isOther(candidate, other) && textOf(other.fields, 'itemId') === itemId,
  );
  if (twin !== undefined) return refused(invalidContent('itemId', `An item with the name ${itemId} already exists.`));
  const prices = candidate.sublists['price'] ?? [];
  const unknown = prices.findIndex(
    (line) => books.records.get('currency', textOf(line, 'currencyPage') ?? '') === undefined,
  );
  if (unknown >= 0)
    return refused(invalidContent(`price.items[${unknown}].currencyPage`, 'There is no such currency.'));
  return settled(candidate, { isInactive: false, ...candidate.fields });
}

export function settleRelationship(candidate: Candidate): Settled {
  const { fields } = candidate;
  return settled(candidate, { ...fields, name: `${textOf(fields, 'entity')} : ${textOf(fields, 'subsidiary')}` });
}

/** Only months are closed and locked; quarters and years stand for their months. evidence: [?] */
export function settlePeriod(candidate: Candidate, books: Books): Settled {
  const { fields } = candidate;
  if (!isPostingMonth(fields)) return refused(userError('Only a posting month can be closed or locked.', 'closed'));
  if (!isTrue(fields, 'closed')) {
    const { closedOnDate: _reopened, ...open } = fields;
    return settled(candidate, open);
  }
  return settled(candidate, { closedOnDate: books.clock.now().toISOString(), ...fields });
}
