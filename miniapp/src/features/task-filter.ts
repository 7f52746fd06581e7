/** Which tasks somebody wants to see; the home page chooses, the task page shows. */
export type TaskFilter = { state: 'open' | 'done'; whose?: 'me' | 'post'; key?: string; programme?: string };

/** What each reminder counts: the open tasks of this key. The missing attachment is an absence, seen where the list is published. */
export const taskKeys: Record<string, string> = { 'school-review': 'school-review', 'authority-review': 'authority-review', publicity: 'publish-list', 'missing-attachment': 'publish-list', confirmation: 'confirm-publicity', 'withdrawal-review': 'review-withdrawal' };

let wanted: TaskFilter = { state: 'open' };
export const wantTasks = (filter: TaskFilter): void => { wanted = filter; };
export const wantedTasks = (): TaskFilter => wanted;
