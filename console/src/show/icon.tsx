import type { Tone } from './status-words.ts';

const PATH: Readonly<Record<Tone, string>> = {
  GOOD: 'M3.5 8.5 L6.5 11.5 L12.5 4.5',
  BUSY: 'M13 8 A5 5 0 1 1 10.5 3.7 M10.2 1 L10.7 3.9 L7.8 4.6',
  WARN: 'M8 2 L14.5 13.5 L1.5 13.5 Z M8 6.5 L8 9.5 M8 11.5 L8 11.6',
  BAD: 'M4 4 L12 12 M12 4 L4 12',
  QUIET: 'M4 8 L12 8',
};

/** Decoration beside a word, hidden from screen readers; only a busy one turns, and not when motion is unwanted. */
export function Icon(props: { readonly tone: Tone }) {
  return (
    <svg className={props.tone === 'BUSY' ? 'icon turning' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATH[props.tone]} />
    </svg>
  );
}
