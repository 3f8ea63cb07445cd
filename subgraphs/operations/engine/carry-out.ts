import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { unreachable } from '#schema/errors/result.ts';
import { type Act, type Move, nextMove } from './next-move.ts';
import { pauseMs } from './pause.ts';
import type { Durable, Participants, Progress, StepFacts } from './ports.ts';
import type { Command } from './saga.ts';

export interface EngineParts {
  readonly durable: Durable;
  readonly participants: Participants;
  readonly progress: Progress;
}

/** One command that is to be carried out once: a step's own, or its undoing. */
export interface Errand {
  readonly command: Command;
  /** The same for every attempt. */
  readonly key: string;
  /** Begins the names under which the attempts are recorded. */
  readonly label: string;
  readonly facts: (attempts: number) => StepFacts;
  /** Whether a refusal, or a person, may end it undone. Where not, a refusal asks a person. */
  readonly givesUp: boolean;
  readonly tellDone: (facts: StepFacts, outcome: unknown) => Promise<void>;
}

export type ErrandEnd = { readonly kind: 'DONE'; readonly outcome: unknown } | { readonly kind: 'GIVEN_UP' };

/** What is tried next, and the error that put the write in doubt. */
interface Turn {
  readonly act: Act;
  readonly doubt: ConnectorError | null;
}

/** Tries until the command is done or given up. Every attempt is recorded, and every wait between two. */
export async function carryOut(parts: EngineParts, errand: Errand): Promise<ErrandEnd> {
  let turn: Turn = { act: 'WRITE', doubt: null };
  for (let attempt = 1; ; attempt += 1) {
    const facts = errand.facts(attempt);
    const { act, doubt }: Turn = turn;
    const move: Move = await parts.durable.record(`${errand.label}:${act}:${attempt}`, async () => {
      const moved = nextMove(act, await ask(parts.participants, errand, act), doubt);
      await tell(parts.progress, errand, facts, moved);
      return moved;
    });
    if (move.kind === 'DONE') return move;
    const going = await goOn(parts, errand, facts, move);
    if (going === 'GIVEN_UP') return { kind: 'GIVEN_UP' };
    // What the write met is the doubt until the look-up has answered; a look-up that fails adds none.
    const met = act === 'WRITE' && move.kind !== 'GO_ON' ? move.error : doubt;
    turn = { act: going, doubt: going === 'LOOK_UP' ? met : null };
  }
}

/** Waits for what the move waits for, and says what comes then. */
async function goOn(
  parts: EngineParts,
  errand: Errand,
  facts: StepFacts,
  move: Exclude<Move, { kind: 'DONE' }>,
): Promise<Act | 'GIVEN_UP'> {
  switch (move.kind) {
    case 'GO_ON':
      return move.next;
    case 'PAUSE':
      // A look-up is asked at once: the answer may already be there, and every second in doubt is one too many.
      if (!(move.next === 'LOOK_UP' && facts.attempts === 1)) {
        await parts.durable.sleep(pauseMs(move.error, facts.attempts, errand.key));
      }
      return move.next;
    case 'REFUSED':
      return errand.givesUp ? 'GIVEN_UP' : askPerson(parts, errand, facts, 'WRITE');
    case 'ASK_A_PERSON':
      return askPerson(parts, errand, facts, move.next);
    default:
      return unreachable(move);
  }
}

/** A write in doubt is not given up: what it did, if anything, would stay behind. */
async function askPerson(
  { durable, progress }: EngineParts,
  { label, givesUp }: Errand,
  facts: StepFacts,
  next: Act,
): Promise<Act | 'GIVEN_UP'> {
  const decision = await durable.decision(facts.name);
  if (decision.action === 'COMPENSATE' && givesUp && next === 'WRITE') {
    await durable.record(`${label}:give-up`, () => progress.givenUp(facts));
    return 'GIVEN_UP';
  }
  await durable.record(`${label}:resume:${facts.attempts}`, () => progress.resumed(facts));
  return next;
}

/** A read changes nothing, so asking it again is the way to look it up. */
function ask(participants: Participants, { command, key }: Errand, act: Act) {
  return act === 'WRITE' || command.reads === true
    ? participants.write(command, key)
    : participants.lookUp(command, key);
}

async function tell(progress: Progress, errand: Errand, facts: StepFacts, move: Move): Promise<void> {
  switch (move.kind) {
    case 'DONE':
      return errand.tellDone(facts, move.outcome);
    case 'GO_ON':
      return;
    case 'PAUSE':
      return progress.waiting(facts, move.next === 'LOOK_UP' ? 'UNCERTAIN' : 'WAITING', move.error);
    case 'REFUSED':
      return errand.givesUp ? progress.refused(facts, move.error) : progress.parked(facts, move.error, false);
    case 'ASK_A_PERSON':
      return progress.parked(facts, move.error, move.next === 'LOOK_UP');
    default:
      return unreachable(move);
  }
}
