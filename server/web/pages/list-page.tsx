import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { ErrorSummary, type FieldError } from '../components/field.js';
import { Changes, type ChangesProps } from '../components/changes.js';
import { FiveFacts, type FiveFactsProps } from '../components/facts.js';
import { Files, UploadForm, type FileItem, type UploadFormProps } from '../components/files.js';
import { Tabs, type Tab } from '../components/filters.js';
import { GuardPanel, type GuardPanelProps } from '../components/guard-panel.js';
import { Notes, type NotesProps } from '../components/notes.js';
import { Objections, type ObjectionsProps } from '../components/objections.js';
import { EmptyState, NextStep, type EmptyStateProps, type NextStepProps } from '../components/note.js';
import { ProcessPicture, type ProcessPictureProps } from '../components/process-picture.js';
import { Steps, type Step } from '../components/steps.js';
import { stageLook, type StageTagProps } from '../components/tag.js';
import { Timeline, type TimelineEntry } from '../components/timeline.js';
import { ListPeople, type ListPeopleProps } from './list-people.js';
import { Disbursements, Rounds, type DisbursementRecord, type Round } from './list-records.js';

export type ListPageProps = {
  /** 安陵县职业教育中心　2023年5月　中职国家助学金 */
  title: string;
  stage: StageTagProps;
  /** 第1批　名单编号 …　第 1 轮公示，5月8日至5月12日 */
  subtitle: string;
  /** Acts on the whole list that may be offered now: export, delete a draft, look at the notice. */
  acts?: OfferedAct[];
  /** Why the act just sent was refused, every reason. */
  refused?: { title: string; errors: FieldError[] };
  next: NextStepProps;
  /** Notes without an answer, before everything else. */
  pinned?: { title: string; text: string; notes: NotesProps; more?: string };
  /** Objections of the public nobody has settled. */
  objections?: { title: string; text: string; objections: ObjectionsProps; more?: string };
  facts: FiveFactsProps;
  steps: Step[];
  /** One panel for each act of the viewer's role that is not the next step yet. */
  guards: GuardPanelProps[];
  tabs: Tab[];
  tab: ListTab;
};

/** The content of the open tab; the server fills only this one. */
export type ListTab =
  | ({ key: 'people' } & ListPeopleProps)
  | ({ key: 'changes' } & ChangesProps)
  | { key: 'files'; files: FileItem[]; empty: string; upload?: UploadFormProps; uploadClosed?: string }
  | ({ key: 'notes' } & NotesProps)
  | ({ key: 'objections' } & ObjectionsProps)
  | ({ key: 'nothing' } & EmptyStateProps)
  | { key: 'history'; entries: TimelineEntry[] }
  | ({ key: 'process' } & ProcessPictureProps)
  | { key: 'rounds'; rounds: Round[] }
  | { key: 'disbursements'; records: DisbursementRecord[]; empty: string };

/**
 * One award list: what it is, what comes next, what is missing, and everything that belongs to it.
 * With a script its tabs and pages change their part only, so that nobody has to scroll down again.
 */
export function ListPage({ title, stage, subtitle, acts, refused, next, objections, pinned, facts, steps, guards, tabs, tab }: ListPageProps) {
  return (
    <>
      <PageHead title={title} tag={stageLook(stage.stage, stage.mine, stage.returnedBy)} subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {refused && <ErrorSummary {...refused} />}
        <NextStep {...next} />
        {objections && <Card title={objections.title} {...(objections.more ? { more: { label: '全部异议', href: objections.more } } : {})} flush><p class="sub pad">{objections.text}</p><Objections {...objections.objections} /></Card>}
        {pinned && <Card title={pinned.title} {...(pinned.more ? { more: { label: '全部批注', href: pinned.more } } : {})} flush><p class="sub pad">{pinned.text}</p><Notes {...pinned.notes} /></Card>}
        <FiveFacts {...facts} />
        <Steps steps={steps} />
        {guards.map((guard, index) => <GuardPanel key={guard.act.key} folded={index > 0 || next.turn === 'mine'} {...guard} />)}
        <section class="card" id="content" tabindex={-1} aria-label="名单内容" hx-boost="true" hx-target="#content" hx-select="#content" hx-swap="outerHTML show:none" hx-push-url="true"><Tabs label="名单内容" tabs={tabs} /><TabContent tab={tab} /></section>
      </div>
    </>
  );
}

function TabContent({ tab }: { tab: ListTab }) {
  switch (tab.key) {
    case 'people': return <ListPeople {...tab} />;
    case 'changes': return <Changes {...tab} />;
    case 'files': return <><Files files={tab.files} empty={tab.empty} />{tab.upload && <div class="rule-top"><UploadForm {...tab.upload} /></div>}{tab.uploadClosed && <p class="muted small pad rule-top">{tab.uploadClosed}</p>}</>;
    case 'notes': return <Notes {...tab} />;
    case 'objections': return <Objections {...tab} />;
    case 'nothing': return <EmptyState {...tab} />;
    case 'history': return tab.entries.length > 0 ? <Timeline entries={tab.entries} /> : <EmptyState icon="list" title="还没有办理记录" />;
    case 'process': return <ProcessPicture svg={tab.svg} inWords={tab.inWords} legend />;
    case 'rounds': return <Rounds rounds={tab.rounds} />;
    case 'disbursements': return <Disbursements records={tab.records} empty={tab.empty} />;
  }
}
