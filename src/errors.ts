/** An error that the user can act on: its message says what is wrong, where, and what was expected. */
export class ConvzooError extends Error {
  override readonly name: string = 'ConvzooError';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
