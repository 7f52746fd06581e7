import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type AbsencesPageProps = {
  subtitle: string;
  absences: { id: number; who: string; period: string; scope: string; reason: string; tag: TagProps; end?: OfferedAct }[];
  begin?: FormCardProps;
  copies: { id: number; name: string; href: string; by: string; at: string; tag: TagProps; read?: OfferedAct }[];
  phrases: { id: number; phrase: string; whose: string; remove?: OfferedAct }[];
  add: FormCardProps;
};

/** 委托、抄送和常用语: who acts for whom while away, what was copied to one, and the words one writes often. */
export function AbsencesPage({ subtitle, absences, begin, copies, phrases, add }: AbsencesPageProps) {
  return (
    <>
      <PageHead title="委托、抄送和常用语" subtitle={subtitle} acts={[{ key: 'filters', label: '常用筛选', href: '/saved-filters', allowed: true, unmet: [] }, { key: 'tasks', label: '我的任务', href: '/tasks', allowed: true, unmet: [] }]} />
      <div class="stackv">
        <Card title="请假委托" aside="代办的事，记录里写明某某代某某" flush>
          {absences.length === 0 ? <p class="cb muted">没有委托。请假前可以在下面写明由谁代办。</p> : (
            <Table caption="请假委托" rows={absences} rowKey={(one) => one.id} columns={[
              { key: 'who', name: '谁代谁', first: true, cell: (one) => <span class="row">{one.who}<Tag {...one.tag} /></span> },
              { key: 'period', name: '从哪天到哪天', cell: (one) => one.period },
              { key: 'scope', name: '办哪些事', cell: (one) => one.scope },
              { key: 'reason', name: '原因', cell: (one) => one.reason },
              { key: 'end', name: '办理', cell: (one) => one.end && <ActButton act={one.end} /> },
            ]} />
          )}
        </Card>
        {begin && <FormCard {...begin} />}
        <Card title="抄送给我的" flush>
          {copies.length === 0 ? <p class="cb muted">没有抄送给您的事项。</p> : (
            <Table caption="抄送给我的" rows={copies} rowKey={(one) => one.id} columns={[
              { key: 'name', name: '事项', first: true, cell: (one) => <span class="row"><a href={one.href}>{one.name}</a><Tag {...one.tag} /></span> },
              { key: 'by', name: '谁抄送的', cell: (one) => one.by },
              { key: 'at', name: '什么时候', cell: (one) => one.at },
              { key: 'read', name: '办理', cell: (one) => one.read && <ActButton act={one.read} /> },
            ]} />
          )}
        </Card>
        <Card title="意见常用语" flush>
          {phrases.length === 0 ? <p class="cb muted">还没有自己的常用语。</p> : (
            <Table caption="意见常用语" rows={phrases} rowKey={(one) => one.id} columns={[
              { key: 'phrase', name: '常用语', first: true, cell: (one) => one.phrase },
              { key: 'whose', name: '谁的', cell: (one) => one.whose },
              { key: 'remove', name: '办理', cell: (one) => one.remove && <ActButton act={one.remove} /> },
            ]} />
          )}
        </Card>
        <FormCard {...add} />
      </div>
    </>
  );
}
