import { type Login, readLogin } from './login-document.ts';
import { finishLogin, isLoginAnswer, leaveForLogin } from './oidc-login.ts';
import { adoptTokenFromAddress, tokenStore } from './token-store.ts';

/** Marks a tab in which somebody had signed in: a page that was loaded anew asks the issuer before it asks a person. */
const SIGNED_IN = 'revgraph.signed-in';
/** The instant, in ms, of the last silent start-over. */
const STARTED_OVER = 'revgraph.started-over';
/** A second refusal within this time is no matter of age: the issuer's tokens are not believed. */
const START_OVER_PAUSE_MS = 30_000;

/**
 * Before anything is shown: takes a token or the issuer's answer from the address, or leaves for the issuer where this
 * tab was signed in. Answers whether the page is to be shown; when it is not, it is being left.
 */
export async function startSession(): Promise<boolean> {
  adoptTokenFromAddress();
  if (isLoginAnswer()) {
    const outcome = await finishLogin(await readLogin());
    if (outcome === 'SIGNED_IN') sessionStorage.setItem(SIGNED_IN, 'yes');
    else sessionStorage.removeItem(SIGNED_IN);
    return true;
  }
  if (tokenStore.read() !== null || sessionStorage.getItem(SIGNED_IN) === null) return true;
  return !(await leaveSilently());
}

/** Leaves for the issuer, to be asked there. */
export function signIn(login: Login): Promise<void> {
  return leaveForLogin(login, false);
}

let leaving: Promise<boolean> | null = null;

/**
 * The token of a sign-in was refused: comes back with a new one, or answers false when a person has to be asked. Several
 * questions are refused at once when a token runs out: they all leave together.
 */
export function startOver(): Promise<boolean> {
  leaving ??= leaveOnce().then((isLeaving) => {
    if (!isLeaving) leaving = null;
    return isLeaving;
  });
  return leaving;
}

async function leaveOnce(): Promise<boolean> {
  const wasHeld = tokenStore.isHeld();
  tokenStore.clear();
  const lastMs = Number(sessionStorage.getItem(STARTED_OVER) ?? 0);
  if (!wasHeld || Date.now() - lastMs < START_OVER_PAUSE_MS) return false;
  sessionStorage.setItem(STARTED_OVER, String(Date.now()));
  return leaveSilently();
}

export function signOut(): void {
  tokenStore.clear();
  sessionStorage.removeItem(SIGNED_IN);
}

async function leaveSilently(): Promise<boolean> {
  const login = await readLogin();
  if (login === null) return false;
  try {
    await leaveForLogin(login, true);
    return true;
  } catch {
    return false;
  }
}
