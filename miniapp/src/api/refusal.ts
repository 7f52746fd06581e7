/** The server's answer was no. `message` is Chinese and says what to do next. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly details: readonly string[] = []) {
    super(message);
  }
}

/** No answer came: whether the server did what was asked is not known. */
export class Unreachable extends Error {
  constructor(message = '网络不通，没有收到结果。请检查网络后再点一次，不会重复办理。') {
    super(message);
  }
}

/** What is shown of an error. */
export const wordsOf = (error: unknown): string => (error instanceof Refusal || error instanceof Unreachable ? error.message : '这一页出了问题，请返回后再打开。');
