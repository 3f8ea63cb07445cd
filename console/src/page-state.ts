import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type PageState, pageStateOf, queryOf } from './page-address.ts';

export type TurnTo = (change: Partial<PageState>, how?: 'PUSH' | 'REPLACE') => void;

const MOVED = 'revgraph:moved';

export function usePageState(): readonly [PageState, TurnTo] {
  const query = useSyncExternalStore(subscribe, () => location.search);
  const page = useMemo(() => pageStateOf(query), [query]);
  const turnTo = useCallback<TurnTo>((change, how = 'PUSH') => {
    const address = `${location.pathname}${queryOf({ ...pageStateOf(location.search), ...change })}`;
    if (how === 'PUSH') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    dispatchEvent(new Event(MOVED));
  }, []);
  return [page, turnTo];
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener(MOVED, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(MOVED, changed);
  };
}
