import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { customerStateDocument } from './documents/customer-state.ts';
import { graphSocketUrl, graphUrl } from './graph/endpoint.ts';
import { SignInDialog } from './session/sign-in-dialog.tsx';
import { startSession } from './session/start-session.ts';
import { tokenStore } from './session/token-store.ts';
import 'graphiql/style.css';
import './graphiql.css';

/** The graph's own explorer, with the rights of whoever signed in and no address but ours. */
function Explorer() {
  const [token, setToken] = useState(tokenStore.read);
  const fetcher = useMemo(
    () =>
      createGraphiQLFetcher({
        url: graphUrl,
        headers: { authorization: `Bearer ${token ?? ''}` },
        wsClient: createClient({
          url: graphSocketUrl,
          connectionParams: () => ({ authorization: `Bearer ${tokenStore.read() ?? ''}` }),
        }),
      }),
    [token],
  );
  if (token === null) {
    return (
      <SignInDialog
        reason="The graph answers only to somebody it knows. "
        onToken={(given) => {
          tokenStore.write(given);
          setToken(given);
        }}
      />
    );
  }
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={customerStateDocument.text}
      defaultEditorToolsVisibility="variables"
      variables={JSON.stringify({ id: new URLSearchParams(location.search).get('customer') ?? '' }, null, 2)}
    />
  );
}

const root = document.querySelector('#root');
if (root !== null && (await startSession())) createRoot(root).render(<Explorer />);
