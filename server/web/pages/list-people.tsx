import { ActButton, type OfferedAct } from '../components/act.js';
import { Field, fieldId, type FieldError, type FieldOption } from '../components/field.js';
import { UploadForm, type UploadFormProps } from '../components/files.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { Icon, Word } from '../components/icon.js';
import { EmptyState, Note, type EmptyStateProps } from '../components/note.js';
import { Notes, NoteTextForm, type NoteForm, type NotesProps } from '../components/notes.js';
import { Pager, Table, type Column, type PagerProps } from '../components/table.js';
import { Tag } from '../components/tag.js';

export type AwardRow = {
  id: string | number;
  number: string;
  name: string;
  href?: string;
  maskedId: string;
  grade: string;
  major: string;
  class: string;
  tier: string;
  payable: string;
  /** — until something was paid; 0.00 after a granted withdrawal. */
  paid: string;
  warnings: string[];
  /** What is the matter and what to do about it, one sentence for each warning; shown while the list is narrowed to them. */
  advice?: string[];
  /** The way to the row's notes: how many there are, or that one may be written. */
  note?: { label: string; href: string; open?: boolean };
  /** Opens the card where tier and membership are changed. Only while the list may be edited. */
  editHref?: string;
};

export type ListPeopleProps = {
  rows: AwardRow[];
  tierName?: string;
  payableName?: string;
  total: { people: string; payable: string; paid: string };
  pager: PagerProps;
  empty: EmptyStateProps;
  entry?: ListEntry;
  /** Finds somebody on a long list. */
  search?: FiltersProps;
  /** Present when the notes of one award were opened. */
  panel?: AwardNotePanel;
};

/** One student's notes, with the box for another while the reader's step is open. */
export type AwardNotePanel = { name: string; detail: string; warnings: string[]; closeHref: string; notes: NotesProps; write?: NoteForm };

/** What a school may do with the people of a draft. */
export type ListEntry = {
  find: { action: string; hidden: Record<string, string>; value?: string };
  /** Present after a search. */
  found?: { action: string; seal: FormSeal; tiers: FieldOption[]; tier?: string; students: FoundStudent[]; none: string; /** There are more than are shown. */ more?: boolean };
  /** Present when one award was opened. */
  editing?: { name: string; detail: string; change: { action: string; seal: FormSeal; tier: string; tiers: FieldOption[] }; remove: OfferedAct; closeHref: string };
  upload: UploadFormProps;
  /** Changes the tier of the ticked rows, or of all, at once. */
  tiers?: { action: string; seal: FormSeal; tiers: FieldOption[]; people: string };
  copy?: OfferedAct;
  errors?: FieldError[];
};

export type FoundStudent = { id: string; name: string; detail: string; chosen?: boolean; /** Why this student cannot be put on the list. */ blocked?: string };

/** 名单人员: the awards with their sum, and the forms to enter them. */
export function ListPeople({ rows, total, pager, empty, entry, search, panel, tierName = '困难等级', payableName = '应发（元）' }: ListPeopleProps) {
  const columns: Column<AwardRow>[] = [
    { key: 'number', name: '序号', num: true, wide: true, cell: (row) => row.number },
    { key: 'name', name: '姓名', first: true, total: total.people, cell: (row) => (row.href ? <a href={row.href}>{row.name}</a> : row.name) },
    { key: 'id', name: '身份证号', cell: (row) => row.maskedId },
    { key: 'grade', name: '年级', cell: (row) => row.grade },
    { key: 'major', name: '专业', cell: (row) => row.major },
    { key: 'class', name: '班级', cell: (row) => row.class },
    { key: 'tier', name: tierName, cell: (row) => row.tier },
    { key: 'payable', name: payableName, num: true, total: total.payable, cell: (row) => row.payable },
    { key: 'paid', name: '实发（元）', num: true, total: total.paid, cell: (row) => row.paid },
    { key: 'warnings', name: '留意', cell: (row) => row.warnings.length > 0 ? <Warnings {...row} /> : null },
  ];
  if (rows.some((row) => row.note)) columns.push({ key: 'note', name: '批注', cell: (row) => row.note && <a href={row.note.href}>{row.note.open && <Icon name="warn" />}{row.note.label}<span class="vh"> {row.name}</span></a> });
  if (entry?.tiers) columns.unshift({ key: 'tick', name: '选', cell: (row) => <input type="checkbox" form="tiers" name="awardIds" value={row.id} data-group="tiers" aria-label={`选中 ${row.name}`} /> });
  if (entry) columns.push({ key: 'edit', name: '维护', cell: (row) => row.editHref && <a href={row.editHref}>修改<span class="vh"> {row.name}</span></a> });
  return (
    <>
      {panel && <NotePanel {...panel} />}
      {entry && <EntryForms {...entry} />}
      {search && <Filters {...search} />}
      <Table caption="名单人员" columns={columns} rows={rows} rowKey={(row) => row.id} empty={empty} />
      {rows.length > 0 && <Pager {...pager} />}
      {entry?.tiers && rows.length > 0 && <TierChange {...entry.tiers} />}
    </>
  );
}

/** 批量修改档次: the boxes stand in the table above. */
function TierChange({ action, seal, tiers, people }: NonNullable<ListEntry['tiers']>) {
  return (
    <SealedForm action={action} seal={seal} id="tiers" class="cb stackv tight rule-top">
      <fieldset class="found">
        <legend>批量修改档次</legend>
        <label class="opt"><input type="radio" name="whose" value="ticked" checked /><span>上面勾选的学生</span></label>
        <label class="opt"><input type="radio" name="whose" value="all" /><span>名单上全部 {people} 人（包括别的页）</span></label>
      </fieldset>
      <div class="row low"><Field id="bulk-tier" name="tier" kind="select" label="改成" options={tiers} /><button class="btn">修改档次</button></div>
    </SealedForm>
  );
}

function Warnings({ warnings, advice }: AwardRow) {
  return <span class="stackv tight"><span class="row">{warnings.map((warning) => <Tag key={warning} tone="bad" icon="warn" word={warning} />)}</span>{advice?.map((line) => <span key={line} class="small">{line}</span>)}</span>;
}

function NotePanel({ name, detail, warnings, closeHref, notes, write }: AwardNotePanel) {
  return (
    <section class="cb stackv tight notepanel" id="note" tabindex={-1} aria-labelledby="note-title">
      <div class="row"><h2 id="note-title">批注：{name}</h2><span class="muted small">{detail}</span><a class="btn plain" href={closeHref}>收起</a></div>
      {warnings.length > 0 && <ul class="dots small">{warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul>}
      <Notes {...notes} />
      {write && <NoteTextForm id="f-note" label={`给${name}写批注`} submit="写下批注" hint="写清要核实或补什么，例如“户籍材料缺页”。学校和各级审核人员看得到，不对外公开。" {...write} />}
    </section>
  );
}

function EntryForms({ find, found, editing, upload, copy, errors = [] }: ListEntry) {
  return (
    <div class="entry" id="entry" tabindex={-1}>
      {editing && <EditAward {...editing} />}
      <div class="two">
        <div>
          <form method="get" action={find.action} class="cb stackv tight" role="search" aria-label="按姓名查找学生" hx-boost="true" hx-target="#entry" hx-select="#entry" hx-swap="outerHTML show:none" hx-push-url="true">
            {Object.entries(find.hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
            <Field name="find" kind="search" label="加入学生" hint="输入姓名、拼音、拼音首字母，或证件号后四位，从本校学生中查找。" value={find.value} error={errors.find((error) => error.field === 'find')?.message} />
            <div class="row"><button class="btn">查找学生</button></div>
          </form>
          {copy && <div class="copy"><ActButton act={copy} /></div>}
        </div>
        <UploadForm {...upload} />
      </div>
      {found && <FoundStudents {...found} />}
    </div>
  );
}

function FoundStudents({ action, seal, tiers, tier, students, none, more }: NonNullable<ListEntry['found']>) {
  if (students.length === 0) return <EmptyState icon="find" title={none} />;
  return (
    <SealedForm action={action} seal={seal} class="cb stackv tight rule-top">
      <fieldset class="found" id={fieldId('studentIds')}>
        <legend>{more ? `先列出 ${students.length} 名，名字写全些可以少列` : `找到 ${students.length} 名学生`}，勾选后加入</legend>
        {students.map((student) => (
          <label class="opt" key={student.id}>
            <input type="checkbox" name="studentIds" value={student.id} disabled={Boolean(student.blocked)} checked={student.chosen} />
            <span><b>{student.name}</b><small>{student.detail}</small>{student.blocked && <Word tone="bad" icon="cross" wrap>{student.blocked}</Word>}</span>
          </label>
        ))}
      </fieldset>
      {students.some((student) => !student.blocked) && <div class="row low">{tiers.length > 0 && <Field id="add-tier" name="tier" kind="select" label="档次" options={tiers} value={tier} />}<button class="btn main"><Icon name="plus" />把勾选的学生加入名单</button></div>}
    </SealedForm>
  );
}

function EditAward({ name, detail, change, remove, closeHref }: NonNullable<ListEntry['editing']>) {
  return (
    <div class="cb">
      <Note tone="idle" icon="edit" title={`修改：${name}`}>
        <p>{detail}</p>
        <div class="row low">
          <SealedForm action={change.action} seal={change.seal} class="row low">
            <label class="f">档次<select name="tier">{change.tiers.map((tier) => <option key={tier.value} value={tier.value} selected={tier.value === change.tier}>{tier.label}</option>)}</select></label>
            <button class="btn main">改成这一档</button>
          </SealedForm>
          <ActButton act={remove} />
          <a class="btn plain" href={closeHref}>不改了</a>
        </div>
      </Note>
    </div>
  );
}
