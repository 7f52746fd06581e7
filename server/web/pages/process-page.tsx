import type { OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { GuardPanel, type GuardPanelProps } from '../components/guard-panel.js';
import { ProcessPicture, type ProcessPictureProps } from '../components/process-picture.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type VersionRow = { version: string; href: string; shown?: boolean; state: TagProps; savedBy: string; savedAt: string; activatedBy?: string; running: string };
export type Finding = { element: string; level: 'error' | 'warning' | 'note'; problem: string; remedy: string };
export type ElementRow = { id: string; name: string; kind: string; who: string; due: string; decisions: string; service: string };

export type ProcessPageProps = {
  name: string;
  tag: TagProps;
  subtitle: string;
  acts?: OfferedAct[];
  /** 启用这一版, with what is still in the way. */
  activation?: GuardPanelProps;
  /** The form that does it, when nothing is in the way: with what was changed and why. */
  activate?: FormCardProps;
  findings: Finding[];
  /** Every way through it, as the rehearsal walked them. */
  ways?: string[];
  /** None while a draft has no readable picture. */
  picture?: ProcessPictureProps;
  elements: ElementRow[];
  versions: VersionRow[];
};

/** One process definition: its picture, its steps, its versions, and what keeps a draft from being used. */
export function ProcessPage({ name, tag, subtitle, acts, activation, activate, findings, ways, picture, elements, versions }: ProcessPageProps) {
  return (
    <>
      <PageHead title={name} tag={tag} subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {activation && <GuardPanel {...activation} />}
        {activate && <div id={activate.id}><FormCard {...activate} /></div>}
        {findings.length > 0 && <Findings findings={findings} />}
        <Card title="流程图" flush>{picture ? <ProcessPicture {...picture} /> : <p class="cb">这份草稿还没有图形，请在画图页摆好位置。</p>}</Card>
        {ways && ways.length > 0 && <Ways ways={ways} />}
        <Elements elements={elements} />
        <Versions versions={versions} />
      </div>
    </>
  );
}

function Findings({ findings }: { findings: Finding[] }) {
  return (
    <Card title="检查结果" aside={`${findings.length} 处`} flush>
      <Table caption="检查结果" rows={findings} rowKey={(finding) => finding.element + finding.problem} columns={[
        { key: 'element', name: '环节', first: true, cell: (finding) => finding.element },
        { key: 'level', name: '程度', cell: (finding) => <Tag {...levels[finding.level]} /> },
        { key: 'problem', name: '问题', cell: (finding) => finding.problem },
        { key: 'remedy', name: '怎么改', cell: (finding) => finding.remedy },
      ]} />
    </Card>
  );
}

function Ways({ ways }: { ways: string[] }) {
  return (
    <Card title="走法" aside={`试走了每个网关的每种选择，${ways.length} 种`}>
      <details><summary>看每一种走法</summary><ol class="words">{ways.map((way) => <li key={way}>{way}</li>)}</ol></details>
    </Card>
  );
}

function Elements({ elements }: { elements: ElementRow[] }) {
  return (
    <Card title="环节" aside="谁办、几天、能作什么决定" flush>
      <Table caption="环节" rows={elements} rowKey={(element) => element.id} columns={[
        { key: 'name', name: '环节', first: true, cell: (element) => <>{element.name}<span class="s">{element.id}</span></> },
        { key: 'kind', name: '种类', cell: (element) => element.kind },
        { key: 'who', name: '谁办', cell: (element) => element.who },
        { key: 'due', name: '期限', cell: (element) => element.due },
        { key: 'decisions', name: '决定', cell: (element) => element.decisions },
        { key: 'service', name: '调用的服务', cell: (element) => element.service },
      ]} />
    </Card>
  );
}

function Versions({ versions }: { versions: VersionRow[] }) {
  return (
    <Card title="版本" flush>
      <Table caption="版本" rows={versions} rowKey={(row) => row.version} rowLook={(row) => (row.shown ? 'sel' : undefined)} columns={[
        { key: 'version', name: '版本', first: true, cell: (row) => <a href={row.href} aria-current={row.shown ? 'true' : undefined}>{row.version}</a> },
        { key: 'state', name: '状态', cell: (row) => <Tag {...row.state} /> },
        { key: 'saved', name: '谁保存', cell: (row) => `${row.savedBy}，${row.savedAt}` },
        { key: 'activated', name: '谁启用', cell: (row) => row.activatedBy ?? '—' },
        { key: 'running', name: '在走的名单（份）', num: true, cell: (row) => row.running },
      ]} />
    </Card>
  );
}

const levels: Record<Finding['level'], TagProps> = {
  error: { tone: 'bad', icon: 'cross', word: '必须改' },
  warning: { tone: 'idle', icon: 'warn', word: '建议改' },
  note: { tone: 'idle', icon: 'info', word: '提示' },
};
