/**
 * What a sandbox can be told to do wrong. `timeout-before` drops the connection without acting;
 * `timeout-after` acts and then drops the connection, so that the caller cannot know.
 * `closed-period`, `stored-500` and `gap-event` are struck by the vendors that have them, see their README.
 */
export const FAULTS = [
  '429',
  '500',
  'timeout-before',
  'timeout-after',
  'duplicate-webhook',
  'drop-webhook',
  'reorder-webhook',
  'closed-period',
  'stored-500',
  'gap-event',
] as const;

export type Fault = (typeof FAULTS)[number];

export interface FaultRule {
  /** `path` is compared from its start; `*` stands for any characters. Left out = every call. */
  readonly match: { readonly method?: string; readonly path?: string };
  readonly fault: Fault;
  /** How often it may still strike; left out = until it is deleted. */
  readonly count?: number;
  /** 0..1; left out = always. */
  readonly probability?: number;
  /** For `429` and `500`: the seconds named in Retry-After. */
  readonly retryAfterS?: number;
}

/** The rules in force. Each strike uses up one of the rule's count. */
export class Faults {
  #rules: { rule: FaultRule; left: number }[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.count ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  list(): readonly FaultRule[] {
    return this.#rules
      .filter(({ left }) => left > 0)
      .map(({ rule, left }) => (rule.count === undefined ? rule : { ...rule, count: left }));
  }

  /** The first rule of one of these kinds that strikes this call, or null. */
  strike(kinds: readonly Fault[], method: string, path: string): FaultRule | null {
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (entry.left <= 0 || !kinds.includes(rule.fault) || !matches(rule, method, path)) continue;
      if (rule.probability !== undefined && this.#random() >= rule.probability) continue;
      entry.left -= 1;
      return rule;
    }
    return null;
  }
}

function matches({ match }: FaultRule, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method.toUpperCase()) return false;
  if (match.path === undefined) return true;
  const pattern = match.path.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}`).test(path);
}

/** Reads a rule that came over the control API, or says in one sentence what is wrong with it. */
export function parseFaultRule(body: unknown): FaultRule | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object.';
  const { match = {}, fault, count, probability, retryAfterS } = body as Record<string, unknown>;
  if (!FAULTS.includes(fault as Fault)) return `fault must be one of ${FAULTS.join(', ')}.`;
  if (typeof match !== 'object' || match === null) return 'match must be an object with method and path.';
  for (const [name, value] of Object.entries({ count, probability, retryAfterS })) {
    if (value !== undefined && (typeof value !== 'number' || value < 0)) return `${name} must be a number from 0.`;
  }
  return body as FaultRule;
}
