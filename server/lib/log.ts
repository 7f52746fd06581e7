import pino, { type DestinationStream, type Logger } from 'pino';
import { errorWithoutValues } from './error-without-values.js';

/**
 * The log of one process: JSON lines without personal data. The database driver puts the whole statement with its values on
 * its errors and quotes them in the message; neither is written.
 * @param to where the lines go; standard output when left out.
 */
export function productLog(level: string, base: Record<string, unknown> = {}, to?: DestinationStream): Logger {
  const options = { level, base, redact: ['password', 'token', '*.password', '*.token', 'req.headers.authorization'], serializers: { err: errorWithoutValues } };
  return to ? pino(options, to) : pino(options);
}
