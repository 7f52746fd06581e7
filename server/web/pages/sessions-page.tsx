import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { KeyValues, type Pair } from '../components/facts.js';
import { Note } from '../components/note.js';
import { Table } from '../components/table.js';
import { Tag } from '../components/tag.js';

export type SessionRow = { id: string | number; client: string; since: string; lastSeen: string; until: string; from: string; current?: boolean; end?: OfferedAct };

export type SessionsPageProps = {
  subtitle: string;
  account: Pair[];
  rows: SessionRow[];
  /** While office time runs beside the real clock. */
  clockNote?: string;
  /** What is to be done here before anything else. */
  first?: string;
  /** 动态口令: where it stands, and what can be done with it. */
  code?: { state: Pair[]; setUp?: OfferedAct; forms: FormCardProps[] };
  /** Change one's own password. */
  password?: FormCardProps;
};

/** 我的登录: where the person is signed in; anything unknown can be ended here. */
export function SessionsPage({ subtitle, account, rows, clockNote, first, code, password }: SessionsPageProps) {
  return (
    <>
      <PageHead title="我的登录" subtitle={subtitle} />
      <div class="stackv">
        {first && <Note tone="mine" title="请先办这一件">{first}</Note>}
        <Card title="账号" flush><KeyValues pairs={account} /></Card>
        <Card title="正在登录的设备" aside={`桌面、手机、接口各只保留一个。${clockNote ?? ''}`} flush>
          <Table caption="正在登录的设备" rows={rows} rowKey={(row) => row.id} columns={[
            { key: 'client', name: '设备', first: true, cell: (row) => <span class="row">{row.client}{row.current && <Tag tone="good" icon="check" word="现在用的" />}</span> },
            { key: 'since', name: '登录时间', cell: (row) => row.since },
            { key: 'seen', name: '最近使用', cell: (row) => row.lastSeen },
            { key: 'until', name: '到什么时候', cell: (row) => row.until },
            { key: 'from', name: '从哪里', cell: (row) => row.from },
            { key: 'end', name: '办理', cell: (row) => row.end && <ActButton act={row.end} /> },
          ]} />
        </Card>
        {code && <Card title="动态口令" aside="登录时除了密码再填手机上的 6 位数字" flush><KeyValues pairs={code.state} />{code.setUp && <div class="cb rule-top"><ActButton act={code.setUp} /></div>}</Card>}
        {code?.forms.map((form) => <FormCard key={form.action} {...form} />)}
        {password && <FormCard {...password} />}
      </div>
    </>
  );
}
