import { z } from 'zod';

const KEY = 'revgraph.sign-in';

/** What has to outlive the way to the issuer and back. It opens nothing without the code that comes back. */
const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Path and query of the page that asked. */
  returnTo: z.string().startsWith('/'),
});
export type PendingLogin = z.output<typeof pendingSchema>;

export function keepPending(pending: PendingLogin): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/** Read once: an answer that comes a second time finds nothing. */
export function takePending(): PendingLogin | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  try {
    const pending = pendingSchema.safeParse(JSON.parse(text ?? 'null'));
    return pending.success ? pending.data : null;
  } catch {
    return null;
  }
}
