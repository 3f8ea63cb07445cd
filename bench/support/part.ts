/** One process of a benchmark, seen from inside. */
export interface Part {
  /** What the others need to reach it; sent as JSON. */
  readonly address: unknown;
  /** Work done so far, in units of its own, such as requests answered. */
  readonly count?: () => number;
  /** Does or tells what only this part knows; question and answer are sent as JSON. */
  readonly answer?: (question: unknown) => Promise<unknown>;
  close(): Promise<void>;
}

/** What the benchmark asks of a part; `close` ends the process. */
export type Asked =
  | { readonly open: unknown }
  | { readonly ask: 'usage' }
  | { readonly ask: 'close' }
  | { readonly ask: 'own'; readonly question: unknown };

export type Told =
  | { readonly opened: unknown }
  | { readonly failed: string }
  | { readonly usage: Usage }
  | { readonly answer: unknown }
  | { readonly closed: true };

/** Of the whole process, all its threads, since it began. */
export interface Usage {
  readonly cpuMs: number;
  readonly residentBytes: number;
  readonly count: number;
}

/** Makes this process a part: `open` is called once with the settings that the benchmark sends; failing, it ends. */
export function servePart<Settings>(open: (settings: Settings) => Promise<Part>): void {
  let part: Part | null = null;
  const end = async () => {
    await part?.close();
    tell({ closed: true });
    process.exit(0);
  };
  process.on('message', (message: Asked) => {
    if ('open' in message) {
      // Sent by `startPart`, which is typed by the same settings.
      open(message.open as Settings).then(
        (opened) => {
          part = opened;
          tell({ opened: opened.address });
        },
        (error: unknown) => {
          tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
          void end();
        },
      );
    } else if (message.ask === 'usage') tell({ usage: usageOf(part) });
    else if (message.ask === 'own') answerTo(part, message.question);
    else void end();
  });
  // The benchmark is gone, however it ended.
  process.once('disconnect', () => void end());
  // Ctrl-C reaches the whole group; the benchmark closes its parts in order.
  process.on('SIGINT', () => undefined);
}

function answerTo(part: Part | null, question: unknown): void {
  const asked = part?.answer?.(question) ?? Promise.reject(new Error('This part has no answers'));
  asked.then(
    // Undefined would be left out of the message.
    (answer) => tell({ answer: answer ?? null }),
    (error: unknown) => tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
}

function tell(told: Told): void {
  if (process.connected) process.send?.(told);
}

function usageOf(part: Part | null): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    residentBytes: process.memoryUsage.rss(),
    count: part?.count?.() ?? 0,
  };
}
