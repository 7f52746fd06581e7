/** The two kinds of background work of a file, and what they are told. */
export const CHECK_JOB = 'import-check';
export const WRITE_JOB = 'import-write';

export type CheckInput = { importId: number; preview: boolean; rows: number };
export type WriteInput = { importId: number };
