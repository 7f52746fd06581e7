/** What can go wrong in an act, thrown where it is known and turned into an answer in `web/error-response.ts` only. */

/** One place in the input, or one unmet condition: where it is and what to do about it, in Chinese. */
export type ErrorItem = { path?: string; row?: number; column?: string; elementId?: string; code: string; message: string; basis?: string };

export abstract class ProductError extends Error {
  abstract readonly status: number;
  constructor(readonly code: string, message: string, readonly errors?: ErrorItem[]) {
    super(message);
    this.name = new.target.name;
  }
}

/** 400: the request is malformed (type, unknown field, bad date). */
export class InputInvalid extends ProductError {
  readonly status = 400;
  constructor(errors: ErrorItem[], message = '有几处填写不符合要求，请按提示改正后再提交。') {
    super('input-invalid', message, errors);
  }
}

/** 401: nobody is signed in, or the session has ended. */
export class NotSignedIn extends ProductError {
  readonly status = 401;
  constructor(code: 'not-signed-in' | 'session-expired' | 'signed-in-elsewhere' | 'wrong-credentials' | 'account-locked' | 'one-time-code-needed' | 'wrong-one-time-code' | 'wechat-not-bound' = 'not-signed-in', message = '请先登录。') {
    super(code, message);
  }
}

/** 403: the object is in scope but this act is not this person's, or the role lacks the function. */
export class Forbidden extends ProductError {
  readonly status = 403;
  constructor(code = 'role-not-allowed', message = '这项业务不由您的岗位办理。', errors?: ErrorItem[]) {
    super(code, message, errors);
  }
}

/** 404: absent, or outside the actor's scope. The two are never told apart. */
export class NotFound extends ProductError {
  readonly status = 404;
  constructor(message = '没有找到。它可能已被删除，或不在您的管理范围内。') {
    super('not-found', message);
  }
}

/** 409: somebody was first, or what the person saw is no longer what is stored. */
export class Conflict extends ProductError {
  readonly status = 409;
  constructor(code: 'already-done' | 'stale-version' | 'in-progress' | 'key-reused' | 'in-use' | 'wechat-bound-to-another' | 'locked-by-other' | 'lock-expired' | 'not-locked', message: string, readonly by?: string, readonly at?: string) {
    super(code, message);
  }
}

/** 410: it was public once and its time is over. */
export class Gone extends ProductError {
  readonly status = 410;
  constructor(message = '公示期已结束，公示内容不再显示。') {
    super('gone', message);
  }
}

/** 413: more than the limit, which the message names. */
export class TooLarge extends ProductError {
  readonly status = 413;
  constructor(message: string) {
    super('too-large', message);
  }
}

/** 415: a kind of file or body that is not accepted here. */
export class UnsupportedMedia extends ProductError {
  readonly status = 415;
  constructor(message: string) {
    super('unsupported-media', message);
  }
}

/** 422: well-formed, but a rule of the office refuses it. `basis` quotes the paragraph. */
export class RuleBroken extends ProductError {
  readonly status = 422;
  constructor(code: string, message: string, readonly basis?: string, errors?: ErrorItem[]) {
    super(code, message, errors);
  }
}

/** 429: too often. `retryAfter` in seconds. */
export class TooMany extends ProductError {
  readonly status = 429;
  constructor(readonly retryAfter: number, message = '操作太频繁，请稍后再试。') {
    super('too-many-requests', message);
  }
}

/** 503: not now; nothing was done, or the outcome is unknown and the same request may be repeated. `retryAfter` in seconds. */
export class TryLater extends ProductError {
  readonly status = 503;
  constructor(message = '系统繁忙，您的操作没有丢失，请稍后用同一页面再提交一次。', readonly retryAfter = 2, code: 'try-later' | 'no-chinese-font' | 'no-space' = 'try-later') {
    super(code, message);
  }
}
