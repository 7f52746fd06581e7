import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { KeyValues, type Pair } from '../components/facts.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Note, type EmptyStateProps } from '../components/note.js';
import { Pager, Results, Table, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type AccountRow = { id: number; login: string; href: string; name: string; organisation: string; posts: string; status: TagProps; lastSignIn: string };
export type RequestRow = { id: number; kind: string; login: string; name: string; post: string; reason: string; asked: string; outcome?: TagProps & { note?: string }; decide?: { action: string; seal: FormSeal } };
/** The requests that came with one file. */
export type BatchRow = { id: number; fileName: string; asked: string; total: string; waiting: string; unopened: string; decide?: { action: string; seal: FormSeal }; links?: OfferedAct };
export type AccountsPageProps = { subtitle: string; refused?: string; batches: BatchRow[]; requests: RequestRow[]; filters: FiltersProps; rows: AccountRow[]; pager: PagerProps; empty: EmptyStateProps; open?: FormCardProps; file?: FormCardProps };

/** 账号管理: who has an account here and below, and what waits for the security administrator. */
export function AccountsPage({ subtitle, refused, batches, requests, filters, rows, pager, empty, open, file }: AccountsPageProps) {
  return (
    <>
      <PageHead title="账号管理" subtitle={subtitle} />
      <div class="stackv">
        {refused && <Note tone="bad" title={refused} alert />}
        {open && <FormCard {...open} />}
        {file && <FormCard {...file} />}
        {batches.length > 0 && <Card title="批量申请" flush><BatchTable rows={batches} /></Card>}
        {requests.length > 0 && <Card title="等待批准的申请" flush><RequestTable rows={requests} /></Card>}
        <Results>
          <Card flush>
            <Filters {...filters} />
            <Table caption="账号" rows={rows} rowKey={(row) => row.id} empty={empty} columns={[
              { key: 'login', name: '账号', first: true, cell: (row) => <a href={row.href}>{row.login}</a> },
              { key: 'name', name: '姓名', cell: (row) => row.name },
              { key: 'organisation', name: '单位', cell: (row) => row.organisation },
              { key: 'posts', name: '岗位', cell: (row) => row.posts },
              { key: 'status', name: '状态', cell: (row) => <Tag {...row.status} /> },
              { key: 'last', name: '最近登录', cell: (row) => row.lastSignIn },
            ]} />
            <Pager {...pager} />
          </Card>
        </Results>
      </div>
    </>
  );
}

/** Files of requests, with the decision or the links beside each. */
function BatchTable({ rows }: { rows: BatchRow[] }) {
  return (
    <Table caption="批量申请" rows={rows} rowKey={(row) => row.id} columns={[
      { key: 'file', name: '文件', first: true, cell: (row) => row.fileName },
      { key: 'asked', name: '申请人', cell: (row) => row.asked },
      { key: 'total', name: '申请（份）', num: true, cell: (row) => row.total },
      { key: 'waiting', name: '等待批准', num: true, cell: (row) => row.waiting },
      { key: 'unopened', name: '还没有设密码', num: true, cell: (row) => row.unopened },
      { key: 'act', name: '办理', cell: (row) => (row.decide ? <Decide id={`batch-${row.id}`} name={row.fileName} {...row.decide} /> : row.links ? <ActButton act={row.links} /> : row.waiting === '0' ? '等系统管理员发激活链接' : '等安全管理员批准') },
    ]} />
  );
}

/** Requests with the decision beside each; the reason is asked for with a no. */
function RequestTable({ rows }: { rows: RequestRow[] }) {
  return (
    <Table caption="账号申请" rows={rows} rowKey={(row) => row.id} columns={[
      { key: 'who', name: '谁', first: true, cell: (row) => `${row.name}（${row.login}）` },
      { key: 'kind', name: '申请', cell: (row) => row.kind },
      { key: 'post', name: '岗位', cell: (row) => row.post },
      { key: 'reason', name: '理由', cell: (row) => row.reason || '—' },
      { key: 'asked', name: '申请人', cell: (row) => row.asked },
      { key: 'decide', name: '办理', cell: (row) => (row.decide ? <Decide id={String(row.id)} name={row.name} {...row.decide} /> : row.outcome ? <span class="row"><Tag {...row.outcome} />{row.outcome.note}</span> : '等安全管理员批准') },
    ]} />
  );
}

function Decide({ id, name, action, seal }: { id: string; name: string; action: string; seal: FormSeal }) {
  const field = `remark-${id}`;
  return (
    <SealedForm action={action} seal={seal} class="row">
      <label class="vh" for={field}>{`不批准${name}的原因`}</label>
      <input id={field} name="remark" maxLength={500} placeholder="不批准的原因" autocomplete="off" />
      <button class="btn" name="decision" value="refuse">不批准</button>
      <button class="btn main" name="decision" value="approve">批准</button>
    </SealedForm>
  );
}

export type AccountPageProps = {
  title: string; tag: TagProps; subtitle: string; facts: Pair[];
  posts: { id: number; role: string; organisation: string; withdraw?: FormCardProps }[];
  requests: RequestRow[];
  /** The link just made; it is never shown again. */
  link?: { href: string; until: string };
  acts: OfferedAct[];
  forms: FormCardProps[];
};

/** One account: its posts, what was asked for it, and what may be done with it. */
export function AccountPage({ title, tag, subtitle, facts, posts, requests, link, acts, forms }: AccountPageProps) {
  return (
    <>
      <PageHead title={title} tag={tag} subtitle={subtitle} />
      <div class="stackv">
        {link && <Note tone="good" icon="check" title="激活链接，只显示这一次"><p>请当面或用单位的保密渠道交给本人，{link.until}前有效，用一次就失效：</p><p><code>{link.href}</code></p></Note>}
        <Card title="账号" flush><KeyValues pairs={facts} /></Card>
        <Card title="岗位" flush>
          <Table caption="岗位" plain rows={posts} rowKey={(post) => post.id} empty={{ icon: 'lock', title: '还没有岗位', text: '申请批准后，岗位出现在这里。' }} columns={[
            { key: 'role', name: '岗位', first: true, cell: (post) => post.role }, { key: 'organisation', name: '单位', cell: (post) => post.organisation },
          ]} />
        </Card>
        {requests.length > 0 && <Card title="申请" flush><RequestTable rows={requests} /></Card>}
        {acts.length > 0 && <Card title="办理"><div class="row">{acts.map((act) => <ActButton key={act.key} act={act} />)}</div></Card>}
        {posts.map(({ withdraw }) => withdraw && <FormCard key={withdraw.action} {...withdraw} />)}
        {forms.map((form) => <FormCard key={form.action} {...form} />)}
      </div>
    </>
  );
}
