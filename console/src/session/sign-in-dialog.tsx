import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type Login, readLogin } from './login-document.ts';
import { signIn } from './start-session.ts';

/**
 * Asks who is there: by the issuer's sign-in where the server names one, or by a pasted token. A modal dialog: the browser
 * keeps the focus inside and gives it back.
 */
export function SignInDialog(props: { readonly reason: string; readonly onToken: (token: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Undefined until the server has said; null when it names no issuer.
  const [login, setLogin] = useState<Login | null | undefined>(undefined);
  const [isLost, setIsLost] = useState(false);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    void readLogin().then(setLogin);
  }, []);

  const leave = (chosen: Login) => {
    setIsLost(false);
    signIn(chosen).catch(() => setIsLost(true));
  };

  return (
    <dialog
      ref={dialog}
      className="token-dialog"
      aria-labelledby="sign-in-title"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="sign-in-title">Sign in</h2>
      <p>{props.reason}</p>
      {login === null && <TokenForm onToken={props.onToken} />}
      {login && (
        <>
          <div className="actions">
            <button type="button" className="primary" onClick={() => leave(login)}>
              Sign in
            </button>
          </div>
          {isLost && <p role="alert">{new URL(login.issuer).host} cannot be reached. Try again, or use a token.</p>}
          <details>
            <summary>Use a token instead</summary>
            <TokenForm onToken={props.onToken} />
          </details>
        </>
      )}
    </dialog>
  );
}

function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [text, setText] = useState('');
  const token = text.trim().replace(/^Bearer\s+/i, '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token !== '') onToken(token);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor="token">Access token</label>
      <textarea
        id="token"
        rows={4}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-describedby="token-hint"
      />
      <p id="token-hint" className="hint">
        On a local run <code>npm run -s token -- --role revops</code> prints one. It stays in this tab only.
      </p>
      <div className="actions">
        <button type="submit" className="primary" disabled={token === ''}>
          Open the console
        </button>
      </div>
    </form>
  );
}
