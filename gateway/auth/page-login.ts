import type { Issuer } from './issuer.ts';

/** What the page has to know to sign somebody in. Public: it holds no secret, since a page can keep none. */
export interface PageLogin {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** Origins that the page talks to on the way: the issuer's, and others of its endpoints. */
  readonly origins: readonly string[];
}

/** The login of the first issuer that has one; null = tokens are pasted. */
export function pageLoginOf(issuers: readonly Issuer[]): PageLogin | null {
  for (const { issuer, login } of issuers) {
    if (login === null) continue;
    const { clientId, scope, origins } = login;
    return { issuer, clientId, scope, origins: [...new Set([new URL(issuer).origin, ...origins])] };
  }
  return null;
}
