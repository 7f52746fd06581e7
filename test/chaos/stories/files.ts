import { run } from '../../../server/database.js';
import { noticePhoto } from '../../../server/seeding/notice-photo.js';
import { makeXlsx, textRow } from '../../lib/make-zip.js';
import { rosterFile, rosterLine, XLSX } from '../../students/roster-file.js';
import { attachPhoto } from '../../support/list-walk.js';
import { office } from '../../support/office.js';
import type { Person, Reply } from '../../support/product.js';
import { documentNumber, student } from '../../support/world.js';
import type { Asked } from '../request.js';
import { story, type Story, type World } from '../story.js';
import { idOf, listAt, WORK, workDone, type ListScene } from './scenes.js';

const photo = async () => ({ name: '公示照片.jpg', bytes: await noticePhoto(), type: 'image/jpeg' });

async function withAttachment(world: World): Promise<ListScene & { attachment: number }> {
  const scene = await listAt(world, 'reviewedAtAuthority');
  await attachPhoto(scene.here.operator, scene.list.id);
  return { ...scene, attachment: await idOf('SELECT id FROM attachments WHERE subject_id = ?', [scene.list.id]) };
}

const HEADER = ['证件号码', '姓名'];
/** A file that names two students of the school who are not on the list yet. */
async function peopleFile(world: World): Promise<ListScene & { file: Asked['file'] }> {
  const scene = await listAt(world, 'draft');
  const numbers = [documentNumber(), documentNumber()];
  for (const number of numbers) await student(scene.here.place, { name: '文件里的人', document: number });
  const rows = [textRow(1, HEADER), ...numbers.map((number, at) => textRow(at + 2, [number, '文件里的人']))].join('');
  return { ...scene, file: { name: '名单.xlsx', bytes: makeXlsx([{ name: '名单', rows }]), type: XLSX } };
}
async function roster(world: World) {
  const here = await office(world);
  const known = documentNumber();
  await student(here.place, { document: known, name: '旧名' });
  const bytes = rosterFile([rosterLine({ 姓名: '新名', 证件号码: known }), rosterLine(), rosterLine({ 资助卡号: '6228480402564890018' })]);
  return { here, file: { name: '名册.xlsx', bytes, type: XLSX } };
}
/** A file that was looked at and waits to be imported. */
async function looked(world: World, operator: Person, path: string, { name, bytes, type }: NonNullable<Asked['file']>): Promise<number> {
  const id = await handed(operator, `${path}?preview=true`, { name, bytes, type });
  await workDone();
  return id;
}
/** A file that was handed in and that nobody has looked at yet. */
async function handed(operator: Person, path: string, { name, bytes, type }: NonNullable<Asked['file']>): Promise<number> {
  const answer: Reply = await operator.upload(path, name, bytes, type);
  if (answer.status !== 202) throw new Error(answer.text);
  return (answer.body as { importId: number }).importId;
}
/** Background work is claimed, done in steps and ended, and who waits is told; what a dead worker held is free after a minute. */
export const worked: Pick<Story, 'role' | 'inSteps' | 'counts' | 'meanwhile'> = {
  role: 'worker', inSteps: true, counts: ['jobs.attempts', 'outbox.attempts'],
  async meanwhile({ installation }) {
    await run("UPDATE jobs SET due_at = due_at - INTERVAL 61 SECOND WHERE state = 'running'");
    await installation.server.tick(WORK);
    const { affected } = await run('UPDATE outbox SET lease_until = lease_until - INTERVAL 61 SECOND WHERE lease_until IS NOT NULL');
    if (affected > 0) await installation.server.tick('*/5 * * * * *');
  },
};
/** A roster with a mistake whose repair is plain. */
async function mistaken(world: World) {
  const here = await office(world);
  const file = { name: '名册.xlsx', bytes: rosterFile([rosterLine(), rosterLine({ 学籍状态: '在读' })]), type: XLSX };
  return { here, waiting: await looked(world, here.operator, '/students/imports', file) };
}
const strange = (): NonNullable<Asked['file']> => {
  const line = rosterLine();
  const names = Object.keys(line) as (keyof typeof line)[];
  const words: Partial<Record<string, string>> = { 姓名: '人员', 证件号码: '号码' };
  return { name: '名册.xlsx', bytes: makeXlsx([{ name: '表', rows: textRow(1, names.map((name) => words[name] ?? name)) + textRow(2, names.map((name) => line[name] ?? '')) }]), type: XLSX };
};
/** A file kept until somebody says which of its columns is which. */
async function unmatched(world: World) {
  const here = await office(world);
  const { name, bytes, type } = strange();
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  await here.operator.submit('/students/imports', form);
  return { here, waiting: await idOf('SELECT MAX(id) AS id FROM imports', []) };
}
const commits = {
  'post /api/v1/imports/:id/commit': ({ here, waiting }: { here: ListScene['here']; waiting: number }): Asked => ({ who: here.operator.actor, params: { id: waiting }, body: {} }),
  'post /imports/:id/commit': ({ here, waiting }: { here: ListScene['here']; waiting: number }): Asked => ({ who: here.operator.actor, params: { id: waiting } }),
};
const onRecord = { before: 200, after: 200 }; // every look is on record, a second one too

/** 附件、导入、导出. */
export const fileStories: Story[] = [
  story('attach the photograph of the notice board', {
    before: (world) => listAt(world, 'reviewedAtAuthority'),
    doors: {
      'post /api/v1/award-lists/:id/attachments': async ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, file: await photo() }),
      'post /award-lists/:id/attachments': async ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { noPersonalNumbers: 'on' }, file: await photo() }),
    },
  }),
  story('take an attachment away', {
    before: withAttachment,
    doors: {
      'delete /api/v1/award-lists/:id/attachments/:attachmentId': ({ here, list, attachment }) => ({ who: here.operator.actor, params: { id: list.id, attachmentId: attachment } }),
      'post /award-lists/:id/attachments/:attachmentId/removal': ({ here, list, attachment }) => ({ who: here.operator.actor, params: { id: list.id, attachmentId: attachment } }),
    },
  }),
  story('download an attachment', {
    before: withAttachment,
    doors: {
      'get /api/v1/award-lists/:id/attachments/:attachmentId': ({ here, list, attachment }) => ({ who: here.officer.actor, params: { id: list.id, attachmentId: attachment } }),
      'get /award-lists/:id/attachments/:attachmentId': ({ here, list, attachment }) => ({ who: here.officer.actor, params: { id: list.id, attachmentId: attachment } }),
    },
    again: onRecord,
  }),
  story('export a list', {
    before: (world) => listAt(world, 'submitted'),
    doors: {
      'get /api/v1/award-lists/:id/export.xlsx': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
      'get /award-lists/:id/export.xlsx': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
    },
    again: onRecord,
  }),
  story('take the evidence of a list', {
    before: (world) => listAt(world, 'published'),
    doors: {
      'get /api/v1/award-lists/:id/evidence.zip': ({ here, list }) => ({ who: here.officer.actor, params: { id: list.id }, query: `?purpose=${encodeURIComponent('资助检查')}` }),
      'get /award-lists/:id/evidence.zip': ({ here, list }) => ({ who: here.officer.actor, params: { id: list.id }, query: `?purpose=${encodeURIComponent('资助检查')}` }),
    },
    again: onRecord, inSteps: true, // the workbook in it and the pack are each on record
  }),
  story('open the sheet for the wall', {
    before: (world) => listAt(world, 'published'),
    doors: { 'get /award-lists/:id/wall-sheet': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }) },
    again: onRecord,
  }),
  story('import people of a list at once', {
    before: peopleFile,
    doors: { 'post /api/v1/award-lists/:id/imports': ({ here, list, file }) => ({ who: here.operator.actor, params: { id: list.id }, file }) },
  }),
  story('look at a file of people before importing it', {
    before: peopleFile,
    doors: {
      'post /api/v1/award-lists/:id/imports': ({ here, list, file }) => ({ who: here.operator.actor, params: { id: list.id }, query: '?preview=true', file }),
      'post /award-lists/:id/imports': ({ here, list, file }) => ({ who: here.operator.actor, params: { id: list.id }, file }),
    },
  }),
  story('commit an import of people', {
    before: async (world) => { const { file, ...scene } = await peopleFile(world); return { ...scene, waiting: file ? await looked(world, scene.here.operator, `/award-lists/${scene.list.id}/imports`, file) : 0 }; },
    doors: commits,
  }),
  story('import a roster at once', {
    before: roster,
    doors: { 'post /api/v1/students/imports': ({ here, file }) => ({ who: here.operator.actor, file }) },
  }),
  story('look at a roster before importing it', {
    before: roster,
    doors: {
      'post /api/v1/students/imports': ({ here, file }) => ({ who: here.operator.actor, query: '?preview=true', file }),
      'post /students/imports': ({ here, file }) => ({ who: here.operator.actor, file }),
    },
  }),
  story('commit an import of a roster', {
    before: async (world) => { const { here, file } = await roster(world); return { here, waiting: await looked(world, here.operator, '/students/imports', file) }; },
    doors: commits,
  }),
  story('a file is checked in the background and waits for its commit', {
    before: async (world) => { const { here, file } = await roster(world); await handed(here.operator, '/students/imports?preview=true', file); },
    doors: { [`tick ${WORK}`]: () => ({}) },
    ...worked,
  }),
  story('a file is checked and written in the background', {
    before: async (world) => { const { file, here, list } = await peopleFile(world); if (file) await handed(here.operator, `/award-lists/${list.id}/imports`, file); },
    doors: { [`tick ${WORK}`]: () => ({}) },
    ...worked,
  }),
  story('hand in a file whose headers are other words', {
    before: async (world) => ({ here: await office(world), file: strange() }),
    doors: { 'post /students/imports': ({ here, file }) => ({ who: here.operator.actor, file }) },
  }),
  story('say which column of a file is which', {
    before: unmatched,
    doors: {
      'post /api/v1/imports/:id/columns': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting }, body: { columns: { 人员: '姓名', 号码: '证件号码' } } }),
      'post /imports/:id/columns': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting }, body: { 'column-A': 'name', 'column-B': 'documentNumber' } }),
    },
  }),
  story('adopt the repairs of a file', {
    before: mistaken,
    doors: {
      'post /api/v1/imports/:id/repairs': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting }, body: { repairs: 'all' } }),
      'post /imports/:id/repairs': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting } }),
    },
  }),
  story('cancel an import', {
    before: mistaken,
    doors: {
      'post /api/v1/imports/:id/cancellation': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting }, body: {} }),
      'post /imports/:id/cancellation': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting } }),
    },
  }),
  story('fetch the file with its errors marked', {
    before: mistaken,
    doors: {
      'get /api/v1/imports/:id/errors.xlsx': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting } }),
      'get /imports/:id/errors.xlsx': ({ here, waiting }) => ({ who: here.operator.actor, params: { id: waiting } }),
    },
    again: onRecord,
  }),
];
