import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { aCatalogue, aContract, at, control, type Running, running } from './stripe-harness.ts';

const SPECS = resolve('../shared/vendors/specs/stripe');
const DERIVED = `${SPECS}/openapi.2026-10-28.sdk-derived.json`;
const OFFICIAL = `${SPECS}/openapi.2023-08-16.official-trimmed.json`;

/** A schema of an OpenAPI 3.0 file as a JSON Schema validator: `nullable` becomes a union, open enums stay open. */
function validators(path: string): (name: string) => ValidateFunction {
  const document = jsonSchema(JSON.parse(readFileSync(path, 'utf8')));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(document as object, 'api');
  return (name) => ajv.compile({ $ref: `api#/components/schemas/${name}` });
}

function jsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  // The derived file states enums of answers as open ones: values may be added without a new version.
  if ('x-open-enum' in rest) delete rest['enum'];
  const mapped = Object.fromEntries(Object.entries(rest).map(([name, entry]) => [name, jsonSchema(entry)]));
  return nullable === true ? { anyOf: [{ type: 'null' }, mapped] } : mapped;
}

const present = existsSync(DERIVED) && existsSync(OFFICIAL);

if (!present) {
  describe('the Stripe sandbox against the published shapes', () => {
    it('is not checked here: the specs are not beside the project', () => {
      expect(present).toBe(false);
    });
  });
} else {
  describe('the Stripe sandbox against the published shapes', () => {
    const derived = validators(DERIVED);
    const official = validators(OFFICIAL);
    let run: Running;
    const answers = new Map<string, unknown>();

    beforeAll(async () => {
      run = await running({ now: '2026-08-16' });
      const { stripe } = run;
      const catalogue = await aCatalogue(stripe);
      const contract = await aContract(stripe, catalogue);
      const item = contract.items.data[0]?.id ?? '';
      const change = { items: [{ id: item, quantity: 800 }], proration_date: at('2026-08-16') };
      await stripe.subscriptions.update(contract.id, change);
      const first = String(contract.latest_invoice);
      await stripe.invoices.pay(first);
      const parts = { amount: 200, credit_amount: 100, refund_amount: 100 };
      const note = await stripe.creditNotes.create({ invoice: first, ...parts });
      const [payment] = (await stripe.invoicePayments.list({ invoice: first })).data;
      await stripe.customers.update(catalogue.customer, { address: { city: 'Delft' } });

      const draft = await stripe.invoices.create({
        customer: catalogue.customer,
        collection_method: 'send_invoice',
        days_until_due: 1,
      });
      const renewed = draft.id;
      await stripe.invoiceItems.create({
        customer: catalogue.customer,
        invoice: renewed,
        amount: 900,
        currency: 'usd',
      });
      await stripe.invoices.finalizeInvoice(renewed);
      const reported = await stripe.paymentRecords.reportPayment({
        amount_requested: { value: 300, currency: 'usd' },
        initiated_at: at('2026-08-16'),
        outcome: 'guaranteed',
        payment_method_details: { type: 'custom' },
        processor_details: { type: 'custom', custom: { payment_reference: 'BANK-1' } },
      });
      await stripe.invoices.attachPayment(renewed, { payment_record: reported.id });
      const [charge] = (await stripe.charges.list()).data;
      await control(run.sandbox, 'disputes', { charge: charge?.id, amount: 100, reason: 'fraudulent' });

      const schedule = await stripe.subscriptionSchedules.create({ from_subscription: contract.id });
      const meter = await stripe.billing.meters.create({
        display_name: 'Calls',
        event_name: 'call',
        default_aggregation: { formula: 'sum' },
      });
      const payload = { stripe_customer_id: catalogue.customer, value: '3' };
      const metered = await stripe.billing.meterEvents.create({ event_name: 'call', payload });

      // Read past the client, which turns decimals into objects of its own.
      const read = async (path: string) => {
        const response = await fetch(`${run.sandbox.url}/v1/${path}`, { headers: { authorization: 'Bearer k' } });
        return (await response.json()) as { readonly data?: unknown[]; readonly lines?: { readonly data: unknown[] } };
      };
      const preview = await fetch(`${run.sandbox.url}/v1/invoices/create_preview`, {
        method: 'POST',
        headers: { authorization: 'Bearer k' },
        body: new URLSearchParams({ subscription: contract.id }),
      });
      answers.set('Invoice preview', await preview.json());
      answers.set('Customer', await read(`customers/${catalogue.customer}`));
      answers.set('Product', (await read('products?limit=1')).data?.[0]);
      answers.set('Price', await read(`prices/${catalogue.seats}`));
      answers.set('Subscription', await read(`subscriptions/${contract.id}`));
      answers.set('SubscriptionItem', await read(`subscription_items/${item}`));
      answers.set('Invoice', await read(`invoices/${first}`));
      answers.set('InvoiceLineItem', (await read(`invoices/${first}/lines`)).data?.[0]);
      answers.set('InvoiceItem', (await read('invoiceitems?limit=1')).data?.[0]);
      answers.set('CreditNote', await read(`credit_notes/${note.id}`));
      answers.set('CreditNoteLineItem', (await read(`credit_notes/${note.id}/lines`)).data?.[0]);
      answers.set('InvoicePayment', await read(`invoice_payments/${payment?.id}`));
      answers.set('PaymentIntent', await read(`payment_intents/${String(payment?.payment.payment_intent)}`));
      answers.set('Charge', (await read('charges')).data?.[0]);
      answers.set('Refund', (await read('refunds')).data?.[0]);
      answers.set('PaymentRecord', await read(`payment_records/${reported.id}`));
      answers.set('InvoicePayment of a record', (await read(`invoice_payments?invoice=${renewed}`)).data?.[0]);
      answers.set('Dispute', (await read('disputes')).data?.[0]);
      answers.set(
        'CustomerBalanceTransaction',
        (await read(`customers/${catalogue.customer}/balance_transactions`)).data?.[0],
      );
      answers.set('SubscriptionSchedule', await read(`subscription_schedules/${schedule.id}`));
      answers.set('Meter', await read(`billing/meters/${meter.id}`));
      answers.set('MeterEvent', { ...metered, lastResponse: undefined });
      answers.set('error', await read('customers/cus_none'));
      answers.set('event', (await read('events?type=customer.updated')).data?.[0]);
    });
    afterAll(() => run.close());

    it.each([
      'Customer',
      'Product',
      'Price',
      'Subscription',
      'SubscriptionItem',
      'Invoice',
      'Invoice preview',
      'InvoiceLineItem',
      'InvoiceItem',
      'CreditNote',
      'CreditNoteLineItem',
      'InvoicePayment',
      'PaymentIntent',
      'Charge',
      'Refund',
      'PaymentRecord',
      'InvoicePayment of a record',
      'Dispute',
      'CustomerBalanceTransaction',
      'SubscriptionSchedule',
      'Meter',
      'MeterEvent',
      'error',
    ])('answers a %s of the shape derived from the 2026-10-28 client', (name) => {
      const valid = derived(name.replace(/ .*/, ''));
      valid(answers.get(name));
      expect(valid.errors ?? []).toEqual([]);
    });

    it('lists an event of the official 2023-08-16 shape', () => {
      const valid = official('event');
      valid(answers.get('event'));
      expect(valid.errors ?? []).toEqual([]);
    });

    it('would see a required field missing', () => {
      const valid = derived('Invoice');
      const { total: _, ...rest } = answers.get('Invoice') as Record<string, unknown>;
      expect(valid(rest)).toBe(false);
    });
  });
}
