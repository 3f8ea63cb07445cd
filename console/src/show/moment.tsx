import { useContext, useEffect, useState } from 'react';
import { ageText, instantText } from './age.ts';
import { ServerAheadContext } from './server-clock.ts';

const TICK_MS = 5_000;

/** An instant as its age by the server's clock, the exact time on hover and for screen readers. */
export function Moment(props: { readonly at: string }) {
  const aheadMs = useContext(ServerAheadContext);
  const age = ageText(props.at, new Date(useNow().getTime() + aheadMs));
  return (
    <time dateTime={props.at} title={instantText(props.at)}>
      {age ?? props.at}
    </time>
  );
}

function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return now;
}
