/** How many sockets somebody has, up to a limit. */
export class SocketCount {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** False when there are as many as allowed; nothing was counted then. */
  take(owner: string): boolean {
    const count = this.#counts.get(owner) ?? 0;
    if (count >= this.#max) return false;
    this.#counts.set(owner, count + 1);
    return true;
  }

  release(owner: string): void {
    const count = this.#counts.get(owner) ?? 0;
    if (count <= 1) this.#counts.delete(owner);
    else this.#counts.set(owner, count - 1);
  }
}
