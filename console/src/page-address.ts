/** What the address says: the same link shows the same page elsewhere. */
export interface PageState {
  readonly customer: string | null;
  readonly search: string;
  readonly status: string;
  /** Business date of the figures, YYYY-MM-DD; null is the server's today. */
  readonly asOf: string | null;
  /** The operation that is followed. */
  readonly operation: string | null;
}

export function pageStateOf(query: string): PageState {
  const given = new URLSearchParams(query);
  return {
    customer: given.get('customer'),
    search: given.get('search') ?? '',
    status: given.get('status') ?? '',
    asOf: given.get('asOf'),
    operation: given.get('operation'),
  };
}

/** With the leading `?`; empty for a page without choices. */
export function queryOf(page: PageState): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(page)) {
    if (typeof value === 'string' && value !== '') given.set(name, value);
  }
  return given.size === 0 ? '' : `?${given}`;
}
