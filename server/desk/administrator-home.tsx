import { officeNow } from '../database.js';
import { roleNames, type Role } from '../values/actor.js';
import { formatDateWithWeekday, officeDateOf } from '../values/office-date.js';
import { Card, PageHead } from '../web/components/card.js';
import { Word } from '../web/components/icon.js';
import { Note } from '../web/components/note.js';
import { Table } from '../web/components/table.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import type { Answer } from '../web/route.js';
import { mattersOf } from './administrator-matters.js';
import { modulesOf } from './menu.js';

/** What each administrator is here for; none of them sees business data. */
const duties: Partial<Record<Role, string>> = {
  'system-administrator': '管理系统的运行：账号、机构和接口。按三员分离，不能查看名单和学生。',
  'security-administrator': '授权和安全：批准账号申请、收回岗位、查看操作留痕。按三员分离，不能查看名单和学生。',
  auditor: '查看操作留痕：谁在什么时候做了什么，只有字段名，没有个人信息。',
  'process-administrator': '画流程图、检查、保存新版本；处理流程异常。启用由流程发布人办理。',
  'process-publisher': '核对流程管理员保存的新版本，决定启用。自己保存的版本不能自己启用。',
};

/** The home of somebody without business: their duty, what waits for them and the way to their pages. */
export async function administratorHome(input: Asking): Promise<Answer> {
  const { actor } = input;
  const links = (await modulesOf(actor)).filter(({ href }) => href !== '/');
  const matters = await mattersOf(actor);
  const waits = matters.filter(({ count }) => count > 0).length;
  return deskPage(input, { title: '首页' }, (
    <>
      <PageHead title="首页" subtitle={`${formatDateWithWeekday(officeDateOf(await officeNow()))}　${actor.organisation.name}`} />
      <div class="stackv">
        <Note tone="run" title={roleNames[actor.role]}>{duties[actor.role]}</Note>
        {matters.length > 0 && (
          <Card title={waits > 0 ? '等您处理' : '现在没有等您处理的'} flush>
            <Table caption="等您处理" rows={matters} rowKey={({ name }) => name} columns={[
              { key: 'name', name: '事项', first: true, cell: ({ name, href }) => <a href={href}>{name}</a> },
              { key: 'count', name: '几件', num: true, cell: (matter) => (matter.count > 0 ? <Word tone="mine" strong>{matter.count}</Word> : '0') },
              { key: 'means', name: '说明', cell: ({ means }) => means },
            ]} />
          </Card>
        )}
        {links.length > 0 && <Card title="您的页面"><ul class="stackv">{links.map(({ label, href }) => <li key={href}><a href={href}>{label}</a></li>)}</ul></Card>}
      </div>
    </>
  ));
}
