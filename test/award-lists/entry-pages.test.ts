import { partPager } from '../../server/award-lists/views/list-sheet.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { row, rows, run } from '../../server/database.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';
import { workJobs } from '../support/jobs.js';
import { formOf, links, tableRows, words } from '../support/page-words.js';
import { listOf, newList, walkTo, type Around } from '../support/list-walk.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { find } from '../support/read-html.js';
import { county, documentNumber, person, province, prefecture, school, student, students, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let place: Place;
let around: Around;
let list: ListJson;
let base: string;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator')) };
  list = await newList(around.operator, 'vocational-grant', '2023-05', []);
  base = `/award-lists/${list.id}`;
});

const people = async (): Promise<string[]> => (await rows<{ name: string }>('SELECT name FROM awards WHERE list_id = ? ORDER BY id', [list.id])).map(({ name }) => name);
const add = (ids: readonly number[], more: Record<string, string> = {}, query = ''): Promise<Reply> => around.operator.submit(`${base}/awards${query}`, { ...Object.fromEntries(ids.map((id, at) => [`studentIds[${at}]`, String(id)])), ...more });
const file = (name: string, bytes: Buffer, type: string): FormData => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
};

describe('entering students at the desk', () => {
  it.each([['a name', '慕容雪'], ['pinyin', 'murong'], ['initials', 'mrx'], ['the last four of the number', null]])('finds a student of the school by %s and adds those who are ticked', async (_, typed) => {
    const document = documentNumber();
    const id = await student(place, { name: '慕容雪', document });
    await student(await school(authority), { name: '慕容雪' });
    const found = await around.operator.page(`${base}?tab=people&find=${encodeURIComponent(typed ?? document.slice(-4))}`);
    expect(find(found.text, 'input', { name: 'studentIds' }).map(({ attributes }) => attributes.value)).toEqual([String(id)]);
    const reply = await add([id], { tier: 'high' }, '?find=mrx');
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `${base}?tab=people&find=mrx#f-find`]);
    expect(await people()).toEqual(['慕容雪']);
    expect((await listOf(around.operator, list.id)).payable).toBe('300.00');
  });

  it('says of a student who cannot be added why, and shows the tick box switched off', async () => {
    await student(place, { name: '尉迟休', status: 'suspended' });
    const other = await student(place, { name: '尉迟重' });
    await walkTo(around, (await newList(around.operator, 'vocational-grant', '2023-05', [other])).id, 'submitted');
    const page = await around.operator.page(`${base}?tab=people&find=${encodeURIComponent('尉迟')}`);
    expect(find(page.text, 'input', { name: 'studentIds', disabled: '' })).toHaveLength(2);
    expect(words(page)).toContain('尉迟休的学籍状态是“休学”，不是全日制在读，不能列入名单。');
    expect(words(page)).toContain('已在2023年5月中职国家助学金的另一份名单上，同一月份只能受助一次。');
  });

  it('of several ticked students everybody who cannot stand on the list is named, nobody is added and the ticks stay', async () => {
    const free = await student(place, { name: '端木甲' });
    const left = await student(place, { name: '端木乙', status: 'withdrawn' });
    const away = await student(place, { name: '端木丙', status: 'suspended' });
    const page = await add([free, left, away], { tier: 'low' }, `?find=${encodeURIComponent('端木')}`);
    expect(page.status).toBe(422);
    expect(find(page.text, 'div', { role: 'alert' })[0].text).toMatch(/端木乙.*退学.*端木丙.*休学/);
    expect(await people()).toEqual([]);
    expect(formOf(page, `${base}/awards`)?.fields).toMatchObject({ studentIds: String(free), tier: 'low' });
    expect((await add([])).status).toBe(400);
  });

  it('changes a tier and removes a student, each refused when somebody else was faster', async () => {
    const id = await student(place, { name: '司马光' });
    await add([id]);
    const award = await row<{ id: number; version: number }>('SELECT id, version FROM awards WHERE list_id = ?', [list.id]);
    const open = await around.operator.page(`${base}?tab=people&award=${award?.id}`);
    expect(formOf(open, `${base}/awards/${award?.id}`)?.fields).toMatchObject({ tier: 'standard', version: '0' });
    expect((await around.operator.submit(`${base}/awards/${award?.id}`, { tier: 'high', version: '0' })).status).toBe(303);
    const stale = await around.operator.submit(`${base}/awards/${award?.id}`, { tier: 'low', version: '0' });
    expect([stale.status, words(stale).includes('这名学生的档次刚被改过')]).toEqual([409, true]);
    expect((await listOf(around.operator, list.id)).payable).toBe('300.00');
    expect((await around.operator.submit(`${base}/awards/${award?.id}/removal`, {})).status).toBe(303);
    expect(await people()).toEqual([]);
  });

  it('one form sent twice acts once, one without the session\'s token not at all', async () => {
    const id = await student(place, { name: '诸葛亮' });
    const key = { _key: 'one-form-sent-twice' };
    const [first, second] = [await add([id], key), await add([id], key)];
    expect([first.status, second.status, second.headers.get('location')]).toEqual([303, 303, first.headers.get('location')]);
    expect(await people()).toEqual(['诸葛亮']);
    expect((await around.operator.submit(`${base}/submission`, { _csrf: 'x'.repeat(43), version: '0' })).status).toBe(403);
  });

  it('shows fifty people a page with the sum of all, and finds one on a long list', async () => {
    await add(await students(place, 51, { name: '某某' }));
    await add([await student(place, { name: '独孤求败' })]);
    const first = await around.operator.page(`${base}?tab=people`);
    expect([tableRows(first, '名单人员').length, words(first).includes('合计 52 人'), words(first).includes('10,400.00')]).toEqual([50, true, true]);
    expect(links(first)).toContain(`${base}?tab=people&page=2`);
    expect(tableRows(await around.operator.page(`${base}?tab=people&page=2`), '名单人员')).toHaveLength(2);
    expect(tableRows(await around.operator.page(`${base}?tab=people&q=duguqb`), '名单人员').map(({ text }) => text.includes('独孤求败'))).toEqual([]);
    expect(tableRows(await around.operator.page(`${base}?tab=people&q=dugu`), '名单人员').map(({ text }) => text.includes('独孤求败'))).toEqual([true]);
  });
});

describe('handing in, taking back, deleting', () => {
  it('a submission the rules refuse names everybody concerned and changes nothing', async () => {
    const [stays, goes] = [await student(place, { name: '东方朔' }), await student(place, { name: '公孙策' })];
    await add([stays, goes]);
    await run("UPDATE students SET enrolment_status = 'transferred-out' WHERE id = ?", [goes]);
    const { version } = await listOf(around.operator, list.id);
    const page = await around.operator.submit(`${base}/submission`, { version: String(version) });
    expect([page.status, find(page.text, 'div', { role: 'alert' })[0].text]).toEqual([422, expect.stringContaining('公孙策不是全日制在读')]);
    expect((await listOf(around.operator, list.id)).stage).toBe('entry');
  });

  it('a page that is out of date hands in nothing', async () => {
    await add(await students(place, 1));
    const page = await around.operator.submit(`${base}/submission`, { version: '0' });
    expect([page.status, words(page).includes('您打开页面后名单已有变化')]).toEqual([409, true]);
  });

  it('a submission is taken back before the school has reviewed it, and not after', async () => {
    await add(await students(place, 1));
    await walkTo(around, list.id, 'submitted');
    expect(formOf(await around.operator.page(base), `${base}/submission/removal`)).not.toBeNull();
    expect((await around.operator.submit(`${base}/submission/removal`, {})).status).toBe(303);
    expect((await listOf(around.operator, list.id)).stage).toBe('entry');
    await walkTo(around, list.id, 'reviewedAtSchool');
    const late = await around.operator.submit(`${base}/submission/removal`, {});
    expect([late.status, words(late).includes('学校审核已经办过')]).toEqual([422, true]);
  });

  it('a draft is deleted after being asked once; what was handed in is not', async () => {
    await add(await students(place, 2));
    const asked = await around.operator.page(`${base}/removal`);
    expect([asked.status, words(asked).includes('名单里的 2 人会一起删去，不能恢复')]).toEqual([200, true]);
    expect(formOf(asked, `${base}/removal`)).not.toBeNull();
    const kept = await newList(around.operator, 'vocational-grant', '2023-05', await students(place, 1));
    await walkTo(around, kept.id, 'submitted');
    expect((await around.operator.submit(`/award-lists/${kept.id}/removal`, {})).status).toBe(422);
    expect((await around.operator.submit(`${base}/removal`, {})).headers.get('location')).toBe('/award-lists');
    expect((await around.operator.page(base)).status).toBe(404);
  });
});

describe('files at the desk', () => {
  it('an attachment is uploaded, looked at, downloaded and taken away; a refused one says why beside the field', async () => {
    const none = await around.operator.submit(`${base}/attachments`, new FormData());
    expect([none.status, formOf(none, `${base}/attachments`)?.errors]).toEqual([400, ['请选择要上传的文件。']]);
    const wrong = await around.operator.submit(`${base}/attachments`, file('公示.txt', Buffer.from('公示'), 'text/plain'));
    expect([wrong.status, formOf(wrong, `${base}/attachments`)?.errors.length]).toEqual([415, 1]);
    const form = file('公示照片.jpg', await noticePhoto(), 'image/jpeg');
    form.append('noPersonalNumbers', 'yes');
    expect((await around.operator.submit(`${base}/attachments`, form)).headers.get('location')).toBe(`${base}?tab=attachments`);
    const page = await around.officer.page(`${base}?tab=attachments`);
    expect(words(page)).toContain('上传人已确认没有证件号、手机号、卡号');
    const [show, download] = links(page).filter((href) => href.includes('/attachments/')).slice(0, 2).map((href) => href);
    expect((await around.officer.page(show)).headers.get('content-disposition')).toMatch(/^inline/);
    expect((await around.officer.page(download.replace('?view=1', ''))).headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await around.operator.submit(`${download.replace('?view=1', '')}/removal`, {})).status).toBe(303);
    expect(words(await around.operator.page(`${base}?tab=attachments`))).toContain('2023年5月的名单必须有公示附件，还没有上传');
  });

  it('people come from a file only after the report was read', async () => {
    const document = documentNumber();
    await student(place, { name: '上官婉', document });
    const sheet = (lines: string[][]): FormData => file('名单.xlsx', makeXlsx([{ name: '名单', rows: [['证件号码', '姓名'], ...lines].map((line, at) => textRow(at + 1, line)).join('') }]), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    const bad = await around.operator.submit(`${base}/imports`, sheet([[document, '上官婉'], ['', '查无此人'], [documentNumber(), '张三']]));
    await workJobs();
    const report = await around.operator.page(bad.headers.get('location') ?? '');
    expect(tableRows(report, '导入的错误')).toHaveLength(2);
    expect(words(report)).toContain('检查完成，有错误，一行也没有写入');
    expect(formOf(report, `${bad.headers.get('location')}/commit`)).toBeNull();
    expect((await around.operator.page(`${bad.headers.get('location')}/errors.xlsx`)).status).toBe(200);
    const good = await around.operator.submit(`${base}/imports`, sheet([[document, '上官婉']]));
    await workJobs();
    const address = good.headers.get('location') ?? '';
    expect([(await people()).length, words(await around.operator.page(address)).includes('下一步：导入 1 行')]).toEqual([0, true]);
    expect((await around.operator.submit(`${address}/commit`, {})).headers.get('location')).toBe(`${base}?tab=people`);
    expect(await people()).toEqual(['上官婉']);
    const again = await around.operator.submit(`${address}/commit`, {});
    expect([again.status, words(again).includes('这个文件已经导入')]).toEqual([409, true]);
    expect((await (await Person.signedIn(product, await person(await school(authority), 'school-operator'))).page(address)).status).toBe(404);
    expect((await around.operator.page('/templates/award-list.xlsx')).headers.get('content-type')).toContain('spreadsheetml');
  });

  it('the list on paper has everybody with masked numbers and the totals below; a long one is printed a part at a time', async () => {
    list = await newList(around.operator, 'vocational-grant', '2023-05', [await student(place)]);
    const sheet = await around.operator.page(`/award-lists/${list.id}/list-sheet`);
    expect(links(await around.operator.page(`/award-lists/${list.id}`))).toContain(`/award-lists/${list.id}/list-sheet`);
    const [one] = await rows<{ name: string; document_masked: string }>('SELECT w.name, s.document_masked FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?', [list.id]);
    expect(words(sheet)).toMatch(new RegExp(`1 *${one.name} *${one.document_masked.replaceAll('*', '\\*')}.*合计 *1 人 *200\\.00`));
    expect((await (await Person.signedIn(product, await person(await school(authority), 'school-operator'))).page(`/award-lists/${list.id}/list-sheet`)).status).toBe(404);
    const parts = [1, 2, 3].map((page) => partPager(page, 2001, (other) => `#${other}`));
    expect(parts).toMatchObject([{ next: '#2' }, { previous: '#1', next: '#3' }, { previous: '#2', text: expect.stringContaining('2,001–2,001 人') }]);
    expect([parts[0]?.previous, parts[2]?.next, partPager(1, 1000, String)]).toEqual([undefined, undefined, undefined]);
  });

  it('the sheet for the wall shows names in full to the school and its authority, to nobody else, and only while published', async () => {
    const top = await province();
    authority = await county(await prefecture(top));
    place = await school(authority);
    around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator')) };
    list = await newList(around.operator, 'vocational-grant', '2023-05', [await student(place, { name: '皇甫嵩' })]);
    expect((await around.operator.page(`/award-lists/${list.id}/wall-sheet`)).status).toBe(422);
    await walkTo(around, list.id, 'published');
    for (const who of [around.operator, around.reviewer, around.officer]) expect(words(await who.page(`/award-lists/${list.id}/wall-sheet`))).toContain('皇甫嵩');
    const above = await Person.signedIn(product, await person(top, 'authority-operator'));
    expect([(await above.page(`/award-lists/${list.id}`)).status, (await above.page(`/award-lists/${list.id}/wall-sheet`)).status]).toEqual([200, 403]);
    const published = await listOf(around.operator, list.id);
    expect(links(await around.operator.page(`/award-lists/${list.id}`))).toContain(`/publicity/${published.publicity?.token}`);
  });
});

describe('asking for a withdrawal at the desk', () => {
  it('shows what would change, keeps what was typed when refused, and asks', async () => {
    await add(await students(place, 2));
    await walkTo(around, list.id, 'published');
    const early = await around.operator.page(`${base}/withdrawal-request`);
    expect([words(early).includes('申请公示退回：还差 1 项'), formOf(early, `${base}/withdrawal-request`)]).toEqual([true, null]);
    const [task] = ((await around.officer.get(`/tasks?subjectId=${list.id}`)).body as { items: { id: number; version: number }[] }).items;
    await around.officer.submit(`/tasks/${task.id}/completion`, { version: String(task.version), decision: 'confirm' });
    const page = await around.operator.page(`${base}/withdrawal-request`);
    expect(tableRows(page, '主管部门同意退回后，会变成这样').map(({ text }) => text)).toEqual(['上级公示状态公示通过公示不通过', '学校公示状态学校已公示学校未公示', '学校审核状态通过待审核', '主管部门审核状态通过待审核', '公示页公开中立即关闭']);
    const refused = await around.operator.submit(`${base}/withdrawal-request`, { reason: '   ' });
    expect([refused.status, formOf(refused, `${base}/withdrawal-request`)?.errors.length]).toEqual([422, 1]);
    expect((await around.operator.submit(`${base}/withdrawal-request`, { reason: '一名学生已转学。' })).status).toBe(303);
    expect((await listOf(around.operator, list.id)).stage).toBe('withdrawal-pending');
    expect(words(await around.operator.page(`${base}/withdrawal-request`))).toContain('一名学生已转学。');
  });
});
