import { z } from 'zod';

/** Where and as which client this page signs in. */
const loginSchema = z.object({ issuer: z.url(), clientId: z.string(), scope: z.string() });
export type Login = z.output<typeof loginSchema>;

const documentSchema = z.object({ login: loginSchema.nullable() });

/** What the server says about signing in; null when tokens are pasted, or when it says nothing. */
export async function readLogin(): Promise<Login | null> {
  try {
    const response = await fetch('/login.json', { headers: { accept: 'application/json' } });
    const document = documentSchema.safeParse(await response.json());
    return document.success ? document.data.login : null;
  } catch {
    return null;
  }
}
