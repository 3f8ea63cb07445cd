import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { type Tone, toneOf, wordsOf } from './status-words.ts';

/** A status by icon, word and colour. `tone` where a word means something else than usual. */
export function StatusBadge(props: { readonly status: string; readonly tone?: Tone; readonly label?: ReactNode }) {
  const tone = props.tone ?? toneOf(props.status);
  return (
    <span className={`badge tone-${tone.toLowerCase()}`}>
      <Icon tone={tone} />
      {props.label ?? wordsOf(props.status)}
    </span>
  );
}
