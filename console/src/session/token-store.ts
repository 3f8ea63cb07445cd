const KEY = 'revgraph.token';

/** The bearer token of this tab: gone when the tab is closed, never in an address. */
export const tokenStore = {
  read: (): string | null => sessionStorage.getItem(KEY),
  write: (token: string): void => sessionStorage.setItem(KEY, token),
  clear: (): void => sessionStorage.removeItem(KEY),
};

/** Takes `#token=…` from the address once and cleans the address at once, so that it is in no history and no screenshot. */
export function adoptTokenFromAddress(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  if (token !== '') tokenStore.write(token);
}
