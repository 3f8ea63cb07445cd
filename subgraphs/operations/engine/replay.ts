import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result, unreachable } from '#schema/errors/result.ts';
import { filled } from './filled.ts';
import { type Act, type Move, nextMove } from './next-move.ts';
import { pauseMs } from './pause.ts';
import type { Asked, Durable, Participants, Tx } from './ports.ts';

/** A step that was done, with what it was done with. */
export interface DoneStep {
  readonly name: string;
  readonly system: string;
  readonly asked: readonly Asked[];
}

/** Where a replay begins; plain JSON. `line` and `sequence` are its place in the books' line. */
export interface ReplayStart {
  readonly replayId: string;
  readonly operationId: string;
  readonly correlationId: string;
  readonly legalEntity: string;
  readonly requestedBy: string;
  readonly line: string;
  readonly sequence: number;
  readonly steps: readonly DoneStep[];
}

/** What is told of a replay's course, each in the transaction that it is given. The operation itself stays as it ended. */
export interface ReplayProgress {
  /** Answers false when the replay is not next in its line. */
  begin(tx: Tx): Promise<boolean>;
  /** The step's systems answered for it; false when they name another record than the one that it made. */
  replayed(tx: Tx, step: DoneStep, outcomes: readonly unknown[]): Promise<boolean>;
  /** A system would not answer for it: a person looks. */
  refused(tx: Tx, step: DoneStep, error: ConnectorError): Promise<void>;
  end(tx: Tx, end: ReplayEnd): Promise<void>;
}

export type ReplayEnd = 'DONE' | 'STOPPED';

export interface ReplayParts {
  readonly durable: Pick<Durable, 'record' | 'note' | 'sleep'>;
  readonly participants: Participants;
  readonly progress: ReplayProgress;
}

/** Beyond so many attempts a person is asked: what was promised is kept already, so nothing is lost by stopping. */
const ATTEMPTS_MAX = 20;

/**
 * Asks the steps of an ended operation once more, in their order, each word by word and under the key that it was done
 * under: a system answers from its record, or by the business key, and does nothing twice. Commands that only read are
 * left out, since nothing was done with them. Stops at the first step that is not answered for.
 */
export async function runReplay(start: ReplayStart, parts: ReplayParts): Promise<ReplayEnd> {
  const { durable, progress } = parts;
  if (!(await durable.note('begin', (tx) => progress.begin(tx)))) {
    throw new Error(`${start.replayId} is not next in its line`);
  }
  for (const step of start.steps) {
    const answers = await askStep(parts, step);
    if (!answers.ok) {
      await durable.note(`${step.name}:refused`, (tx) => progress.refused(tx, step, answers.error));
      return end(parts, 'STOPPED');
    }
    const isSame = await durable.note(`${step.name}:replayed`, (tx) => progress.replayed(tx, step, answers.value));
    if (!isSame) return end(parts, 'STOPPED');
  }
  return end(parts, 'DONE');
}

async function end({ durable, progress }: ReplayParts, how: ReplayEnd): Promise<ReplayEnd> {
  await durable.note('end', (tx) => progress.end(tx, how));
  return how;
}

async function askStep(parts: ReplayParts, step: DoneStep): Promise<Result<readonly unknown[], ConnectorError>> {
  const outcomes: unknown[] = [];
  for (const [index, asked] of step.asked.entries()) {
    if (asked.command.reads === true) continue;
    const answer = await askAgain(parts, asked, `${step.name}:${index + 1}`);
    if (!answer.ok) return answer;
    outcomes.push(answer.value);
  }
  return ok(outcomes);
}

/** What is tried next, and the error that put the write in doubt. */
interface Turn {
  readonly act: Act;
  readonly doubt: ConnectorError | null;
}

/** One command under its key, until it is answered for or nothing but a person can help. */
async function askAgain(parts: ReplayParts, asked: Asked, label: string): Promise<Result<unknown, ConnectorError>> {
  let turn: Turn = { act: 'WRITE', doubt: null };
  for (let attempt = 1; ; attempt += 1) {
    const now: Turn = turn;
    const move: Move = await parts.durable.record(
      `${label}:${now.act}:${attempt}`,
      async () => nextMove(now.act, await ask(parts.participants, asked, now.act), now.doubt),
      async () => undefined,
    );
    switch (move.kind) {
      case 'DONE':
        return ok(move.outcome);
      case 'GO_ON':
        turn = { act: move.next, doubt: null };
        break;
      case 'PAUSE':
        if (attempt >= ATTEMPTS_MAX) return fail(move.error);
        await parts.durable.sleep(pauseMs(move.error, attempt, asked.key));
        turn = { act: move.next, doubt: move.next === 'LOOK_UP' ? doubtOf(now, move.error) : null };
        break;
      case 'AWAIT':
      case 'REFUSED':
      case 'ASK_A_PERSON':
        return fail(move.error);
      default:
        return unreachable(move);
    }
  }
}

/** What the write met is the doubt until the look-up has answered; a look-up that fails adds none. */
function doubtOf({ act, doubt }: Turn, met: ConnectorError): ConnectorError | null {
  return act === 'WRITE' ? met : doubt;
}

async function ask(participants: Participants, { command, key }: Asked, act: Act) {
  const sent = await filled(participants, command);
  if (!sent.ok) return sent;
  return act === 'WRITE' ? participants.write(sent.value, key) : participants.lookUp(sent.value, key);
}
