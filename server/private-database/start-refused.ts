/** The private database cannot be opened. The message is Chinese, one or two lines, and says what to do; nothing else need be printed. */
export class DatabaseStartRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DatabaseStartRefused';
  }
}
