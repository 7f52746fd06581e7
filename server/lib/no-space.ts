import { TryLater } from './errors.js';

/** MariaDB and MySQL: the disk is full, the table is full, a temporary file could not be written. */
const FULL = new Set([20, 1021, 1114, 1878]);
/** Could not create or write a file: full only where the system said so. */
const PERHAPS = new Set([1, 3, 126, 1004, 1005, 1026, 1030]);
const SAID = /errno: (28|122)\b|error:? (28|122)\b|No space left|quota exceeded/i;

/** Whether the disk, of the database or of the stored files, is why something could not be written. */
export function isNoSpace(error: unknown): boolean {
  const { code, errno, sqlMessage, parent } = (error ?? {}) as { code?: string; errno?: number; sqlMessage?: string; parent?: { errno?: number; sqlMessage?: string } };
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  const number = errno ?? parent?.errno ?? 0;
  return FULL.has(number) || (PERHAPS.has(number) && SAID.test(sqlMessage ?? parent?.sqlMessage ?? ''));
}

/** 503: there is no room to write; nothing was done. It goes by itself once somebody has made room. */
export class NoSpace extends TryLater {
  constructor() {
    super('服务器的存储空间满了，您的操作没有生效，填写的内容还在。请告诉系统管理员腾出空间，之后用同一页面再提交一次。', 30, 'no-space');
  }
}
