import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ENGINE_VERSION } from '#revrec/engine/derivation.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { faultLine } from '#revrec/library/fault.ts';
import { readInput } from '#revrec/library/read-input.ts';
import { type RecognizedContract, recognize } from '#revrec/library/recognize.ts';

/**
 * What the engine makes of the contracts in `pinned/`, by its version. Who changes a figure raises the version and adds a
 * line; an old line is never changed, since replay hashes of that version are in other people's books.
 */
const PINNED: ReadonlyMap<string, string> = new Map([
  ['2', '0e7b779452bc0e041a6b2870e1b6daa22f0efeb1022bae9bc993e884dea172c0'],
  ['3', 'db8174b0adc95a44f6d99513d2549fb378f0d25d24ed45b89d9f46af4903dc4f'],
]);

/** Figures only: another order, and another wording or id of a derivation, is the same rule. */
function figuresOf({ contract, schedule, journals, balances, modifications }: RecognizedContract) {
  return {
    contract,
    rows: schedule
      .map(({ obligation, period, amountMinor, state }) => [obligation, period, String(amountMinor), state].join())
      .toSorted(),
    journals: journals
      .map(({ contract: of, obligation, period, role, layer, debitMinor, creditMinor }) =>
        [of, obligation, period, role, layer, String(debitMinor), String(creditMinor)].join(),
      )
      .toSorted(),
    balances: balances.map(({ derivation: _, ...balance }) => balance),
    treatments: modifications.map(({ amendment, treatment, catchUpMinor }) => [amendment, treatment, catchUpMinor]),
  };
}

function recognized(name: string): readonly RecognizedContract[] {
  const bytes = readFileSync(new URL(`./pinned/${name}`, import.meta.url));
  const read = readInput(name, bytes);
  const told = read.ok ? recognize(read.value.events, read.value.policies, { rateIds: read.value.rateIds }) : read;
  if (!told.ok) throw new Error(told.error.map(faultLine).join('\n'));
  return told.value.contracts;
}

describe('the version of the engine', () => {
  const contracts = ['contracts.json', 'documents.json'].flatMap(recognized);

  it('stands for one set of figures: another figure is another version', () => {
    const hash = createHash('sha256')
      .update(canonicalJson(contracts.map(figuresOf)))
      .digest('hex');
    expect([ENGINE_VERSION, hash]).toEqual([ENGINE_VERSION, PINNED.get(ENGINE_VERSION)]);
  });

  it('is pinned by contracts that have every kind of change', () => {
    const treatments = new Set(contracts.flatMap(({ modifications }) => modifications.map((one) => one.treatment)));
    expect([...treatments].toSorted()).toEqual([
      'CATCH_UP',
      'IMMEDIATE',
      'MIXED',
      'PARTIAL_TERMINATION',
      'PROSPECTIVE',
      'SEPARATE',
    ]);
  });
});
