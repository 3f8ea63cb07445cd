import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Asking } from './ask.ts';
import { userErrorCode } from './codes.ts';
import type { Connection } from './connection.ts';
import { deadlineIn } from './deadline.ts';
import type { MutationDocument } from './document.ts';
import { exchange } from './exchange.ts';
import type { Answer, MutationFailure, UserError } from './failure.ts';
import { isTurnedAway, verdictOf } from './verdict.ts';

/** What every document of a mutation takes: the key under which it is done once. */
export interface Keyed {
  /** 1 to 255 characters; the same variables under the same key are one act, however often they are sent. */
  readonly idempotencyKey: string;
}

/** What every document of a mutation asks for beside its result. */
export interface Judged {
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: readonly string[] | null;
    readonly message: string;
  }[];
}

/**
 * Sends a change, once: a lost reply is `OutcomeUnknown`, and whether to send it again is the caller's to say. What the
 * business refuses is a failure, so nobody takes it for done.
 */
export async function change<Data extends Readonly<Record<keyof Data, Judged>>, Variables extends Keyed>(
  connection: Connection,
  document: MutationDocument<Data, Variables>,
  variables: Variables,
  { signal }: Asking = {},
): Promise<Result<Answer<Data>, MutationFailure>> {
  const { idempotencyKey } = variables;
  const deadline = deadlineIn(connection.deadlineMs, connection.surroundings.timers, signal);
  try {
    const reply = await exchange(connection, document, variables, deadline.signal);
    const result = verdictOf<Data>(reply);
    if (!result.ok) {
      if (isTurnedAway(reply)) return result;
      return fail({ kind: 'OutcomeUnknown', idempotencyKey, problems: reply.problems });
    }
    const userErrors = userErrorsOf(result.value.data);
    return userErrors.length === 0 ? ok(result.value) : fail({ kind: 'Declined', userErrors });
  } finally {
    deadline.done();
  }
}

function userErrorsOf<Data extends Readonly<Record<keyof Data, Judged>>>(data: Data): readonly UserError[] {
  return Object.values<Judged>(data)
    .flatMap(({ userErrors }) => userErrors)
    .map(({ code, field, message }) => ({ code: userErrorCode(code), codeText: code, field, message }));
}
