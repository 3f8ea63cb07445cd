const KEY = 'revgraph.token';

/** Of a sign-in: in the page's memory only, so it is gone with the page. */
let held: string | null = null;

/** The bearer token of this page: one of a sign-in, else one that was pasted into this tab. Never in an address. */
export const tokenStore = {
  read: (): string | null => held ?? sessionStorage.getItem(KEY),
  /** Of a sign-in. */
  hold: (token: string): void => {
    held = token;
  },
  isHeld: (): boolean => held !== null,
  /** Pasted: stays until the tab is closed. */
  write: (token: string): void => {
    held = null;
    sessionStorage.setItem(KEY, token);
  },
  clear: (): void => {
    held = null;
    sessionStorage.removeItem(KEY);
  },
};

/** Takes `#token=…` from the address once and cleans the address at once, so that it is in no history and no screenshot. */
export function adoptTokenFromAddress(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  if (token !== '') tokenStore.write(token);
}
