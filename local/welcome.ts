import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import type { RunningProduct } from './product.ts';
import type { LocalSecrets } from './secrets.ts';
import type { VendorAddresses } from './vendors.ts';

const MINUTES = 8 * 60;

/** What runs where, tokens to use, and the two things to try next. */
export async function welcome(
  product: RunningProduct,
  others: VendorAddresses & { readonly issuer: { readonly url: string } },
  secrets: LocalSecrets,
  today: string,
): Promise<string> {
  const { url } = product.gateway;
  const token = (role: 'revops' | 'auditor') =>
    signToken(
      { role, user: `${role}@example.com`, entities: ['US', 'DE'], minutes: MINUTES },
      secrets.jwtSecret,
      systemClock.now(),
    );
  const [revops, auditor] = await Promise.all([token('revops'), token('auditor')]);
  const rows: readonly (readonly [string, string])[] = [
    ['page', `${url}/`],
    ['graph', `${url}/graphql   (HTTP and WebSocket)`],
    ['explorer', `${url}/graphiql`],
    ['sign-in', `${others.issuer.url}   (for this run only: choose who to be)`],
    ['Salesforce', `${others.salesforce.url}   (sandbox)`],
    ['Stripe', `${others.stripe.url}   (sandbox)`],
    ['NetSuite', `${others.netsuite.url}   (sandbox)`],
  ];
  return `
revgraph is up. Business date ${today}.

${rows.map(([name, address]) => `  ${name.padEnd(11)} ${address}`).join('\n')}

Tokens for eight hours (others: npm run -s token -- --help)
  may read and amend   ${revops}
  may only read        ${auditor}

Two things to try
  1. Open the page and sign in:   ${url}/   (or with a token: ${url}/#token=${revops})
  2. In another terminal:         npm run scenario -- amend-500-800

Ctrl-C stops everything; the data stays.`;
}
