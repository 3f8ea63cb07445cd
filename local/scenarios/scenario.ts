import type { Role } from '#kit/identity/principal.ts';
import type { GraphClient } from '../demo-world/graph-client.ts';
import type { VendorClients } from '../demo-world/vendor-clients.ts';

export type Vendor = 'salesforce' | 'stripe' | 'netsuite';

/** What a story works with: the public graph, and the vendors' own words where the run is on this machine. */
export interface Stage {
  /** The public graph as a person of revenue operations sees it. */
  readonly graph: GraphClient;
  /** The same graph for somebody else, such as the second person of an approval. Throws `CannotPlay` under a fixed token. */
  readonly as: (role: Role, user: string) => GraphClient;
  /**
   * Follows an operation over the public subscription until it has one of these statuses, else until it has ended or is
   * parked; gives the kinds of its events.
   */
  readonly follow: (operationId: string, until?: ReadonlySet<string>) => Promise<readonly string[]>;
  /** Business effects that a vendor's stand-in holds; null when it cannot be reached from here. */
  readonly ledger: (vendor: Vendor) => Promise<readonly VendorEffect[] | null>;
  /**
   * The vendors' own APIs, as an administrator of each would use them by hand. Throws `CannotPlay` when the run is not on
   * this machine.
   */
  readonly vendors: () => Promise<VendorClients>;
  /**
   * The control API of a stand-in: `path` below `/__sandbox`, such as `/faults`. Gives the answer's JSON, or null for an
   * empty one. Throws `CannotPlay` when the run is not on this machine.
   */
  readonly control: (vendor: Vendor, method: string, path: string, body?: unknown) => Promise<unknown>;
  /**
   * Looks again and again until there is something to see, and gives it. Throws after a minute, naming `what` was waited
   * for.
   */
  readonly eventually: <Value>(what: string, look: () => Promise<Value | null | undefined>) => Promise<Value>;
  /** New for every telling: for keys and names of what a story makes afresh. Letters and digits. */
  readonly telling: string;
  readonly check: Checks;
}

export interface VendorEffect {
  readonly kind: string;
  readonly id: string;
  readonly key: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** One figure of a story beside what it should be. */
export interface Figure {
  readonly name: string;
  readonly got: string;
  readonly expected: string;
}

export interface Scenario {
  readonly name: string;
  /** One line for the list. */
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** Collects the figures of a story. */
export class Checks {
  readonly figures: Figure[] = [];
  readonly notes: string[] = [];

  equal(name: string, got: unknown, expected: string | number | boolean): void {
    this.figures.push({ name, got: String(got), expected: String(expected) });
  }

  note(line: string): void {
    this.notes.push(line);
  }

  get failedCount(): number {
    return this.figures.filter(({ got, expected }) => got !== expected).length;
  }
}

/** The story cannot be told: something that it starts from is not there. */
export class CannotPlay extends Error {}

/** What the story needs, or a reason why it cannot be told. */
export function needed<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new CannotPlay(what);
  return value;
}
