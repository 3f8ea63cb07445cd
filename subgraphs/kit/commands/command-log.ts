import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { canonicalJson } from './canonical-json.ts';

/** What a command asks of a vendor and how to find out whether it was done already. Outcomes are plain JSON. */
export interface KeyedCommand<Outcome> {
  readonly name: string;
  readonly key: string;
  readonly payload: unknown;
  /** One key, one effect at the vendor. */
  readonly send: () => Promise<Result<Outcome, ConnectorError>>;
  /** Asks the vendor by key. `null` is the vendor's word that nothing was done. */
  readonly lookUp: () => Promise<Result<Outcome | null, ConnectorError>>;
}

interface Remembered {
  readonly payload_hash: string;
  readonly outcome: unknown;
}

/**
 * Keeps every key that was ever sent. A key that was noted and has no outcome is looked up before anything is sent
 * once more: the process may have died, or the reply been lost, after the vendor acted.
 */
export class CommandLog {
  readonly #em: EntityManager;
  readonly #schema: string;
  readonly #clock: Clock;

  constructor(em: EntityManager, schema: string, clock: Clock) {
    this.#em = em;
    this.#schema = schema;
    this.#clock = clock;
  }

  async run<Outcome>(command: KeyedCommand<Outcome>): Promise<Result<Outcome, ConnectorError>> {
    if (await this.#note(command)) return this.#send(command);
    const remembered = await this.#remembered(command);
    if (!remembered.ok) return remembered;
    if (remembered.value !== null) return ok(remembered.value);
    const found = await command.lookUp();
    if (!found.ok) return found;
    return found.value === null ? this.#send(command) : ok(await this.#keep(command, found.value));
  }

  /** What became of the key; sends nothing. */
  async ask<Outcome>(command: KeyedCommand<Outcome>): Promise<Result<Outcome | null, ConnectorError>> {
    const remembered = await this.#remembered(command);
    if (!remembered.ok || remembered.value !== null) return remembered;
    const found = await command.lookUp();
    if (found.ok && found.value !== null) await this.#keep(command, found.value);
    return found;
  }

  async #send<Outcome>(command: KeyedCommand<Outcome>): Promise<Result<Outcome, ConnectorError>> {
    const sent = await command.send();
    return sent.ok ? ok(await this.#keep(command, sent.value)) : sent;
  }

  /** True when the key is new. */
  async #note({ name, key, payload }: KeyedCommand<unknown>): Promise<boolean> {
    const noted = await rows(
      this.#em,
      `insert into ${this.#schema}.command_log (key, name, payload_hash, first_sent_at) values ($1, $2, $3, $4)
       on conflict (key) do nothing returning key`,
      [key, name, hashOf(name, payload), this.#clock.now()],
    );
    return noted.length > 0;
  }

  async #remembered<Outcome>({
    name,
    key,
    payload,
  }: KeyedCommand<Outcome>): Promise<Result<Outcome | null, ConnectorError>> {
    const [row] = await rows<Remembered>(
      this.#em,
      `select payload_hash, outcome from ${this.#schema}.command_log where key = $1`,
      [key],
    );
    if (row === undefined) return ok(null);
    if (row.payload_hash !== hashOf(name, payload)) {
      return fail({
        kind: 'Rejected',
        code: 'IDEMPOTENCY_CONFLICT',
        field: 'key',
        detail: `${key} had another payload`,
      });
    }
    return ok(row.outcome as Outcome | null);
  }

  async #keep<Outcome>({ key }: KeyedCommand<Outcome>, outcome: Outcome): Promise<Outcome> {
    await rows(
      this.#em,
      `update ${this.#schema}.command_log set outcome = $2, finished_at = $3 where key = $1 and outcome is null`,
      [key, JSON.stringify(outcome), this.#clock.now()],
    );
    return outcome;
  }
}

function hashOf(name: string, payload: unknown): string {
  return createHash('sha256').update(name).update(canonicalJson(payload)).digest('hex');
}
