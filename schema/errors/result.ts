/** An expected outcome as a value: what was asked for, or why it was not done. Thrown errors are bugs. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

export function ok<Value>(value: Value): Result<Value, never> {
  return { ok: true, value };
}

export function fail<Failure>(error: Failure): Result<never, Failure> {
  return { ok: false, error };
}

/** Ends a switch over a closed union: the compiler refuses it as long as a member is left out. */
export function unreachable(left: never): never {
  throw new Error(`Not handled: ${JSON.stringify(left)}`);
}
