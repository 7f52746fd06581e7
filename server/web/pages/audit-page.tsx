import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { Note } from '../components/note.js';
import { Pager, Results, Table, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type AuditRow = {
  id: string | number;
  at: string;
  who: string;
  post: string;
  act: string;
  object: string;
  objectHref?: string;
  /** Names of the fields that changed; never their values. */
  changed: string;
  outcome: TagProps;
  from: string;
};

export type AuditPageProps = {
  subtitle: string;
  acts?: OfferedAct[];
  /** Whether the chain of records still fits together. */
  seal: { whole: boolean; title: string; text: string };
  filters: FiltersProps;
  rows: AuditRow[];
  pager: PagerProps;
};

/** 留痕: who did what and when. Personal values are not shown here. */
export function AuditPage({ subtitle, acts, seal, filters, rows, pager }: AuditPageProps) {
  return (
    <>
      <PageHead title="操作留痕" subtitle={subtitle} acts={acts} />
      <div class="stackv">
        <Note tone={seal.whole ? 'good' : 'bad'} icon={seal.whole ? 'shield' : 'warn'} title={seal.title} alert={!seal.whole}>{seal.text}</Note>
        <Results>
          <Card flush>
            <Filters {...filters} />
            <Table caption="操作留痕" rows={rows} rowKey={(row) => row.id} empty={{ icon: 'find', title: '没有符合条件的记录', text: '放宽时间或清空条件再查。' }} columns={[
              { key: 'at', name: '时间', first: true, cell: (row) => row.at },
              { key: 'who', name: '谁', cell: (row) => <>{row.who}<span class="s">{row.post}</span></> },
              { key: 'act', name: '做了什么', cell: (row) => row.act },
              { key: 'object', name: '对象', cell: (row) => (row.objectHref ? <a href={row.objectHref}>{row.object}</a> : row.object) },
              { key: 'changed', name: '改动的字段', cell: (row) => row.changed },
              { key: 'outcome', name: '结果', cell: (row) => <Tag {...row.outcome} /> },
              { key: 'from', name: '从哪里', cell: (row) => row.from },
            ]} />
            <Pager {...pager} />
          </Card>
        </Results>
      </div>
    </>
  );
}
