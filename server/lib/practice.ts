let here = false;

/** Whether this process serves a practice world (练习环境), see practice/practice.ts; set once at start-up. */
export const isPractice = (): boolean => here;

export function usePractice(practice: boolean): void {
  here = practice;
}
