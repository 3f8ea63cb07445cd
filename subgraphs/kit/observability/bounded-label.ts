/** What stands for every value beyond the bound. */
export const OTHER = 'other';

/**
 * Makes a label out of values that others choose: the first so many keep their own, and so does whatever was `known`
 * before; all later ones are `other`. A series of metrics costs memory for as long as a process lives.
 */
export function boundedLabel(max: number, known: Iterable<string> = []): (value: string) => string {
  const kept = new Set(known);
  const keptMax = kept.size + max;
  return (value) => {
    if (kept.has(value)) return value;
    if (kept.size >= keptMax) return OTHER;
    kept.add(value);
    return value;
  };
}
