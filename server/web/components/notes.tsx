import { SealedForm, type FormSeal } from './form.js';
import { Word } from './icon.js';
import { EmptyState } from './note.js';
import { Pager, type PagerProps } from './table.js';
import { Tag } from './tag.js';

export type NoteForm = { action: string; seal: FormSeal; /** What was typed and refused, and why. */ value?: string; error?: string };

/** One note of a reviewer on one student, with the school's answer or the form for it. */
export type NoteEntry = {
  id: number;
  student: string;
  href?: string;
  /** Year, major, class; or that the student is no longer on the list. */
  place: string;
  text: string;
  /** 安陵县学生资助管理中心 王建平，主管部门审核，5月6日 15:20 */
  by: string;
  answer?: { text: string; by: string };
  form?: NoteForm;
  /** Where the student is put right, while the list may be edited. */
  editHref?: string;
};

export type NotesProps = { entries: NoteEntry[]; empty?: { title: string; text?: string }; pager?: PagerProps };

/** 批注: reviewers' words on single students. Quoted as they were written; the school answers each. */
export function Notes({ entries, empty, pager }: NotesProps) {
  if (entries.length === 0) return empty ? <EmptyState icon="check" {...empty} /> : null;
  return (
    <>
      <ul class="remarks">{entries.map((entry) => <NoteItem key={entry.id} {...entry} />)}</ul>
      {pager && <Pager {...pager} />}
    </>
  );
}

function NoteItem({ id, student, href, place, text, by, answer, form, editHref }: NoteEntry) {
  return (
    <li id={`note-${id}`}>
      <div class="row">
        <b>{href ? <a href={href}>{student}</a> : student}</b><span class="muted small">{place}</span>
        {answer ? <Tag tone="good" icon="check" word="已答复" /> : <Tag tone="bad" icon="warn" word="待答复" />}
        {editHref && <a class="small" href={editHref}>修改<span class="vh"> {student}</span></a>}
      </div>
      <q>{text}</q>
      <p class="muted small">{by}</p>
      {answer && <div class="answer"><p>学校答复：{answer.text}</p><p class="muted small">{answer.by}</p></div>}
      {form && <NoteTextForm id={`answer-${id}`} label={`答复${student}的批注`} submit="提交答复" hint="写清怎么处理的，审核人员会看到。" {...form} />}
    </li>
  );
}

/** The box a note or an answer is written in. */
export function NoteTextForm({ id, label, submit, hint, action, seal, value, error }: NoteForm & { id: string; label: string; submit: string; hint: string }) {
  return (
    <SealedForm action={action} seal={seal} guarded class="stackv tight">
      <div class="field full">
        <label class="lab" for={id}>{label}</label>
        <textarea id={id} name="text" rows={2} maxLength={500} required aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`} aria-invalid={error ? 'true' : undefined}>{value}</textarea>
        <p class="hint" id={`${id}-hint`}>{hint}</p>
        {error && <p class="err" id={`${id}-error`}><Word tone="bad" icon="cross" wrap>{error}</Word></p>}
      </div>
      <div class="row"><button class="btn">{submit}</button></div>
    </SealedForm>
  );
}
