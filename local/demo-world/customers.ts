import { seededRandom } from '#kit/runtime/random.ts';
import { addDays, addMonths, civilDate } from '#schema/canonical/calendar.ts';
import type { DemoCurrency } from './catalogue.ts';

export interface DemoDeal {
  /** Stable, so that seeding twice makes one of it. */
  readonly key: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly lines: readonly DemoLine[];
  /** Days after the invoice on which it was paid; null = still open. */
  readonly paidAfterDays: number | null;
  /** The day on which it was signed; that on which it begins when left out. */
  readonly closedOn?: string;
  /** The CRM's word for a deal that changes or renews a contract, such as `Renewal`. */
  readonly type?: string;
  /** The CRM's id of the contract that it changes or renews, and the version that the quote was made on. */
  readonly contract?: { readonly externalId: string; readonly quotedVersion: number };
  /** Of `BillingFrequency`. */
  readonly frequency?: string;
}

export interface DemoLine {
  readonly product: string;
  readonly quantity: string;
  /** For a unit and year; the list price when left out. */
  readonly unitPrice?: string;
  /** A step of a ramp has days of its own. */
  readonly startsOn?: string;
  readonly endsOn?: string;
}

export interface DemoCustomer {
  readonly key: string;
  readonly name: string;
  readonly entity: 'US' | 'DE';
  readonly currency: DemoCurrency;
  readonly country: string;
  readonly owner: string;
  readonly deals: readonly DemoDeal[];
}

const NAMES: readonly (readonly [string, 'US' | 'DE'])[] = [
  ['Alder & Finch Logistics', 'US'],
  ['Baltic Turbine Works', 'DE'],
  ['Blue Mesa Insurance', 'US'],
  ['Brandt Feinmechanik', 'DE'],
  ['Cascade Public Utilities', 'US'],
  ['Copperline Rail', 'US'],
  ['Donau Versand', 'DE'],
  ['Eastgate Retail Group', 'US'],
  ['Fjordblick Reedereien', 'DE'],
  ['Granite State Credit Union', 'US'],
  ['Harbor Point Hotels', 'US'],
  ['Isarwerk Medien', 'DE'],
  ['Juniper Ridge Schools', 'US'],
  ['Kestrel Aerospace', 'US'],
  ['Lindenhof Kliniken', 'DE'],
  ['Magnolia Foods', 'US'],
  ['Neckar Pharma', 'DE'],
  ['Northwind Grid', 'US'],
  ['Opal Coast Media', 'US'],
  ['Prairie Seed Partners', 'US'],
  ['Quellwasser Abfüllung', 'DE'],
  ['Redwood Title Company', 'US'],
  ['Sable Point Shipping', 'US'],
  ['Tannenberg Holzbau', 'DE'],
];

const OWNERS = ['Dana Whitfield', 'Marcus Oyelaran', 'Ines Albrecht', 'Priya Raman'];
/** How many months before the demo date a contract may have begun: all are still running. */
const MONTHS_BACK = 11;

/** The customer that the story is about: 500 seats for the calendar year, paid in January. */
function meridian(year: string): DemoCustomer {
  return {
    key: 'meridian',
    name: 'Meridian Health Systems',
    entity: 'US',
    currency: 'USD',
    country: 'US',
    owner: 'Dana Whitfield',
    deals: [
      {
        key: 'meridian-platform',
        startsOn: `${year}-01-01`,
        endsOn: `${year}-12-31`,
        lines: [{ product: 'PLATFORM-SEAT', quantity: '500' }],
        paidAfterDays: 21,
      },
    ],
  };
}

/** 25 customers over both entities. The same date and seed give the same world. */
export function demoCustomers(demoDate: string, seed = 1): readonly DemoCustomer[] {
  const random = seededRandom(seed);
  const pick = (bound: number) => Math.floor(random.next() * bound);
  const others = NAMES.map(([name, entity], index): DemoCustomer => {
    const key = `customer-${index + 1}`;
    const month = addMonths(civilDate(`${demoDate.slice(0, 'YYYY-MM'.length)}-01`), -1 - pick(MONTHS_BACK - 1));
    const startsOn = pick(3) === 0 ? addDays(month, 14) : month;
    return {
      key,
      name,
      entity,
      currency: entity === 'US' ? 'USD' : 'EUR',
      country: entity,
      owner: OWNERS[pick(OWNERS.length)] ?? '',
      deals: [
        {
          key: `${key}-platform`,
          startsOn,
          endsOn: addDays(addMonths(startsOn, 12), -1),
          lines: linesFor(pick),
          paidAfterDays: pick(5) === 0 ? null : 10 + pick(30),
        },
      ],
    };
  });
  return [meridian(demoDate.slice(0, 'YYYY'.length)), ...others];
}

function linesFor(pick: (bound: number) => number): DemoDeal['lines'] {
  const seats = String(20 * (1 + pick(30)));
  const lines = [{ product: 'PLATFORM-SEAT', quantity: seats }];
  if (pick(3) === 0) lines.push({ product: 'AUDIT-TRAIL', quantity: seats });
  if (pick(3) === 0) lines.push({ product: 'PREMIUM-ANALYTICS', quantity: '1' });
  if (pick(4) === 0) lines.push({ product: 'DATA-RESIDENCY', quantity: '1' });
  if (pick(4) === 0) lines.push({ product: 'SUPPORT-PREMIER', quantity: '1' });
  return lines;
}
