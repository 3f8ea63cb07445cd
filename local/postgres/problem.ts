/** The embedded database cannot be started. The message is for the person who started us, and says what to do. */
export class DatabaseProblem extends Error {
  override readonly name = 'DatabaseProblem';
}

/** The code that the operating system gave a failure, such as `EACCES`; `null` for other errors. */
export function systemCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What the work answers, or `otherwise` when it failed because the file or process is not there. */
export async function unlessMissing<T, U>(work: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemCode(error) ?? '')) return otherwise;
    throw error;
  }
}
