/** Why a request was not taken: what the client's `userErrors` show. `code` is of the catalogue. */
export interface Refusal {
  readonly code: string;
  /** Path inside the input. */
  readonly field: readonly string[];
  /** One plain sentence that says what to do. */
  readonly message: string;
}

export function refuse(code: string, field: readonly string[], message: string): readonly Refusal[] {
  return [{ code, field, message }];
}
