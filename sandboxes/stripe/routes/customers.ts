import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { moveBalance } from '../billing/balance.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { Address, Customer } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import { address, currency, integer, LIST_PARAMETERS, metadata, parameters, range, text } from '../wire/parameters.ts';
import { noSuch, Refusal, refuse } from '../wire/refusal.ts';

const FIELDS = parameters({
  name: text.optional(),
  email: text.optional(),
  phone: text.optional(),
  description: text.optional(),
  address: address.optional(),
  metadata: metadata.optional(),
  balance: integer.optional(),
  invoice_settings: z.strictObject({ default_payment_method: text.optional() }).optional(),
});

type Fields = z.output<typeof FIELDS>;

const ADDRESS: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

export function customerRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/customers',
      takes: FIELDS,
      answer: (fields, call) => {
        const id = account.newId('cus');
        const sequence = account.records('customer').size + 1;
        const blank: Customer = {
          id,
          object: 'customer',
          created: call.at,
          name: null,
          email: null,
          phone: null,
          description: null,
          address: null,
          metadata: {},
          balance: 0,
          currency: null,
          invoice_prefix: account.token('invoice_prefix', sequence, 8).toUpperCase(),
          next_invoice_sequence: 1,
          default_payment_method: null,
        };
        const next = { ...withFields(blank, fields), balance: fields.balance ?? 0 };
        return wireOf(account, 'customer', record(account, call, { kind: 'customer', type: 'customer.created', next }));
      },
    }),
    endpoint(account, {
      at: 'POST /v1/customers/:id',
      takes: FIELDS,
      answer: (fields, call, { id = '' }) => {
        const customer = living(account, id, 'id');
        if (customer instanceof Refusal) return customer;
        return wireOf(account, 'customer', update(account, call, { customer, fields }));
      },
    }),
    endpoint(account, {
      at: 'DELETE /v1/customers/:id',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => {
        const customer = living(account, id, 'id');
        if (customer instanceof Refusal) return customer;
        const next: Customer = { ...customer, deleted: true };
        return wireOf(account, 'customer', record(account, call, { kind: 'customer', type: 'customer.deleted', next }));
      },
    }),
    ...readRoutes(account),
  ];
}

function readRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/customers',
      takes: parameters({ ...LIST_PARAMETERS, created: range.optional(), email: text.optional() }),
      answer: ({ created, email, ...paging }) =>
        pageOf(account, 'customer', {
          url: '/v1/customers',
          paging,
          where: (customer) =>
            customer.deleted !== true && is(email, customer.email) && within(customer.created, created),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/customers/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const customer = account.find('customer', id);
        return customer instanceof Refusal ? customer : wireOf(account, 'customer', customer);
      },
    }),
    endpoint(account, {
      at: 'POST /v1/customers/:id/balance_transactions',
      takes: NEW_BALANCE_MOVE,
      answer: (fields, call, { id = '' }) => moveByHand(account, call, { id, fields }),
    }),
    endpoint(account, {
      at: 'GET /v1/customers/:id/balance_transactions/:entry',
      takes: parameters({}),
      answer: (_, __, { entry = '' }) => {
        const found = account.find('customer_balance_transaction', entry);
        return found instanceof Refusal ? found : wireOf(account, 'customer_balance_transaction', found);
      },
    }),
    endpoint(account, {
      at: 'GET /v1/customers/:id/balance_transactions',
      takes: parameters({ ...LIST_PARAMETERS }),
      answer: (paging, _, { id = '' }) => {
        const customer = account.find('customer', id);
        if (customer instanceof Refusal) return customer;
        const url = `/v1/customers/${id}/balance_transactions`;
        return pageOf(account, 'customer_balance_transaction', {
          url,
          paging,
          where: (entry) => entry.customer === id,
        });
      },
    }),
  ];
}

const NEW_BALANCE_MOVE = parameters({
  amount: integer,
  currency,
  description: text.optional(),
  metadata: metadata.optional(),
});

/** Gives credit to a customer (below zero) or takes it away. */
function moveByHand(
  account: Account,
  call: Call,
  { id, fields }: { id: string; fields: z.output<typeof NEW_BALANCE_MOVE> },
): Answer {
  const customer = living(account, id, 'id');
  if (customer instanceof Refusal) return customer;
  const { amount, currency: money, description = null } = fields;
  if (customer.currency !== null && customer.currency !== money) {
    return refuse(`The customer is billed in ${customer.currency}.`, 'currency');
  }
  if (customer.currency === null) account.save('customer', { ...customer, currency: money });
  const made = { metadata: mergedMetadata({}, fields.metadata), description };
  const entry = moveBalance(account, call, { customer: id, amount, type: 'adjustment', ...made });
  return wireOf(account, 'customer_balance_transaction', entry);
}

/** A customer that has not been deleted. */
export function living(account: Account, id: string, param: string): Customer | Refusal {
  const customer = account.find('customer', id, param);
  if (customer instanceof Refusal) return customer;
  return customer.deleted === true ? noSuch('customer', id, param) : customer;
}

function update(account: Account, call: Call, { customer, fields }: { customer: Customer; fields: Fields }): Customer {
  const next = withFields(customer, fields);
  const updated = record(account, call, { kind: 'customer', type: 'customer.updated', next });
  const moved = (fields.balance ?? updated.balance) - updated.balance;
  if (moved === 0) return updated;
  moveBalance(account, call, { customer: customer.id, amount: moved, type: 'adjustment' });
  return account.get('customer', customer.id);
}

function withFields(customer: Customer, fields: Fields): Customer {
  const emptied = (given: string | undefined, before: string | null) => (given === undefined ? before : given || null);
  return {
    ...customer,
    name: emptied(fields.name, customer.name),
    email: emptied(fields.email, customer.email),
    phone: emptied(fields.phone, customer.phone),
    description: emptied(fields.description, customer.description),
    address: fields.address === undefined ? customer.address : addressOf(fields.address),
    metadata: mergedMetadata(customer.metadata, fields.metadata),
    default_payment_method: emptied(fields.invoice_settings?.default_payment_method, customer.default_payment_method),
  };
}

function addressOf(given: NonNullable<Fields['address']>): Address | null {
  if (given === '') return null;
  const { city = null, country = null, line1 = null, line2 = null, postal_code = null, state = null } = given;
  return { ...ADDRESS, city, country, line1, line2, postal_code, state };
}
