/** A task as the rule looks at it: as it is presented, and how many of its people carry a warning. */
export type Weighed = {
  key: string; decisions: readonly { remarkRequired: boolean }[]; marks: readonly { name: string; count: number }[]; form: readonly { label: string; required: boolean }[]; vote: unknown; warnings: number; /** Why its kind is never decided with others. */ byItself?: string | undefined;
  can: Readonly<Record<string, { allowed: boolean; unmet: readonly { message: string }[] }>>;
};

/**
 * Why a task is to be decided by itself and not with many others; nothing for one of low risk: this person may decide it now, nobody
 * on it needs an eye, no note or objection waits, and nothing is to be filled in or voted on.
 * @param key the kind of task the others are.
 */
export function whyByItself(task: Weighed, key: string): string[] {
  const { complete } = task.can;
  return [
    ...(task.key === key ? [] : ['不是同一个环节']),
    ...(complete?.allowed ? [] : [complete?.unmet[0]?.message ?? '现在不能办理']),
    ...(task.decisions.some(({ remarkRequired }) => !remarkRequired) ? [] : ['这一步没有可以一起作的决定']),
    ...(task.byItself ? [task.byItself] : []),
    ...(task.vote ? ['由各单位表决'] : []),
    ...task.form.filter(({ required }) => required).map(({ label }) => `要填写“${label}”`),
    ...(task.warnings > 0 ? [`${task.warnings} 人需要留意`] : []),
    ...task.marks.map(({ name, count }) => `${name} ${count} 条`),
  ];
}
