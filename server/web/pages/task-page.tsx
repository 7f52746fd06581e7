import type { OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps, type LinkTo } from '../components/card.js';
import { Changes, type ChangesProps } from '../components/changes.js';
import { DecisionForm, SubmitCard, type DecisionFormProps } from '../components/decision-form.js';
import { FiveFacts, KeyValues, type FiveFactsProps, type Pair } from '../components/facts.js';
import { Files, UploadForm, type FileItem, type UploadFormProps } from '../components/files.js';
import { GuardPanel, type GuardPanelProps } from '../components/guard-panel.js';
import { Notes, type NotesProps } from '../components/notes.js';
import { Note, NextStep, type NextStepProps } from '../components/note.js';
import { PublishForm, type PublishFormProps } from '../components/publish-form.js';
import type { TagProps } from '../components/tag.js';
import { Signers, TaskTools, type SignersProps, type TaskToolsProps } from '../components/task-tools.js';
import { Votes, type VotesProps } from '../components/votes.js';
import { Timeline, type TimelineEntry } from '../components/timeline.js';

export type TaskPageProps = {
  /** The task's name in the diagram: 名单公示确认. */
  name: string;
  tag: TagProps;
  /** School, month, programme, batch, round. */
  subject: string;
  /** 第 2 份，共 4 份 with the way to the neighbours. */
  place?: { words: string; previous?: string; next?: string };
  facts?: FiveFactsProps;
  /** Things worth a look that do not forbid a decision. */
  attention?: { title: string; lines: string[]; more?: LinkTo };
  changes?: ChangesProps & { title: string; more: LinkTo };
  /** What reviewers wrote on single rows, and the answers. */
  notes?: { title: string; aside?: string; more?: LinkTo; notes: NotesProps };
  files?: { title?: string; aside: string; items: FileItem[]; empty: string; upload?: UploadFormProps };
  /** Why the school asks for a withdrawal, and similar words of others that the decision is about. */
  statement?: { title: string; by: string; text: string };
  history?: TimelineEntry[];
  /** What was filled into the forms of this step and of earlier ones. */
  filled?: { title: string; by?: string; pairs: Pair[] }[];
  /** Several offices decide together: what each said, and the way to take one's own vote back. */
  votes?: VotesProps;
  /** Files beside this task's decision. */
  taskFiles?: TaskPageProps['files'];
  /** 更多办理. */
  tools?: TaskToolsProps;
  signers?: SignersProps;
  /** The form of somebody whose word is asked for. */
  signature?: FormCardProps;
  act: TaskAct;
  /** The subject's own page. */
  open?: LinkTo;
  /** What was typed and cannot be sent any more, because somebody was first; it can be copied. */
  kept?: { title: string; text: string; pairs: Pair[] };
};

/** What the viewer may do: decide, publish, hand in, or nothing (and why). */
export type TaskAct =
  | ({ kind: 'decision' } & DecisionFormProps)
  | ({ kind: 'publish' } & PublishFormProps)
  | ({ kind: 'submit' } & Parameters<typeof SubmitCard>[0])
  | { kind: 'blocked'; guard: GuardPanelProps }
  | { kind: 'none'; next: NextStepProps };

/** 办理: the evidence at the left, the decision at the right; on a narrow screen the decision comes after the evidence. */
export function TaskPage({ name, tag, subject, place, facts, attention, changes, notes, files, statement, history, filled = [], votes, taskFiles, tools, signers, signature, act, open, kept }: TaskPageProps) {
  return (
    <>
      <PageHead title={name} tag={tag} subtitle={subject} aside={place?.words} acts={[...(open ? [{ key: 'open', label: open.label, href: open.href, allowed: true, unmet: [] }] : []), ...(place ? neighbours(place) : [])]} />
      <div class="stackv">
        {kept && <Note tone="run" title={kept.title} alert><p>{kept.text}</p></Note>}
        {kept && kept.pairs.length > 0 && <Card title="您填写的内容还在" aside="没有提交，可以复制" flush><KeyValues pairs={kept.pairs} /></Card>}
        {act.kind === 'none' && <NextStep {...act.next} />}
        {act.kind === 'blocked' && <GuardPanel {...act.guard} />}
        {facts && <FiveFacts {...facts} />}
        <div class={act.kind === 'none' || act.kind === 'blocked' ? undefined : 'cols wide'}>
          <div class="stackv">
            {attention && <Note tone="bad" title={attention.title}><ul>{attention.lines.map((line) => <li key={line}>{line}</li>)}</ul>{attention.more && <p><a href={attention.more.href}>{attention.more.label}</a></p>}</Note>}
            {files?.upload && <FilesCard files={files} />}
            {statement && <Card title={statement.title} aside={statement.by}><p class="said">{statement.text}</p></Card>}
            {changes && <Card title={changes.title} more={changes.more} flush><Changes {...changes} /></Card>}
            {notes && <Card title={notes.title} aside={notes.aside} more={notes.more} flush><Notes {...notes.notes} /></Card>}
            {!files?.upload && <FilesCard files={files} />}
            {signature && <FormCard {...signature} />}
            {signers && <Signers {...signers} />}
            {taskFiles && <FilesCard files={taskFiles} />}
            {votes && <Votes {...votes} />}
            {filled.map((one) => <Card key={one.title} title={one.title} aside={one.by} flush><KeyValues pairs={one.pairs} /></Card>)}
            {history && <Card title="此前的办理" flush><Timeline entries={history} /></Card>}
            {tools && <TaskTools {...tools} />}
          </div>
          <ActColumn act={act} />
        </div>
      </div>
    </>
  );
}

function FilesCard({ files }: Pick<TaskPageProps, 'files'>) {
  if (!files) return null;
  return <Card title={files.title ?? '公示附件'} aside={files.aside} flush><Files files={files.items} empty={files.empty} />{files.upload && <div class="rule-top"><UploadForm {...files.upload} /></div>}</Card>;
}

function ActColumn({ act }: { act: TaskAct }) {
  switch (act.kind) {
    case 'decision': return <DecisionForm {...act} />;
    case 'publish': return <PublishForm {...act} />;
    case 'submit': return <SubmitCard {...act} />;
    case 'blocked':
    case 'none': return null;
  }
}

function neighbours({ previous, next }: NonNullable<TaskPageProps['place']>): OfferedAct[] {
  const acts: OfferedAct[] = [];
  if (previous) acts.push({ key: 'previous', label: '上一份', href: previous, rel: 'prev', allowed: true, unmet: [] });
  if (next) acts.push({ key: 'next', label: '下一份', href: next, rel: 'next', allowed: true, unmet: [] });
  return acts;
}
