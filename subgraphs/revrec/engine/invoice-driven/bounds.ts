/** The lesser of the two; the library's own minimum takes no bigint. */
export function atMost(minor: bigint, cap: bigint): bigint {
  if (minor > cap) return cap;
  return minor;
}

/** The greater of the two. */
export function atLeast(minor: bigint, floor: bigint): bigint {
  if (minor < floor) return floor;
  return minor;
}
