import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { unreachable } from '#schema/errors/result.ts';
import { filled } from './filled.ts';
import { type Act, type Move, nextMove, withPatience } from './next-move.ts';
import { pauseMs } from './pause.ts';
import type { Asked, Decision, Durable, Participants, Patience, Progress, StepFacts, Tx } from './ports.ts';
import type { Command } from './saga.ts';

export interface EngineParts {
  readonly durable: Durable;
  readonly participants: Participants;
  readonly progress: Progress;
  readonly patience: Patience;
}

/** One command that is to be carried out once: a step's own, or its undoing. */
export interface Errand {
  readonly command: Command;
  /** The same for every attempt. */
  readonly key: string;
  /** Begins the names under which the attempts are recorded. */
  readonly label: string;
  readonly facts: (attempts: number) => StepFacts;
  /** What a refusal does: ends it undone, or asks a person. */
  readonly onRefusal: 'GIVE_UP' | 'ASK_A_PERSON';
  /** What a person may decide besides trying again. */
  readonly allows: { readonly givingUp: boolean; readonly skipping: boolean; readonly correcting: readonly string[] };
  readonly tellDone: (tx: Tx, facts: StepFacts, done: ErrandDone) => Promise<void>;
}

export interface ErrandDone {
  readonly outcome: unknown;
  /** As it was sent in the end: a person may have corrected it. */
  readonly asked: Asked;
}

export type ErrandEnd =
  | (ErrandDone & { readonly kind: 'DONE' })
  | { readonly kind: 'GIVEN_UP' }
  | { readonly kind: 'SKIPPED' };

/** What is tried next, and how it came to that. */
interface Turn {
  readonly act: Act;
  /** The error that put the write in doubt. */
  readonly doubt: ConnectorError | null;
  readonly command: Command;
  readonly key: string;
  /** Whether what is missing was already missing at the last attempt. */
  readonly awaited: boolean;
}

type Onward = { readonly go: Act; readonly decision: Decision | null };
type Way = Onward | ErrandEnd;

/** Without news the prerequisite is asked for again after this time: news can get lost. */
const PREREQUISITE_POLL_MS = 5 * 60_000;

/** Tries until the command is done or given up. Every attempt is recorded, and every wait between two. */
export async function carryOut(parts: EngineParts, errand: Errand): Promise<ErrandEnd> {
  let turn: Turn = { act: 'WRITE', doubt: null, command: errand.command, key: errand.key, awaited: false };
  for (let attempt = 1; ; attempt += 1) {
    const facts = errand.facts(attempt);
    const now: Turn = turn;
    const move: Move = await parts.durable.record(
      `${errand.label}:${now.act}:${attempt}`,
      async () => {
        const moved = nextMove(now.act, await ask(parts.participants, now), now.doubt);
        return moved.kind === 'PAUSE'
          ? withPatience(moved, attempt, await parts.patience(facts.system, moved.error))
          : moved;
      },
      (tx, moved) =>
        moved.kind === 'DONE'
          ? errand.tellDone(tx, facts, { outcome: moved.outcome, asked: askedOf(now) })
          : tell(tx, parts.progress, errand, facts, moved),
    );
    if (move.kind === 'DONE') return { ...move, asked: askedOf(now) };
    const way = await goOn(parts, errand, facts, move, now);
    if (!('go' in way)) return way;
    turn = nextTurn(now, move, way, errand);
  }
}

function nextTurn(now: Turn, move: Move, { go, decision }: Onward, errand: Errand): Turn {
  // What the write met is the doubt until the look-up has answered; a look-up that fails adds none.
  const met = now.act === 'WRITE' && 'error' in move ? move.error : now.doubt;
  const doubt = go === 'LOOK_UP' ? met : null;
  const corrected = correct(now, decision, errand);
  return { ...corrected, act: go, doubt, awaited: move.kind === 'AWAIT' };
}

/** A corrected payload is another write: nothing was done under the key so far, and the new one says so. */
function correct(now: Turn, decision: Decision | null, { allows }: Errand): Turn {
  if (decision?.action !== 'RETRY' || decision.correction === undefined) return now;
  const correction = Object.entries(decision.correction).filter(([member]) => allows.correcting.includes(member));
  if (correction.length === 0) return now;
  const payload = { ...(now.command.payload as object), ...Object.fromEntries(correction) };
  return { ...now, command: { ...now.command, payload }, key: `${now.key}:corrected` };
}

/** Waits for what the move waits for, and says what comes then. */
async function goOn(
  parts: EngineParts,
  errand: Errand,
  facts: StepFacts,
  move: Exclude<Move, { kind: 'DONE' }>,
  now: Turn,
): Promise<Way> {
  switch (move.kind) {
    case 'GO_ON':
      return { go: move.next, decision: null };
    case 'PAUSE':
      // A look-up is asked at once: the answer may already be there, and every second in doubt is one too many.
      if (!(move.next === 'LOOK_UP' && facts.attempts === 1)) {
        await parts.durable.sleep(pauseMs(move.error, facts.attempts, errand.key));
      }
      return { go: move.next, decision: null };
    case 'AWAIT':
      // Asked once more at once: it may have come between the answer and the note that somebody waits for it.
      if (!now.awaited) return { go: move.next, decision: null };
      return decide(parts, errand, facts, move.next, PREREQUISITE_POLL_MS);
    case 'REFUSED':
      return errand.onRefusal === 'GIVE_UP' ? { kind: 'GIVEN_UP' } : decide(parts, errand, facts, 'WRITE', null);
    case 'ASK_A_PERSON':
      return decide(parts, errand, facts, move.next, null);
    default:
      return unreachable(move);
  }
}

/** A write in doubt is neither given up nor left out: what it did, if anything, would stay behind. */
async function decide(
  { durable, progress }: EngineParts,
  { label, allows }: Errand,
  facts: StepFacts,
  next: Act,
  withinMs: number | null,
): Promise<Way> {
  const decision = await durable.decision(facts.name, withinMs);
  if (decision === null) return { go: next, decision };
  const isKnown = next === 'WRITE';
  if (decision.action === 'COMPENSATE' && allows.givingUp && isKnown) {
    await durable.note(`${label}:give-up`, (tx) => progress.givenUp(tx, facts));
    return { kind: 'GIVEN_UP' };
  }
  if (decision.action === 'SKIP' && allows.skipping && isKnown) return { kind: 'SKIPPED' };
  await durable.note(`${label}:resume:${facts.attempts}`, (tx) => progress.resumed(tx, facts));
  return { go: next, decision };
}

/** A read changes nothing, so asking it again is the way to look it up. */
async function ask(participants: Participants, { command, key, act }: Turn) {
  const sent = await filled(participants, command);
  if (!sent.ok) return sent;
  return act === 'WRITE' || command.reads === true
    ? participants.write(sent.value, key)
    : participants.lookUp(sent.value, key);
}

function askedOf({ command, key }: Turn): Asked {
  return { command, key };
}

async function tell(
  tx: Tx,
  progress: Progress,
  errand: Errand,
  facts: StepFacts,
  move: Exclude<Move, { kind: 'DONE' }>,
): Promise<void> {
  switch (move.kind) {
    case 'GO_ON':
      return;
    case 'PAUSE':
      return progress.waiting(tx, facts, move.next === 'LOOK_UP' ? 'UNCERTAIN' : 'WAITING', move.error);
    case 'AWAIT':
      return progress.awaits(tx, facts, move.error);
    case 'REFUSED':
      return errand.onRefusal === 'GIVE_UP'
        ? progress.refused(tx, facts, move.error)
        : progress.parked(tx, facts, move.error, false);
    case 'ASK_A_PERSON':
      return progress.parked(tx, facts, move.error, move.next === 'LOOK_UP');
    default:
      return unreachable(move);
  }
}
