import { z } from 'zod';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Participants } from '../engine/ports.ts';
import type { CommandSystem } from '../engine/saga.ts';

/** When a vendor connection last answered its subgraph. */
export interface SystemState {
  readonly system: CommandSystem;
  readonly vendor: string;
  readonly lastAnswerAt: Date | null;
}

export interface SystemStates {
  read(): Promise<readonly SystemState[]>;
}

const answer = z.array(z.object({ vendor: z.string(), connection: z.string(), lastAnswerAt: z.string().nullable() }));
const SYSTEMS: readonly CommandSystem[] = ['CRM', 'BILLING', 'ERP', 'REVREC'];
/** Asked at most this often: every customer on a page shows the same. */
const KEPT_MS = 1000;

/** Asks every system subgraph for its connections; one that does not answer is left out. */
export function systemStates(participants: Participants, clock: Clock): SystemStates {
  let kept: { readonly at: number; readonly states: Promise<readonly SystemState[]> } | null = null;
  const readAll = async () => {
    const answers = await Promise.all(SYSTEMS.map((system) => readOne(participants, system)));
    return answers.flat();
  };
  return {
    read: () => {
      const now = clock.now().getTime();
      if (kept === null || Math.abs(now - kept.at) > KEPT_MS) kept = { at: now, states: readAll() };
      return kept.states;
    },
  };
}

async function readOne(participants: Participants, system: CommandSystem): Promise<readonly SystemState[]> {
  const reply = await participants.write({ system, name: 'readConnections', payload: {}, reads: true }, '');
  const read = reply.ok ? answer.safeParse(reply.value) : null;
  if (read === null || !read.success) return [];
  return read.data.map(({ vendor, lastAnswerAt }) => ({
    system,
    vendor,
    lastAnswerAt: lastAnswerAt === null ? null : new Date(lastAnswerAt),
  }));
}
