import { createHash } from 'node:crypto';
import type { SandboxParts } from '#sandboxes/kit/server.ts';
import type { Collection } from '#sandboxes/kit/store.ts';
import { Agenda } from './agenda.ts';
import { DUE_AT } from './billing/due.ts';
import type { Kind, Records } from './objects/records.ts';
import { type AccountSettings, SETTINGS_DEFAULT } from './settings.ts';
import { noSuch, type Refusal } from './wire/refusal.ts';

/** The version of the wire shapes: that of npm `stripe` 23.1.0. */
export const API_VERSION = '2026-10-28.endive';

/** On whose behalf and at which moment something is done: a renewal is done at the period's end, not when noticed. */
export interface Call {
  readonly key: string | null;
  readonly requestId: string | null;
  /** Unix seconds. */
  readonly at: number;
}

/** Records by kind and id that one calculation knows and nobody keeps. */
export type PassingRecords = { readonly [K in Kind]?: ReadonlyMap<string, Records[K]> };

const ID_LENGTH = 24;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** One account of the vendor: its records, and the ids they get. */
export class Account {
  readonly parts: SandboxParts;
  readonly #seed: number;
  readonly #passing: PassingRecords;
  readonly agenda = new Agenda(DUE_AT);

  constructor(parts: SandboxParts, seed: number, passing: PassingRecords = {}) {
    this.parts = parts;
    this.#seed = seed;
    this.#passing = passing;
  }

  /** The same account with records that only the holder of this view sees, by `find` and `get`; lists leave them out. */
  seeing(passing: PassingRecords): Account {
    return new Account(this.parts, this.#seed, passing);
  }

  records<K extends Kind>(kind: K): Collection<Records[K]> {
    return this.parts.store.collection<Records[K]>(kind);
  }

  save<K extends Kind>(kind: K, record: Records[K]): Records[K] {
    this.agenda.note(kind, record);
    return this.records(kind).put(record.id, record);
  }

  /** Reads the dates of everything that is held: at the start of a process and after a reset. */
  recallDates(): void {
    this.agenda.clear();
    for (const kind of ['subscription', 'invoice', 'refund', 'subscription_schedule'] as const) this.#noteAll(kind);
  }

  #noteAll<K extends Kind>(kind: K): void {
    for (const record of this.records(kind).values()) this.agenda.note(kind, record);
  }

  get settings(): AccountSettings {
    return this.parts.store.collection<AccountSettings>('settings').get('account') ?? SETTINGS_DEFAULT;
  }

  /** Changes what is named and keeps the rest, over restarts too. */
  setUp(settings: Partial<AccountSettings>): AccountSettings {
    const next = { ...this.settings, ...settings };
    return this.parts.store.collection<AccountSettings>('settings').put('account', next);
  }

  /** The record, or the refusal that names `param` as where its id came from (`id` = the path). */
  find<K extends Kind>(kind: K, id: string, param = 'id'): Records[K] | Refusal {
    return this.#known(kind, id) ?? noSuch(kind, id, param);
  }

  /** A record that another one points at. Nothing that is pointed at is ever taken away. */
  get<K extends Kind>(kind: K, id: string): Records[K] {
    const record = this.#known(kind, id);
    if (record === undefined) throw new Error(`the journal names a ${kind} that it does not hold: ${id}`);
    return record;
  }

  #known<K extends Kind>(kind: K, id: string): Records[K] | undefined {
    const passing: ReadonlyMap<string, Records[K]> | undefined = this.#passing[kind];
    return passing?.get(id) ?? this.records(kind).get(id);
  }

  /** The n-th id of a prefix is the same in every run with the same seed. */
  newId(prefix: string): string {
    return `${prefix}_${this.token(prefix, this.parts.store.next(prefix), ID_LENGTH)}`;
  }

  token(name: string, number: number, length: number): string {
    let rest = BigInt(`0x${createHash('sha256').update(`${this.#seed}:${name}:${number}`).digest('hex')}`);
    let written = '';
    for (let index = 0; index < length; index += 1) {
      written += ALPHABET[Number(rest % 62n)] ?? '';
      rest /= 62n;
    }
    return written;
  }
}
