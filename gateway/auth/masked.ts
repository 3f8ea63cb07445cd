/** A field of a document that its caller may not have: left out before planning, answered as null. */
export interface Masked {
  /** Response keys from the root; `@` after the key of a list stands for each of its members. */
  readonly path: readonly string[];
  /** The field in the schema, such as `Contract.journals`. */
  readonly coordinate: string;
}
