/** A field of a document that its caller may not have: nothing is fetched for it, and it is answered as null. */
export interface Masked {
  /** The field in the schema, such as `Contract.revenueContract`. */
  readonly coordinate: string;
  /** What the caller calls it in the answer. */
  readonly responseKey: string;
  /** What stands in its place in the document that is run: an alias of `__typename` that no other field has. */
  readonly placeholder: string;
}
