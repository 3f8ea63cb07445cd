import Stripe from 'stripe';
import type { Sandbox } from '#sandboxes/kit/server.ts';
import { type StripeSandboxOptions, startStripeSandbox } from '#sandboxes/stripe/server.ts';

export function at(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

export interface Running {
  readonly sandbox: Sandbox;
  readonly stripe: Stripe;
  close(): Promise<void>;
}

/** A sandbox whose clock stands at `now` (it runs on from there), and the vendor's own client on it. */
export async function running(options: StripeSandboxOptions & { now?: string } = {}): Promise<Running> {
  const sandbox = await startStripeSandbox(options);
  await moveClock(sandbox, options.now ?? '2026-01-01');
  return { sandbox, stripe: clientOf(sandbox), close: () => sandbox.close() };
}

export function clientOf(sandbox: Sandbox): Stripe {
  const { hostname, port } = new URL(sandbox.url);
  return new Stripe('sk_test_contract', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
}

export async function moveClock(sandbox: Sandbox, day: string): Promise<void> {
  const instant = day.includes('T') ? day : `${day}T00:00:00Z`;
  await control(sandbox, 'clock', { now: instant });
}

export async function control(sandbox: Sandbox, path: string, body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/__sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
}

export interface Catalogue {
  readonly customer: string;
  /** 1,200.00 a seat and year. */
  readonly seats: string;
  /** 90,000.00 a year. */
  readonly module: string;
}

export async function aCatalogue(stripe: Stripe): Promise<Catalogue> {
  const { id: customer } = await stripe.customers.create({ name: 'Northwind Traders' });
  const price = async (name: string, unit_amount: number) => {
    const product = await stripe.products.create({ name });
    const made = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount,
      recurring: { interval: 'year' },
    });
    return made.id;
  };
  return { customer, seats: await price('Platform seat', 120_000), module: await price('Analytics', 9_000_000) };
}

/** 500 seats for 2026, billed by invoice. */
export async function aContract(stripe: Stripe, { customer, seats }: Catalogue): Promise<Stripe.Subscription> {
  return stripe.subscriptions.create({
    customer,
    items: [{ price: seats, quantity: 500 }],
    collection_method: 'send_invoice',
    days_until_due: 30,
    backdate_start_date: at('2026-01-01'),
    billing_cycle_anchor: at('2027-01-01'),
    metadata: { contract: 'C-1' },
  });
}

/** The kind of error a call was refused with, in the vendor's words. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ type: string; code?: string; param?: string; status?: number }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) {
      const { type, code, param, statusCode: status } = error;
      return {
        type,
        ...(code === undefined ? {} : { code }),
        ...(param === undefined ? {} : { param }),
        ...(status === undefined ? {} : { status }),
      };
    }
    throw error;
  }
  throw new Error('the call was not refused');
}
