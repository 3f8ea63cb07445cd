const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
];

/** Age of an instant in its largest unit, such as `3 min ago`; null for text that is no instant. Below a minute, or ahead, is now. */
export function ageText(instant: string, now: Date): string | null {
  const elapsedMs = now.getTime() - Date.parse(instant);
  if (Number.isNaN(elapsedMs)) return null;
  const elapsedS = Math.max(0, Math.floor(elapsedMs / 1_000));
  const fitting = UNITS.find(([, lengthS]) => elapsedS >= lengthS);
  if (fitting === undefined) return 'just now';
  const [unit, lengthS] = fitting;
  return `${Math.floor(elapsedS / lengthS)} ${unit} ago`;
}

/** RFC 3339 in UTC to `2026-08-16 09:30:00 UTC`, by the text alone. */
export function instantText(instant: string): string {
  return instant.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}
