import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../server/database.js';
import { RECEIVE_FOLDER } from '../../../server/exchange/receive-folder.js';
import { office, type Office } from '../../support/office.js';
import { factors } from '../../../server/hardship/level.js';
import { priorityGroups } from '../../../server/values/priority-group.js';
import type { Actor } from '../../../server/values/actor.js';
import { documentNumber, person, province, student } from '../../support/world.js';
import type { Asked } from '../request.js';
import { idOf } from './scenes.js';
import { story, type Story, type World } from '../story.js';

type Scene = { here: Office; student: number; record: number; own: number };

/** A student with a centrally issued record that waits, and one the school collected. */
const withRecords = async (world: World): Promise<Scene> => {
  const here = await office(world);
  const id = await student(here.place);
  const record = async (group: string, source: string): Promise<number> => (await run(
    "INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, valid_from, collected_by) SELECT person_id, ?, ?, name, document_masked, '2022-09', ? FROM students WHERE id = ?", [group, source, source === 'local' ? here.place.id : null, id])).insertId;
  return { here, student: id, record: await record('orphan', 'central'), own: await record('disabled', 'local') };
};

const answers = Object.fromEntries(priorityGroups.map(({ key }) => [key, key === 'orphan' ? 'yes' : 'no']));

const levels = (prefix: string): Record<string, string> => Object.fromEntries(priorityGroups.map(({ key }) => [`${prefix}${key}`, 'hard']));
const factorLevels = (prefix: string): Record<string, string> => Object.fromEntries(factors.map((key) => [`${prefix}${key}`, 'none']));

/** A student whose circumstances were entered, so that hardship may be determined. */
const withCircumstances = async (world: World): Promise<{ here: Office; student: number }> => {
  const here = await office(world);
  const id = await student(here.place);
  const entered = await here.operator.call('PUT', `/students/${id}/circumstances`, { groups: answers, householdSize: 3, annualIncome: '12000.00' });
  if (entered.status !== 200) throw new Error(entered.text);
  return { here, student: id };
};

/** A file of two records of students of the school. */
const withFile = async (world: World): Promise<{ here: Office; file: { name: string; bytes: Buffer; type: string } }> => {
  const here = await office(world);
  const numbers = [documentNumber(), documentNumber()];
  for (const number of numbers) await student(here.place, { document: number });
  const bytes = Buffer.from(`姓名,证件号码,人群类别,起始年月\n${numbers.map((number) => `张梓桐,${number},孤儿,2022-09`).join('\n')}\n`);
  return { here, file: { name: '特殊群体.csv', bytes, type: 'text/csv' } };
};

/** A file of two records with its checksum, as the exchange delivers one. */
async function delivered({ dataDir }: World, bytes: Buffer): Promise<void> {
  const folder = join(dataDir, RECEIVE_FOLDER);
  // What other stories have left there is not theirs to be taken now.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '特殊群体.csv'), bytes);
  await writeFile(join(folder, '特殊群体.csv.sha256'), createHash('sha256').update(bytes).digest('hex'));
}

const WHY = `?purpose=${encodeURIComponent('核对春季学期名单')}`;

/** 特殊群体信息 and 困难认定: collecting, verifying, importing, determining. */
export const groupStories: Story[] = [
  story('verify a centrally issued record', {
    before: withRecords,
    doors: {
      'post /api/v1/group-memberships/:id/verifications': ({ here, record }) => ({ who: here.operator.actor, params: { id: record }, body: { version: 0, outcome: 'untrue', reason: '2023年3月已退出低保' } }),
      'post /students/:id/group-verifications/:membershipId': ({ here, student: id, record }) => ({ who: here.operator.actor, params: { id, membershipId: record }, body: { version: 0, outcome: 'true', reason: '' } }),
    },
  }),
  story('collect a group of a student', {
    before: withRecords,
    doors: {
      'post /api/v1/students/:id/group-memberships': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { group: 'sudden-hardship', validFrom: '2023-05' } }),
      'post /students/:id/group-memberships': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { group: 'sudden-hardship', area: 'rural', validFrom: '2023-05', validTo: '' } }),
    },
  }),
  story('hand in a file of group records', {
    before: withFile,
    doors: { 'post /api/v1/priority-groups/imports': ({ here, file }) => ({ who: here.operator.actor, query: '?preview=true', file }), 'post /priority-groups/imports': ({ here, file }) => ({ who: here.operator.actor, file }) },
  }),
  story('hand in a file of circumstances', {
    before: async (world) => {
      const { here, file } = await withFile(world);
      const lines = [['姓名', '证件号码', ...priorityGroups.map(({ label }) => `是否${label}`), '家庭人口', '家庭年收入'], ...file.bytes.toString().trim().split('\n').slice(1).map((one) => [...one.split(',').slice(0, 2), ...priorityGroups.map(() => '否'), '3', '12000'])];
      return { here, file: { ...file, bytes: Buffer.from(lines.map((one) => one.join(',')).join('\n')) } };
    },
    doors: { 'post /api/v1/circumstances/imports': ({ here, file }) => ({ who: here.operator.actor, query: '?preview=true', file }), 'post /circumstances/imports': ({ here, file }) => ({ who: here.operator.actor, file }) },
  }),
  story('hand in a file of earlier aid', {
    before: async (world) => {
      const { here, file } = await withFile(world);
      const lines = ['姓名,证件号码,资助项目,学段,就读学校,受助年月,实发金额', ...file.bytes.toString().trim().split('\n').slice(1).map((one) => `${one.split(',').slice(0, 2).join(',')},社会捐助,中职,本校,2022-10,200`)];
      return { here, file: { ...file, bytes: Buffer.from(lines.join('\n')) } };
    },
    doors: { 'post /api/v1/aid-records/imports': ({ here, file }) => ({ who: here.operator.actor, query: '?preview=true', file }), 'post /aid-records/imports': ({ here, file }) => ({ who: here.officer.actor, file }) },
  }),
  story('write a list of students out in the background', {
    before: withRecords,
    doors: {
      'post /api/v1/record-exports': ({ here }) => ({ who: here.operator.actor, body: { list: 'aid-records', conditions: {}, purpose: '核对春季学期名单' } }),
      'post /record-exports': ({ here }) => ({ who: here.operator.actor, body: { list: 'aid-records', conditions: '', purpose: '核对春季学期名单' } }),
    },
  }),
  story('stop a list that is being written out', {
    before: async (world) => {
      const { here } = await withRecords(world);
      const begun = await here.operator.post('/record-exports', { list: 'aid-records', conditions: {}, purpose: '核对春季学期名单' });
      if (begun.status !== 202) throw new Error(begun.text);
      return { here, id: (begun.body as { id: number }).id };
    },
    doors: { 'post /api/v1/record-exports/:id/cancellation': ({ here, id }) => ({ who: here.operator.actor, params: { id } }), 'post /record-exports/:id/cancellation': ({ here, id }) => ({ who: here.operator.actor, params: { id } }) },
  }),
  story('fetch a list that was written out', {
    before: async (world) => {
      const here = await office(world);
      const { userId, organisation, role } = here.operator.actor;
      const id = (await run("INSERT INTO record_exports (user_id, organisation_id, role, list, conditions, title, purpose, state, people, created_at, finished_at) VALUES (?, ?, ?, 'aid-records', '{}', '学生受助情况', '核对春季学期名单', 'done', 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))", [userId, organisation.id, role])).insertId;
      return { here, id };
    },
    doors: { 'get /api/v1/record-exports/:id/file': ({ here, id }) => ({ who: here.operator.actor, params: { id } }), 'get /record-exports/:id/file': ({ here, id }) => ({ who: here.operator.actor, params: { id } }) },
    again: { before: 200, after: 200 }, // each time it is taken home goes on record
  }),
  story('hand in a package of group records', {
    before: async (world) => ({ officer: await person(await province(), 'authority-operator'), file: (await withFile(world)).file }),
    doors: { 'post /api/v1/exchange-packages': ({ officer, file }) => ({ who: officer, file }), 'post /exchange-packages': ({ officer, file }) => ({ who: officer, file }) },
  }),
  story('a file of the receive folder is taken', {
    before: withFile,
    outside: ({ file }, world) => delivered(world, file.bytes),
    doors: { 'tick 30 * * * * *': () => ({}) },
    role: 'worker', inSteps: true,
    // Whose it was stays on a receipt whose file was put away by a server that died of it; the next delivery of the same file takes it over.
    counts: ['exchange_receipts.owner'],
    async meanwhile({ installation }) {
      await run("UPDATE exchange_receipts SET started_at = started_at - INTERVAL 3 MINUTE WHERE owner IS NOT NULL");
      await installation.server.tick('30 * * * * *');
    },
  }),
  story('the clockwork counts the schools', {
    before: async (world) => { const scene = await withRecords(world); await run('INSERT INTO roster_marks (school_id) VALUES (?)', [scene.here.place.id]); },
    doors: { 'tick */10 * * * * *': () => ({}) },
    role: 'worker', inSteps: true,
  }),
  story('enter circumstances', {
    before: withRecords,
    doors: {
      'put /api/v1/students/:id/circumstances': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { groups: answers, householdSize: 4, annualIncome: '20000.00' } }),
      'post /students/:id/circumstances': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { ...answers, householdSize: '4', annualIncome: '20000', economy: '', group: '', region: '', emergency: '', consumption: '', other: '' } }),
    },
  }),
  story('set the rules that suggest a hardship level', {
    before: async () => ({ officer: await person(await province(), 'authority-operator'), seen: await idOf('SELECT MAX(id) AS id FROM hardship_rule_sets', []) }),
    doors: {
      'put /api/v1/hardship-rules': ({ officer, seen }) => ({ who: officer, body: { seen, groups: levels(''), factors: factorLevels(''), income: { special: '3000.00' }, remark: '某文件' } }),
      'post /hardship-rules': ({ officer, seen }) => ({ who: officer, body: { version: seen, ...levels('group-'), ...factorLevels('factor-'), 'income-special': '3000', 'income-hard': '', 'income-general': '', remark: '某文件' } }),
    },
  }),
  story('determine hardship', {
    before: withCircumstances,
    doors: {
      'post /api/v1/students/:id/hardship-determinations': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { level: 'special' } }),
      'post /students/:id/hardship-determinations': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { level: 'special', kind: 'initial', reason: '' } }),
    },
  }),
  story('see a document number in clear', {
    before: withRecords,
    doors: {
      'post /api/v1/students/:id/document-readings': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { purpose: '核对办卡信息' } }),
      'post /students/:id/document-readings': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { purpose: '核对办卡信息' } }),
    },
    again: { before: 201, after: 201 }, // no number is stored: who asks again looks again, and both are on record
    againAt: { 'post /students/:id/document-readings': { before: 200, after: 200 } },
  }),
  story('export the students of a group', {
    before: withRecords,
    doors: Object.fromEntries(['get /api/v1/priority-groups/:key/students.xlsx', 'get /priority-groups/:key/students.xlsx'].map((door) => [door, ({ here }: Scene): Asked => ({ who: here.operator.actor, params: { key: 'orphan' }, query: `?purpose=${encodeURIComponent('核对春季学期名单')}` })])),
    again: { before: 200, after: 200 },
    inSteps: true, // schools whose records changed are counted anew first, each an act of its own
  }),
  story('export the students of a list', {
    before: withRecords,
    doors: {
      ...Object.fromEntries(['aid-records', 'unaided-students', 'hardship-determinations', 'hardship-students', 'circumstances'].map((list) => [`get /${list}.xlsx`, ({ here }: Scene): Asked => ({ who: here.operator.actor, query: WHY })])),
      'get /hardship-results.xlsx': ({ here }) => ({ who: here.officer.actor, query: WHY }),
      'get /priority-groups/:key/people.xlsx': ({ here }) => ({ who: here.operator.actor, params: { key: 'orphan' }, query: `${WHY}&tab=aid` }),
      'get /studying-elsewhere/:key/people.xlsx': ({ here }) => ({ who: here.officer.actor, params: { key: 'orphan' }, query: WHY }),
      'get /statistics/work-progress/people.xlsx': ({ here }) => ({ who: here.officer.actor, query: `${WHY}&drill=enrolled` }),
      'get /statistics/priority-groups/people.xlsx': ({ here }) => ({ who: here.officer.actor, query: `${WHY}&drill=orphan` }),
      'get /statistics/aid-by-stage/people.xlsx': ({ here }) => ({ who: here.officer.actor, query: `${WHY}&drill=aided` }),
    },
    inSteps: true, // counts that are behind are worked out first, each school for itself
    again: { before: 200, after: 200 },
  }),
  story('fetch the yearly report on minors’ data', {
    before: async (world: World) => ({ auditor: await person((await office(world)).authority, 'auditor') }),
    doors: Object.fromEntries(['get /api/v1/minors-report.xlsx', 'get /minors-report.xlsx'].map((door) => [door, ({ auditor }: { auditor: Actor }): Asked => ({ who: auditor, query: '?year=2023' })])),
    again: { before: 200, after: 200 },
  }),
  story('end what the school collected', {
    before: withRecords,
    doors: { 'patch /api/v1/group-memberships/:id': ({ here, own }) => ({ who: here.operator.actor, params: { id: own }, body: { version: 0, validTo: '2023-05' } }) },
  }),
];
