import type { SettableClock } from '#kit/runtime/clock.ts';
import { addDays, addMonths, civilDate, monthOf, parseCivilDate } from '#schema/canonical/calendar.ts';
import { instantOn } from '../demo-clock.ts';
import { putBillingCatalogue } from './billing-catalogue.ts';
import { ENTITIES, PRODUCTS } from './catalogue.ts';
import type { DemoCustomer, DemoDeal } from './customers.ts';
import type { GraphClient } from './graph-client.ts';
import { closeBooks, putItems } from './ledger.ts';
import { allEnded, booked, recognizeMonth, type WonDeal } from './operations.ts';
import { payInvoices } from './payments.ts';
import { closeDeal, putCatalogue, putCustomers, putOpenDeal, type SalesIds } from './sales.ts';
import type { VendorClients } from './vendor-clients.ts';

export interface Populate {
  readonly vendors: VendorClients;
  readonly graph: GraphClient;
  /** The product's own business clock; moved along with the vendors'. */
  readonly clock: SettableClock;
  readonly demoDate: string;
  readonly customers: readonly DemoCustomer[];
  readonly settle: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** A day of the demo world's past on which something was signed or a month ended. */
interface Day {
  readonly on: string;
  readonly deals: readonly { readonly customer: DemoCustomer; readonly deal: DemoDeal }[];
  readonly endsMonth: boolean;
}

/**
 * Lives the demo company's past: deals are won in the CRM on the day they begin, and booked without anybody's doing; months
 * are recognised when they end, invoices are paid, old books are closed. Every step may be repeated without effect, so
 * a run that was broken off is simply run again.
 */
export async function populate(world: Populate): Promise<void> {
  const { customers } = world;
  const days = calendarOf(customers, world.demoDate);
  const beginsOn = firstDayOf(customers, world.demoDate);
  await setClocks(world, beginsOn);
  world.log(`living ${beginsOn} to ${world.demoDate}: ${customers.length} customers`);
  const ids = await putCatalogue(world.vendors, PRODUCTS);
  await putItems(world.vendors, PRODUCTS);
  await putBillingCatalogue(world.vendors, PRODUCTS, ids);
  const accounts = await putCustomers(world.vendors, customers);
  for (const day of days) await live(world, day, { ...ids, accounts });
  await setClocks(world, world.demoDate);
  await payInvoices(world.vendors, customers, world.demoDate);
  await world.settle();
  await allEnded(world.graph);
  await closeBooks(world.vendors, world.demoDate);
  await world.settle();
}

async function live(world: Populate, day: Day, ids: SalesIds): Promise<void> {
  await setClocks(world, day.on);
  const won: WonDeal[] = [];
  for (const { customer, deal } of day.deals) won.push(await putOpenDeal(world.vendors, customer, deal, ids));
  // Seen open before they are won: whatever day it is for whoever listens, they are news then.
  await world.settle();
  for (const { deal } of day.deals) await closeDeal(world.vendors, deal);
  await world.settle();
  for (const deal of won) await booked(world.graph, deal);
  if (!day.endsMonth) return;
  await Promise.all(ENTITIES.map(({ code }) => recognizeMonth(world.graph, code, day.on)));
  world.log(`lived until ${day.on}`);
}

async function setClocks({ clock, vendors }: Populate, date: string): Promise<void> {
  clock.set(instantOn(date));
  await vendors.setClocks(instantOn(date));
}

/**
 * The day on which the past begins. A product that is to live it starts on that day: deals that were won before it began to
 * listen are history to it.
 */
export function firstDayOf(customers: readonly DemoCustomer[], demoDate: string): string {
  return calendarOf(customers, demoDate)[0]?.on ?? demoDate;
}

/** Every day on which a contract begins, and every month's last, up to the demo date. */
export function calendarOf(customers: readonly DemoCustomer[], demoDate: string): readonly Day[] {
  const deals = customers.flatMap((customer) => customer.deals.map((deal) => ({ customer, deal })));
  const first = deals.map(({ deal }) => deal.startsOn).sort()[0];
  const dates = new Set(deals.map(({ deal }) => deal.startsOn));
  const monthEnds = new Set<string>();
  const start = first === undefined ? null : parseCivilDate(first);
  if (start !== null) {
    for (let end = monthOf(start).to; end < civilDate(demoDate); end = monthOf(addMonths(addDays(end, 1), 0)).to) {
      monthEnds.add(end);
    }
  }
  return [...new Set([...dates, ...monthEnds])].sort().map((on) => ({
    on,
    deals: deals.filter(({ deal }) => deal.startsOn === on),
    endsMonth: monthEnds.has(on),
  }));
}
