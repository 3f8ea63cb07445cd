import type { GraphClient } from '../demo-world/graph-client.ts';

/** What a story works with: the public graph, and the vendors' own words where the run is on this machine. */
export interface Stage {
  readonly graph: GraphClient;
  /** Follows an operation over the public subscription until it has ended; gives the kinds of its events. */
  readonly follow: (operationId: string) => Promise<readonly string[]>;
  /** Business effects that a vendor's stand-in holds; null when it cannot be reached from here. */
  readonly ledger: (vendor: 'salesforce' | 'stripe' | 'netsuite') => Promise<readonly VendorEffect[] | null>;
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
