import type { ListJson } from '../../server/award-lists/presenter.js';
import type { TaskJson } from '../../server/workflow/presenter.js';
import { periodFields, type Period } from '../../server/values/period.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import type { Person, Reply } from './product.js';

/** The people around one list. */
export type Around = { operator: Person; reviewer: Person; officer: Person };

export const listOf = async (person: Person, id: number): Promise<ListJson> => (await person.get(`/award-lists/${id}`)).body;

/** A new list of the school with these students on it. */
export async function newList(operator: Person, programme: string, period: Period, studentIds: readonly number[]): Promise<ListJson> {
  const made = await operator.post('/award-lists', { programme, ...periodFields(period) });
  if (made.status !== 201) throw new Error(made.text);
  const list: ListJson = made.body;
  for (const studentId of studentIds) {
    const added = await operator.post(`/award-lists/${list.id}/awards`, { studentId });
    if (added.status !== 201) throw new Error(added.text);
  }
  return listOf(operator, list.id);
}

/** The open task of a list as its doer finds it, or undefined. */
export async function openTask(person: Person, listId: number, key: string): Promise<TaskJson | undefined> {
  const found: { items: TaskJson[] } = (await person.get(`/tasks?subjectId=${listId}&state=open`)).body;
  return found.items.find((task) => task.key === key);
}

/** Completes the open task with this key. */
export async function complete(person: Person, listId: number, key: string, fields: Record<string, unknown> = {}): Promise<Reply> {
  const task = await openTask(person, listId, key);
  if (!task) throw new Error(`list ${listId} does not wait at ${key} for ${person.actor.login}`);
  return person.post(`/tasks/${task.id}/completion`, { version: task.version, ...fields });
}

const steps = {
  submitted: ({ operator }: Around, id: number) => operator.post(`/award-lists/${id}/submission`),
  reviewedAtSchool: ({ reviewer }: Around, id: number) => complete(reviewer, id, 'school-review', { decision: 'pass' }),
  reviewedAtAuthority: ({ officer }: Around, id: number) => complete(officer, id, 'authority-review', { decision: 'pass' }),
  published: async ({ operator }: Around, id: number, period: { start: string; end: string }) => {
    await attachPhoto(operator, id);
    return complete(operator, id, 'publish-list', period);
  },
  confirmed: ({ officer }: Around, id: number) => complete(officer, id, 'confirm-publicity', { decision: 'confirm' }),
};
export type Reached = keyof typeof steps;

/** Takes a list on to a point of its way; the period is 10 to 16 May 2023 unless given. */
export async function walkTo(around: Around, id: number, reached: Reached, period = { start: '2023-05-10', end: '2023-05-16' }): Promise<ListJson> {
  for (const [name, step] of Object.entries(steps)) {
    const answer = await step(around, id, period);
    if (answer.status >= 300) throw new Error(`${name}: ${answer.text}`);
    if (name === reached) break;
  }
  return listOf(around.operator, id);
}

/** The photograph of the notice board, as the attachment of the round. */
export const attachPhoto = async (operator: Person, id: number): Promise<Reply> => operator.upload(`/award-lists/${id}/attachments`, '公示照片.jpg', await noticePhoto(), 'image/jpeg');
