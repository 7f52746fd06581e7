import { z } from 'zod';
import { findLists } from '../award-lists/query.js';
import { listName, stageOfList } from '../award-lists/award-list.js';
import { stageWords } from '../award-lists/status.js';
import { officeNow } from '../database.js';
import { businessRoles } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { Card, PageHead } from '../web/components/card.js';
import { EmptyState } from '../web/components/note.js';
import { Table } from '../web/components/table.js';
import { deskPage } from '../web/desk-page.js';
import { route, type Route } from '../web/route.js';
import { findStudents } from '../students/query.js';
import { modulesOf } from './menu.js';

const FOUND = 20;
const MONTH = /(\d{4})\s*[年-]\s*(\d{1,2})\s*月?/;

/** The find box of every page: pages by name, lists by school and month, students by name, pinyin or the end of a number. */
export const searchPages: Route[] = [
  route({
    method: 'get', path: '/search', summary: '查找（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ q: z.string().max(60).default('') }),
    async handler(input) {
      const asked = input.query.q.trim();
      const when = MONTH.exec(asked);
      const words = asked.replace(MONTH, ' ').replace(/的|名单/g, ' ').trim();
      const today = officeDateOf(await officeNow());
      const lists = asked ? (await findLists(input.actor, { ...(words ? { q: words } : {}), ...(when ? { month: `${when[1]}-${when[2].padStart(2, '0')}` } : {}), limit: FOUND }, { count: false })).items : [];
      const students = words && !when ? (await findStudents(input.actor, { q: words, limit: FOUND }, { count: false })).items : [];
      const pages = words ? (await modulesOf(input.actor)).filter(({ label }) => label.includes(words)) : [];
      return deskPage(input, { title: '查找', crumbs: [{ label: '首页', href: '/' }, { label: '查找' }] }, (
        <>
          <PageHead title={asked ? `查找“${asked}”` : '查找'} subtitle={!asked ? '名单、学生和功能' : `名单 ${lists.length} 份，学生 ${students.length} 人${lists.length === FOUND || students.length === FOUND ? '（只列前 20 条）' : ''}`} />
          <div class="stackv">
            {pages.length > 0 && <Card title="页面"><ul>{pages.map(({ label, href }) => <li key={href}><a href={href}>{label}</a></li>)}</ul></Card>}
            {lists.length > 0 && <Card title="资助名单" flush><Table caption="资助名单" rows={lists} rowKey={(row) => row.id} columns={[{ key: 'name', name: '名单', first: true, cell: (row) => <a href={`/award-lists/${row.id}`}>{listName(row)}</a> }, { key: 'people', name: '人数（人）', num: true, cell: (row) => row.people }, { key: 'stage', name: '现在', cell: (row) => stageWords[stageOfList(row, today)] }]} /></Card>}
            {students.length > 0 && <Card title="学生" flush><Table caption="学生" rows={students} rowKey={(row) => row.id} columns={[{ key: 'name', name: '姓名', first: true, cell: (row) => <a href={`/students/${row.id}`}>{row.name}</a> }, { key: 'id', name: '证件号码', cell: (row) => row.documentMasked }, { key: 'class', name: '年级、专业、班级', cell: (row) => `${row.grade} ${row.major} ${row.className}` }]} /></Card>}
            {!asked && <Card><EmptyState icon="find" title="查什么" text="在页头的查找框里输入学校名称、2023年5月、学生姓名、拼音首字母或证件号后四位，也可以输入功能的名字。" /></Card>}
            {asked && lists.length + students.length + pages.length === 0 && <Card><EmptyState icon="find" title="没有找到" text="可以试试学校名称、2023年5月、学生姓名或拼音首字母。" /></Card>}
          </div>
        </>
      ));
    },
  }),
];
