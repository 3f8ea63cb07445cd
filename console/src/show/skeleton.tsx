/** Grey bars in the place of what is being loaded. */
export function Skeleton(props: { readonly rows: number; readonly label: string }) {
  return (
    <div className="skeleton" role="status" aria-label={props.label}>
      {Array.from({ length: props.rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div key={row} className="bar" />
      ))}
    </div>
  );
}
