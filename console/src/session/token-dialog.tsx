import { type FormEvent, useEffect, useRef, useState } from 'react';

/** Asks for a bearer token. A modal dialog: the browser keeps the focus inside and gives it back. */
export function TokenDialog(props: { readonly reason: string; readonly onToken: (token: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const token = text.trim().replace(/^Bearer\s+/i, '');

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token !== '') props.onToken(token);
  };

  return (
    <dialog
      ref={dialog}
      className="token-dialog"
      aria-labelledby="token-title"
      onCancel={(event) => event.preventDefault()}
    >
      <form onSubmit={submit}>
        <h2 id="token-title">Sign in</h2>
        <p>{props.reason}</p>
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
    </dialog>
  );
}
