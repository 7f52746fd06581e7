import { verifyChains } from '../../server/audit/verify.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { formOf, links, words } from '../support/page-words.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { person, school, student, students } from '../support/world.js';

type Note = { id: number; awardId: number | null; writtenOn: number; student: { id: number; name: string }; text: string; state: string; step: string; by: string; answer: { text: string; by: string } | null };

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const missing = '户籍材料缺页';
async function submitted(names: string[] = ['张雨桐', '李浩然']): Promise<{ list: ListJson; awards: number[] }> {
  const ids = [];
  for (const name of names) ids.push(await student(here.place, { name }));
  const list = await newList(here.operator, 'vocational-grant', '2023-05', ids);
  await walkTo(here, list.id, 'submitted');
  return { list, awards: (await awardsOn(here.operator, list.id)).map(({ id }) => id) };
}
const write = (who: Person, list: number, award: number, text: string = missing): Promise<Reply> => who.post(`/award-lists/${list}/awards/${award}/notes`, { text });
const written = async (who: Person, list: number, award: number, text?: string): Promise<Note> => {
  const answer = await write(who, list, award, text);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const answer = (who: Person, list: number, note: Note, text = '已补交户口本复印件'): Promise<Reply> => who.post(`/award-lists/${list}/awards/${note.writtenOn}/notes/${note.id}/answer`, { text });
const notes = async (who: Person, list: number, query = ''): Promise<{ items: Note[]; total?: number; nextCursor: string | null; can: Record<string, { allowed: boolean; unmet: { code: string }[] }> }> => (await who.get(`/award-lists/${list}/notes${query}`)).body;

describe('writing a note on one student of a list', () => {
  it('is the reviewer’s while the review waits for them; everybody who sees the list reads it', async () => {
    const { list, awards: [first] } = await submitted();
    const note = await written(here.reviewer, list.id, first);
    expect(note).toMatchObject({ awardId: first, student: { name: '张雨桐' }, text: missing, state: 'open', step: '学校审核', by: here.reviewer.actor.name, answer: null });
    const director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
    for (const who of [here.operator, here.reviewer, here.officer, director]) expect((await notes(who, list.id)).items.map(({ text }) => text)).toEqual([missing]);
    expect((await here.officer.get(`/award-lists/${list.id}/awards/${first}/notes`)).body).toMatchObject({ items: [{ id: note.id }], can: { 'write-note': { allowed: false, unmet: [{ code: 'no-open-task' }] } } });
  });

  it('moves on with the task: after the school has passed it the county writes, at review and at the confirmation', async () => {
    const { list, awards: [first] } = await submitted();
    expect((await write(here.officer, list.id, first)).code).toBe('no-open-task');
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    expect((await write(here.reviewer, list.id, first)).code).toBe('no-open-task');
    expect((await written(here.officer, list.id, first)).step).toBe('主管部门审核');
    await complete(here.officer, list.id, 'authority-review', { decision: 'pass' });
    expect((await write(here.officer, list.id, first)).code).toBe('no-open-task');
    await walkTo(here, list.id, 'published').catch(() => undefined);
  });

  it('is refused to the school operator, to leaders, to another county and for a student of another list', async () => {
    const { list, awards: [first] } = await submitted();
    const director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
    for (const who of [here.operator, director]) expect([(await write(who, list.id, first)).status, (await write(who, list.id, first)).code]).toEqual([403, 'role-not-allowed']);
    const above = await Person.signedIn(product, await person((await office(product)).authority, 'authority-operator'));
    expect((await write(above, list.id, first)).status).toBe(404);
    const other = await submitted(['王梓涵']);
    expect((await write(here.reviewer, list.id, other.awards[0])).status).toBe(404);
    expect((await here.reviewer.get(`/award-lists/${list.id}/awards/${other.awards[0]}/notes`)).status).toBe(404);
  });

  it('needs words, at most 500', async () => {
    const { list, awards: [first] } = await submitted();
    expect((await write(here.reviewer, list.id, first, '   ')).status).toBe(400);
    expect((await write(here.reviewer, list.id, first, '长'.repeat(501))).status).toBe(400);
    expect((await write(here.reviewer, list.id, first, '长'.repeat(500))).status).toBe(201);
    expect((await notes(here.reviewer, list.id)).items).toHaveLength(1);
  });
});

describe('when the list is back at the school', () => {
  it('its notes stand on top until each is answered; the answer settles it and is on record', async () => {
    const { list, awards: [first, second] } = await submitted();
    const one = await written(here.reviewer, list.id, first);
    const two = await written(here.reviewer, list.id, second, '银行卡不是本人');
    await complete(here.reviewer, list.id, 'school-review', { decision: 'fail', remark: '见批注' });
    const page = await here.operator.page(`/award-lists/${list.id}`);
    expect(words(page)).toMatch(/审核人员写了 2 条批注，请逐条答复.*李浩然.*待答复.*银行卡不是本人.*张雨桐.*待答复.*户籍材料缺页.*人数 2 人/);
    expect(words(page)).toContain('批注待答 2');
    expect(words(page).indexOf('请逐条答复')).toBeLessThan(words(page).indexOf('人数 2 人'));
    expect(links(page)).toContain(`/award-lists/${list.id}?tab=people&award=${first}#entry`);
    expect(words(await here.reviewer.page(`/award-lists/${list.id}`))).not.toContain('请逐条答复');
    expect(formOf(await here.reviewer.page(`/award-lists/${list.id}?tab=notes`), `/award-lists/${list.id}/awards/${first}/notes/${one.id}/answer`)).toBeNull();
    const done = await here.operator.submit(`/award-lists/${list.id}/awards/${first}/notes/${one.id}/answer`, { text: '已补交' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `/award-lists/${list.id}`]);
    expect(words(await here.operator.page(`/award-lists/${list.id}`))).toContain('审核人员写了 1 条批注');
    const told = await answer(here.operator, list.id, two);
    expect([told.status, told.body]).toEqual([201, expect.objectContaining({ state: 'answered', answer: expect.objectContaining({ text: '已补交户口本复印件', by: here.operator.actor.name }) })]);
    expect(words(await here.operator.page(`/award-lists/${list.id}`))).not.toContain('请逐条答复');
    expect(await notes(here.officer, list.id, '?state=answered&count=true')).toMatchObject({ total: 2, items: [{ id: two.id }, { id: one.id }] });
    const history = words(await here.officer.page(`/award-lists/${list.id}?tab=history`));
    expect(history).toMatch(/答复批注.*已补交户口本复印件.*答复批注.*已补交.*写批注.*银行卡不是本人.*写批注.*户籍材料缺页/);
    expect(await verifyChains()).toBeNull();
  });

  it('only the school’s operator answers, once; who was slower is told who and keeps what was typed', async () => {
    const { list, awards: [first] } = await submitted();
    const note = await written(here.reviewer, list.id, first);
    for (const who of [here.reviewer, here.officer]) expect((await answer(who, list.id, note)).code).toBe('role-not-allowed');
    const stranger = await Person.signedIn(product, await person(await school(here.authority), 'school-operator'));
    expect((await answer(stranger, list.id, note)).status).toBe(404);
    expect((await answer(here.operator, list.id, { ...note, id: note.id + 1000 })).status).toBe(404);
    expect((await answer(here.operator, list.id, note, ' ')).status).toBe(400);
    const colleague = await Person.signedIn(product, await person(here.place, 'school-operator'));
    expect((await answer(colleague, list.id, note)).status).toBe(201);
    const late = await answer(here.operator, list.id, note, '另一个答复');
    expect([late.status, late.code, (late.body as { detail: string }).detail]).toEqual([409, 'already-done', expect.stringContaining(`已由${colleague.actor.name}于 2023-05-10`)]);
    expect((await notes(here.operator, list.id)).items[0].answer?.text).toBe('已补交户口本复印件');
  });

  it('a refused note and a refused answer keep what was typed, with the reason beside the box', async () => {
    const { list, awards: [first] } = await submitted();
    const long = '长'.repeat(501);
    const note = await here.reviewer.submit(`/award-lists/${list.id}/awards/${first}/notes`, { text: long });
    expect([note.status, formOf(note, `/award-lists/${list.id}/awards/${first}/notes`)]).toEqual([400, { fields: expect.objectContaining({ text: long }), errors: ['最多 500 字，现在 501 字。'] }]);
    const { id } = await written(here.reviewer, list.id, first);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'fail', remark: '见批注' });
    const path = `/award-lists/${list.id}/awards/${first}/notes/${id}/answer`;
    const refused = await here.operator.submit(path, { text: long });
    expect([refused.status, formOf(refused, path)]).toEqual([400, { fields: expect.objectContaining({ text: long }), errors: ['最多 500 字，现在 501 字。'] }]);
  });

  it('a draft with notes is not deleted, so nobody files it anew without them', async () => {
    const { list, awards: [first] } = await submitted();
    await written(here.reviewer, list.id, first);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'fail', remark: '见批注' });
    expect((await listOf(here.operator, list.id)).can.delete).toMatchObject({ allowed: false, unmet: [{ code: 'has-notes' }] });
    expect((await here.operator.delete(`/award-lists/${list.id}`)).code).toBe('has-notes');
    const other = await submitted(['王梓涵']);
    await complete(here.reviewer, other.list.id, 'school-review', { decision: 'fail', remark: '见意见' });
    expect((await here.operator.delete(`/award-lists/${other.list.id}`)).status).toBe(204);
  });
});

describe('a note over the rounds', () => {
  it('stays with the student who is taken off and put on again, and explains the change to who reviews next', async () => {
    const { list, awards: [first] } = await submitted();
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    const note = await written(here.officer, list.id, first);
    await complete(here.officer, list.id, 'authority-review', { decision: 'fail', remark: '见批注' });
    expect((await here.operator.delete(`/award-lists/${list.id}/awards/${first}`)).status).toBe(204);
    expect((await notes(here.operator, list.id)).items).toMatchObject([{ id: note.id, awardId: null, writtenOn: first, student: { name: '张雨桐' } }]);
    expect(words(await here.operator.page(`/award-lists/${list.id}`))).toContain('张雨桐 已不在名单上');
    expect((await answer(here.operator, list.id, note, '材料补不齐，先删去')).status).toBe(201);
    await here.operator.post(`/award-lists/${list.id}/submission`);
    const { items }: { items: { kind: string; reason: string }[] } = (await here.reviewer.get(`/award-lists/${list.id}/changes?from=last-approval`)).body;
    expect(items).toMatchObject([{ kind: 'removed', reason: '仍在读，学校从名单删去；学校答复批注：材料补不齐，先删去' }]);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'fail', remark: '请加回' });
    await here.operator.post(`/award-lists/${list.id}/awards`, { studentId: note.student.id });
    const [again] = (await awardsOn(here.operator, list.id)).slice(-1);
    expect((await here.operator.get(`/award-lists/${list.id}/awards/${again.id}/notes`)).body).toMatchObject({ items: [{ id: note.id, awardId: again.id, answer: { text: '材料补不齐，先删去' } }] });
  });

  it('is counted on the facts, the rows, the task and the list of tasks, by as many as wait for an answer', async () => {
    const { list, awards: [first, second] } = await submitted();
    const one = await written(here.reviewer, list.id, first);
    await written(here.reviewer, list.id, second);
    const task = async () => openTask(here.reviewer, list.id, 'school-review');
    expect((await task())?.marks).toEqual([{ key: 'open-notes', name: '批注待答', count: 2 }]);
    await answer(here.operator, list.id, one);
    expect((await task())?.marks).toEqual([{ key: 'open-notes', name: '批注待答', count: 1 }]);
    const page = await here.reviewer.page(`/tasks/${(await task())?.id}`);
    expect(words(page)).toMatch(/批注待答 1，批注已答 1.*批注 2 条，1 条待答复.*李浩然.*待答复.*张雨桐.*已答复.*学校答复：已补交户口本复印件/);
    expect(words(await here.reviewer.page('/tasks'))).toContain('批注待答 1');
    expect(words(await here.officer.page(`/award-lists/${list.id}?tab=people`))).toMatch(/1 条已答 张雨桐.*1 条待答 李浩然/);
    expect((await here.officer.get(`/award-lists/${list.id}/facts`)).body).toMatchObject({ attention: { notes: { open: 1, all: 2 } } });
  });

  it('is written from the task and leads back to it', async () => {
    const { list, awards: [first] } = await submitted();
    const task = await openTask(here.reviewer, list.id, 'school-review');
    expect(links(await here.reviewer.page(`/tasks/${task?.id}`))).toContain(`/award-lists/${list.id}?tab=people&task=${task?.id}`);
    const people = await here.reviewer.page(`/award-lists/${list.id}?tab=people&task=${task?.id}`);
    expect(links(people)).toContain(`/award-lists/${list.id}?tab=people&note=${first}&task=${task?.id}#note`);
    const panel = await here.reviewer.page(`/award-lists/${list.id}?tab=people&note=${first}&task=${task?.id}`);
    expect(formOf(panel, `/award-lists/${list.id}/awards/${first}/notes`)).not.toBeNull();
    const sent = await here.reviewer.submit(`/award-lists/${list.id}/awards/${first}/notes?task=${task?.id}`, { text: missing });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/tasks/${task?.id}`]);
    // Who may not write is led only to rows that have notes.
    expect([...new Set(links(await here.operator.page(`/award-lists/${list.id}?tab=people`)).filter((href) => /note=/.test(href)))]).toEqual([`/award-lists/${list.id}?tab=people&note=${first}#note`]);
  });

  it('is never public: neither the notice nor the sheet for the wall, nor the export has it', async () => {
    const { list, awards: [first] } = await submitted();
    await written(here.reviewer, list.id, first, '批注里的机密词语');
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    await complete(here.officer, list.id, 'authority-review', { decision: 'pass' });
    await here.operator.upload(`/award-lists/${list.id}/attachments`, '公示照片.jpg', await (await import('../../server/seeding/notice-photo.js')).noticePhoto(), 'image/jpeg');
    await complete(here.operator, list.id, 'publish-list', { start: '2023-05-10', end: '2023-05-16' });
    const { publicity } = await listOf(here.operator, list.id);
    for (const accept of ['text/html', 'application/json']) {
      const notice = await (await fetch(`${product.url}/publicity/${publicity?.token}`, { headers: { Accept: accept } })).text();
      expect([notice.includes('护理'), notice.includes('机密词语')]).toEqual([true, false]);
    }
    for (const path of ['wall-sheet', 'export.xlsx']) expect([path, (await here.officer.page(`/award-lists/${list.id}/${path}`)).text.includes('机密词语')]).toEqual([path, false]);
    const auditor = await Person.signedIn(product, await person(here.authority, 'auditor'));
    expect((await auditor.get('/audit-events?limit=200')).text).not.toContain('机密词语');
  });

  it('a hundred notes come in pages', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'submitted');
    const [{ id: award }] = await awardsOn(here.operator, list.id);
    for (let number = 1; number <= 35; number += 1) await written(here.reviewer, list.id, award, `第 ${number} 条`);
    const first = await notes(here.reviewer, list.id, '?limit=20&count=true');
    const second = await notes(here.reviewer, list.id, `?limit=20&cursor=${first.nextCursor}`);
    expect([first.total, first.items.length, second.items.length, second.nextCursor]).toEqual([35, 20, 15, null]);
    expect(words(await here.reviewer.page(`/award-lists/${list.id}?tab=notes&page=2`))).toContain('第 31–35 条，共 35 条');
  });
});
