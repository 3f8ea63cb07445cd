import { useEffect, useState } from 'react';
import { ageText, instantText } from './age.ts';

const TICK_MS = 5_000;

/** An instant as its age, the exact time on hover and for screen readers. */
export function Moment(props: { readonly at: string }) {
  const now = useNow();
  const age = ageText(props.at, now);
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
