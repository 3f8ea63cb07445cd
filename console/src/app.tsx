import { useCallback, useMemo, useState } from 'react';
import { CustomerList } from './customers/customer-list.tsx';
import { CustomerView } from './customers/customer-view.tsx';
import { graphUrl } from './graph/endpoint.ts';
import { createGraphClient } from './graph/graph-client.ts';
import { GraphContext } from './graph/graph-context.ts';
import { OperationProgress } from './operation/operation-progress.tsx';
import { usePageState } from './page-state.ts';
import { SignInDialog } from './session/sign-in-dialog.tsx';
import { signOut as endSession, startOver } from './session/start-session.ts';
import { tokenStore } from './session/token-store.ts';

const FIRST_VISIT = 'The graph answers only to somebody it knows.';
const REFUSED = 'The server did not accept the token: it has expired or is not of this system.';

/** The whole page: customers at the left, one customer at the right, the sign-in above both when it is needed. */
export function App() {
  const [signIn, setSignIn] = useState(() => (tokenStore.read() === null ? FIRST_VISIT : null));
  // Counts the sign-ins: a new one makes a new client, so everything on the page asks again.
  const [session, setSession] = useState(0);
  const [page, turnTo] = usePageState();
  // Counts what moved a customer, so that the list shows it too.
  const [moves, setMoves] = useState(0);

  const noteMove = useCallback(() => setMoves((before) => before + 1), []);
  const askToSignIn = useCallback(() => {
    void startOver().then((isLeaving) => {
      if (!isLeaving) setSignIn(REFUSED);
    });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session is a new client
  const client = useMemo(
    () => createGraphClient({ url: graphUrl, token: tokenStore.read, onUnauthenticated: askToSignIn }),
    [askToSignIn, session],
  );

  const adopt = (token: string) => {
    tokenStore.write(token);
    setSignIn(null);
    setSession((before) => before + 1);
  };
  const signOut = () => {
    endSession();
    setSignIn(FIRST_VISIT);
  };

  return (
    <GraphContext.Provider value={client}>
      <a className="skip" href="#customer">
        Skip to the customer
      </a>
      <header className="top">
        <p className="brand">revgraph</p>
        <p className="where">Operator console</p>
        <nav aria-label="Tools">
          <a href={page.customer === null ? '/graphiql' : `/graphiql?customer=${encodeURIComponent(page.customer)}`}>
            Graph explorer
          </a>
          {signIn === null && (
            <button type="button" onClick={signOut}>
              Sign out
            </button>
          )}
        </nav>
      </header>
      {signIn === null ? (
        <div className="columns" key={session}>
          <CustomerList page={page} turnTo={turnTo} moves={moves} />
          <main id="customer" tabIndex={-1}>
            {page.customer === null ? (
              <>
                {page.operation !== null && (
                  <OperationProgress
                    key={page.operation}
                    operationId={page.operation}
                    onEnded={noteMove}
                    onClose={() => turnTo({ operation: null })}
                    onUnauthenticated={askToSignIn}
                  />
                )}
                <p className="empty">Choose a customer at the left to see what every system knows of it.</p>
              </>
            ) : (
              <CustomerView
                key={page.customer}
                customerId={page.customer}
                page={page}
                turnTo={turnTo}
                onUnauthenticated={askToSignIn}
                onMoved={noteMove}
              />
            )}
          </main>
        </div>
      ) : (
        <SignInDialog reason={signIn} onToken={adopt} />
      )}
    </GraphContext.Provider>
  );
}
