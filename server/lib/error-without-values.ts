export type PlainError = { type: string; message: string; stack?: string; code?: unknown; errno?: unknown; cause?: PlainError };

/** What is written of an error: its kind, number, message and where it came from, without the values a statement carried. */
export function errorWithoutValues(error: unknown): PlainError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' };
  const { code, errno, sql, parent } = error as Error & { code?: unknown; errno?: unknown; sql?: unknown; parent?: { code?: unknown; errno?: unknown } };
  const ofDatabase = sql !== undefined || parent !== undefined || errno !== undefined;
  const plain = (text: string): string => (ofDatabase ? text.replace(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g, '…') : text).replace(/\d{11,}/g, '…');
  return {
    type: error.name, message: plain(error.message), stack: plain(error.stack ?? ''),
    ...(code ?? parent?.code ? { code: code ?? parent?.code } : {}), ...(errno ?? parent?.errno ? { errno: errno ?? parent?.errno } : {}),
    ...(error.cause instanceof Error ? { cause: errorWithoutValues(error.cause) } : {}),
  };
}
