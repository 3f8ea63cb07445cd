import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { postings } from '#revrec/engine/posting.ts';
import { cumulativeRows } from '#revrec/engine/schedule.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { median, rounded } from '../support/figures.ts';
import type { Table } from '../support/report.ts';
import { amendedOnceMore, factsOfContract } from './revenue-contract.ts';

const KNOWN_AT = '2099-01-01T00:00:00.000Z';
const PERIODS = 24;
/** Of each contract that is signed; a schedule alone is one of them. */
const OBLIGATIONS = 3;
const MANY = [1_000, 10_000];
const ALONE = 'schedule alone';

/** One kind of work, done for the contract or schedule of a number. */
interface Work {
  readonly name: string;
  readonly times: number;
  readonly one: (index: number) => unknown;
}

/** How often a second one core does each kind of work, medians of interleaved rounds after a warm-up. */
export function inMemory(contracts: number, rounds: number): Table {
  const timed = secondsOf(worksOf(contracts), rounds);
  const alone = timed.find(({ name }) => name === ALONE)?.seconds ?? Number.NaN;
  // One number of held contracts after the other, so that none of them weighs on the memory of other work.
  const amended = MANY.flatMap((count) => secondsOf([amendedAmong(count, contracts)], rounds));
  return {
    title: 'In memory, on one core',
    rows: [...timed, ...amended].map(({ name, seconds }) => ({
      work: name,
      'per s': rounded(1 / seconds),
      'µs each': rounded(seconds * 1e6),
      'of the rate of its schedules alone': rounded((OBLIGATIONS * alone) / seconds),
    })),
  };
}

function secondsOf(works: readonly Work[], rounds: number) {
  const timed = works.map((work): Work & { readonly seconds: number[] } => ({ ...work, seconds: [] }));
  for (let round = -1; round < rounds; round += 1) {
    for (const { times, one, seconds } of timed) {
      const began = performance.now();
      for (let at = 0; at < times; at += 1) one(at);
      if (round >= 0) seconds.push((performance.now() - began) / 1000 / times);
    }
  }
  return timed.map(({ name, seconds }) => ({ name, seconds: median(seconds) }));
}

function worksOf(contracts: number): readonly Work[] {
  const facts = Array.from({ length: contracts }, (_, index) => factsOfContract(`ctr_${index}`));
  const states = facts.map(folded);
  const at = <Item>(items: readonly Item[], index: number): Item => {
    const item = items[index % items.length];
    if (item === undefined) throw new Error('There is nothing to measure');
    return item;
  };
  const periods = Array.from({ length: PERIODS }, (_, index) => ({ n: BigInt(index + 1), d: BigInt(PERIODS) }));
  return [
    { name: 'folded', times: contracts, one: (index) => folded(at(facts, index)) },
    { name: 'rows of a folded one', times: contracts, one: (index) => schedule(at(states, index)).rows },
    { name: 'folded, all rows', times: contracts, one: (index) => schedule(folded(at(facts, index))).rows },
    {
      name: 'folded, all rows and why',
      times: contracts,
      one: (index) => schedule(folded(at(facts, index))).derivations,
    },
    { name: 'folded, a month’s journal', times: contracts, one: (index) => journal(folded(at(facts, index))) },
    {
      name: ALONE,
      times: contracts * 100,
      one: (index) => cumulativeRows(2_400_007n + BigInt(index), periods),
    },
  ];
}

/** One of so many contracts that are held is amended: its state and its journal are reckoned anew, and no other's. */
function amendedAmong(count: number, times: number): Work {
  const held = Array.from({ length: count }, (_, index) => {
    const facts = factsOfContract(`ctr_${index}`);
    return { facts, state: folded(facts) };
  });
  return {
    name: `one amended of ${count.toLocaleString('en')}`,
    times,
    one: (index) => {
      const place = (index * 7) % count;
      const facts = held[place]?.facts ?? [];
      const state = folded(amendedOnceMore(facts));
      held[place] = { facts, state };
      return journal(state);
    },
  };
}

function folded(facts: readonly RevenueEvent[]): ContractState {
  const state = fold(facts, { knownAt: KNOWN_AT, policies: CONTRACT_DRIVEN });
  if (!state.ok) throw new Error(`A contract of the benchmark is held: ${state.error.kind}`);
  return state.value;
}

function schedule(state: ContractState) {
  return scheduleOf(state, calendarOf(state));
}

function journal(state: ContractState) {
  const periods = calendarOf(state).map((month) => ({ ...month, status: 'OPEN' as const }));
  const drafts = postings(state, [], { periods, through: periods[0]?.key ?? '' });
  if (!drafts.ok) throw new Error(`A month of the benchmark cannot be posted: ${drafts.error.kind}`);
  return drafts.value;
}
