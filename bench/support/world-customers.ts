import type { DemoCustomer, DemoDeal } from '#local/demo-world/customers.ts';
import { addDays, addMonths, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';

/** The business date of every benchmark: no month ends between the deals and it, so seeding is bookings only. */
export const BENCH_DATE = '2026-08-16';
const FIRST_SIGNED_ON = civilDate('2026-08-01');
/** Deals of one day are booked at once: as many customers a day as the product takes comfortably, within half a month. */
const CUSTOMERS_A_DAY = 10;
const DAYS = 15;
const MONTHS = 12;

/** Customers that differ in name only, each with the same number of deals of two lines, a customer's all signed on one day. */
export function benchCustomers(count: number, dealsEach: number): readonly DemoCustomer[] {
  return Array.from({ length: count }, (_, index) => {
    const key = `bench-${index + 1}`;
    const startsOn = addDays(FIRST_SIGNED_ON, Math.floor(index / CUSTOMERS_A_DAY) % DAYS);
    return {
      key,
      name: customerName(index + 1),
      entity: 'US',
      currency: 'USD',
      country: 'US',
      owner: 'Dana Whitfield',
      deals: Array.from({ length: dealsEach }, (_each, deal) => dealOf(`${key}-${deal + 1}`, startsOn, deal)),
    };
  });
}

/** Wide enough that no name is a part of another. */
export function customerName(number: number): string {
  return `Bench Customer ${String(number).padStart(4, '0')}`;
}

function dealOf(key: string, startsOn: CivilDate, index: number): DemoDeal {
  return {
    key,
    startsOn,
    endsOn: addDays(addMonths(startsOn, MONTHS), -1),
    lines: [
      { product: 'PLATFORM-SEAT', quantity: String(100 + index) },
      { product: 'AUDIT-TRAIL', quantity: String(100 + index) },
    ],
    paidAfterDays: null,
  };
}
