import { Card, PageHead } from '../components/card.js';
import type { Tone } from '../components/icon.js';
import { Views, type View } from '../components/filters.js';
import { ProcessPicture, type ProcessPictureProps } from '../components/process-picture.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type DifferenceRow = { id: string; kind: 'added' | 'removed' | 'changed' | 'moved'; name: string; words: string[] };

export type ProcessChangesProps = {
  name: string;
  version: string;
  from: string;
  back: string;
  /** The versions it can be held against. */
  others: View[];
  differences: DifferenceRow[];
  /** The newer picture and the older one, with what differs marked; none where a draft has no picture. */
  after?: ProcessPictureProps;
  before?: ProcessPictureProps;
};

/** 两个版本的不同: what the newer one adds, takes away, changes and moves, on the picture and in words. */
export function ProcessChangesPage({ name, version, from, back, others, differences, after, before }: ProcessChangesProps) {
  const count = (kind: DifferenceRow['kind']): number => differences.filter((one) => one.kind === kind).length;
  return (
    <>
      <PageHead title={`${name}：${version}与${from}的不同`} subtitle={differences.length === 0 ? '两版完全相同。' : `新增 ${count('added')} 处，删去 ${count('removed')} 处，改了 ${count('changed')} 处，移动 ${count('moved')} 处。`} acts={[{ key: 'back', label: `看${version}`, href: back, allowed: true, unmet: [] }]} />
      <div class="stackv">
        {others.length > 1 && <Views label="与哪一版比较" views={others} />}
        {after && <Card title={version} aside="新增、改了、移动的在这张图上标出" flush><ProcessPicture {...after} /></Card>}
        <Card title="不同之处" aside={`${differences.length} 处`} flush>
          <Table caption="不同之处" rows={differences} rowKey={(row) => row.id + row.kind} empty={{ icon: 'check', title: '没有不同', text: '两版的环节、连线和位置都一样。' }} columns={[
            { key: 'name', name: '哪里', first: true, cell: (row) => <>{row.name}<span class="s">{row.id}</span></> },
            { key: 'kind', name: '怎么了', cell: (row) => <Tag {...differenceTags[row.kind]} /> },
            { key: 'words', name: '内容', cell: (row) => (row.words.length > 0 ? <ul class="plain">{row.words.map((line) => <li key={line}>{line}</li>)}</ul> : '—') },
          ]} />
        </Card>
        {before && <Card title={from} aside="删去的在这张图上标出" flush><ProcessPicture {...before} /></Card>}
      </div>
    </>
  );
}

const tones: Record<DifferenceRow['kind'], Tone> = { added: 'good', changed: 'mine', moved: 'run', removed: 'bad' };
const differenceTags: Record<DifferenceRow['kind'], TagProps> = {
  added: { tone: tones.added, icon: 'plus', word: '新增' }, changed: { tone: tones.changed, icon: 'edit', word: '改了' }, moved: { tone: tones.moved, icon: 'info', word: '移动' }, removed: { tone: tones.removed, icon: 'minus', word: '删去' },
};
