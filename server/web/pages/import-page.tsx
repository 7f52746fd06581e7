import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { ErrorSummary, type FieldError, type FieldOption } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Word } from '../components/icon.js';
import { NextStep, type NextStepProps } from '../components/note.js';
import { ProgressBar } from '../components/progress-bar.js';
import { Pager, Table, type Column, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

/** `adopt`: puts the proposed repair into this cell. */
export type ImportError = { row: string; column: string; given: string; problem: string; remedy: string; adopt?: OfferedAct & { cell: string } };

export type MetRow = { row: string; outcome: TagProps; other: string; cells: { name: string; now: string; before?: string }[] };

export type ImportPageProps = {
  id: number;
  title: string;
  /** File name, size, who, when. */
  subtitle: string;
  /** While it is checked or written in the background. */
  running?: { title: string; label: string; done: number; total: number; text: string };
  checked?: { title: string; aside?: string; right: number; wrong: number; wrongPlaces: string; sum?: string };
  next?: NextStepProps;
  /** Why writing the rows was refused. */
  refused?: { title: string; errors: FieldError[] };
  errors: ImportError[];
  /** Rows that meet others, side by side. */
  beside?: { note: string; columns: string[]; rows: MetRow[] };
  /** The headers of the file and which column each is; closed where the file can do without. */
  match?: MatchProps;
  pager?: PagerProps;
  /** 采用全部建议、重新上传、取消 */
  acts: OfferedAct[];
};

/** 导入报告: all rows are checked before anything is said; every error with row, column, what was typed and what to do. */
export function ImportPage({ id, title, subtitle, running, checked, next, refused, errors, beside, match, pager, acts }: ImportPageProps) {
  // Asks again each second while there is something to wait for; without a script the button does.
  const waiting = running ? { 'hx-get': `/imports/${id}`, 'hx-trigger': 'every 1s', 'hx-target': '#import', 'hx-select': '#import', 'hx-swap': 'outerHTML show:none' } : {};
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <div class="stackv" id="import" {...waiting}>
        {running && (
          <Card title={running.title}>
            <ProgressBar label={running.label} unit="行" parts={[{ label: running.label, count: running.done, tone: 'good', full: true }, { label: '还没有', count: running.total - running.done, tone: 'idle' }]} />
            <p class="sub">{running.text}</p>
          </Card>
        )}
        {checked && (
          <Card title={checked.title} aside={checked.aside}>
            <ProgressBar label={'检查过的行'} unit="行" parts={[{ label: '可以导入', count: checked.right, tone: 'good', full: true }, { label: '有错误', count: checked.wrong, tone: 'bad', full: true }]} />
            <p class="sub">{checked.wrong > 0 ? <Word tone="bad" icon="cross">{checked.wrongPlaces}</Word> : <Word tone="good" icon="check">没有错误</Word>}{checked.sum && `　${checked.sum}`}</p>
          </Card>
        )}
        {refused && <ErrorSummary {...refused} />}
        {next && <NextStep {...next} />}
        {match?.open && <Match {...match} />}
        <div class="row">{acts.map((act) => <ActButton key={act.key} act={act} />)}</div>
        {errors.length > 0 && (
          <Card title="错误，逐行逐列" flush>
            <Table caption="导入的错误" rows={errors} rowKey={(error) => `${error.row}-${error.column}-${error.problem}`} columns={[
              { key: 'row', name: '行', num: true, cell: (error) => error.row },
              { key: 'column', name: '列', first: true, cell: (error) => error.column },
              { key: 'given', name: '您填的', cell: (error) => error.given },
              { key: 'problem', name: '问题', cell: (error) => error.problem },
              { key: 'remedy', name: '怎么改', cell: (error) => <>{error.remedy}{error.adopt && <Adopt {...error.adopt} row={error.row} />}</> },
            ]} />
            {pager && <Pager {...pager} />}
          </Card>
        )}
        {match && !match.open && <Match {...match} />}
        {beside && <Beside {...beside} />}
      </div>
    </>
  );
}

export type MatchProps = {
  action: string; seal: FormSeal; open: boolean; title: string; note: string;
  rows: { letter: string; header: string; samples: string[]; known?: string; choice?: { name: string; value: string; options: FieldOption[]; proposed: boolean } }[];
};

/** 对应表头: every header with what stands below it; those not known have a choice. */
function Match({ action, seal, open, title, note, rows }: MatchProps) {
  const form = (
    <SealedForm action={action} seal={seal}>
      <p class="pad sub">{note}</p>
      <Table caption="文件的表头" rows={rows} rowKey={(row) => row.letter} columns={[
        { key: 'letter', name: '列', cell: (row) => row.letter },
        { key: 'header', name: '文件的表头', first: true, cell: (row) => row.header || '（空）' },
        { key: 'samples', name: '下面的值', cell: (row) => (row.samples.length > 0 ? row.samples.join('、') : '（空）') },
        { key: 'column', name: '是模板的哪一列', cell: (row) => (row.choice ? <Choice {...row.choice} header={row.header} /> : <Word tone="good" icon="check">{row.known}</Word>) },
      ]} />
      <div class="row pad"><button class={open ? 'btn main' : 'btn'}>{open ? '按这样对应，检查每一行' : '按这样对应，重新检查'}</button></div>
    </SealedForm>
  );
  return open ? <Card title={title} flush>{form}</Card> : <section class="card"><details><summary>{title}</summary>{form}</details></section>;
}

function Choice({ name, value, options, proposed, header }: NonNullable<MatchProps['rows'][number]['choice']> & { header: string }) {
  return (
    <span class="match">
      <label class="vh" for={`f-${name}`}>“{header}”是模板的哪一列</label>
      <select id={`f-${name}`} name={name}>{options.map((option) => <option key={option.value} value={option.value} selected={option.value === value}>{option.label}</option>)}</select>
      {proposed && <span class="s">{value === '' ? '上次没有导入' : '系统提议，请核对'}</span>}
    </span>
  );
}

/** The file's rows beside those they meet; where they differ, both stand. */
function Beside({ note, columns, rows }: NonNullable<ImportPageProps['beside']>) {
  return (
    <Card title="与已有的并排看" aside={note} flush>
      <Table caption="与已有的并排看" rows={rows} rowKey={(row) => row.row} columns={[
        { key: 'row', name: '文件行', num: true, cell: (row) => row.row }, { key: 'outcome', name: '结果', first: true, cell: (row) => <><Tag {...row.outcome} /><span class="s">{row.other}</span></> },
        ...columns.map((name): Column<MetRow> => ({ key: name, name, cell: (row) => <Met {...row.cells.find((cell) => cell.name === name)} /> })),
      ]} />
    </Card>
  );
}

const Met = ({ now = '—', before }: { now?: string; before?: string }) => (before === undefined ? <>{now}</> : <><del>{before}</del> <ins>{now}</ins></>);

function Adopt({ href = '', seal, label, cell, row }: OfferedAct & { cell: string; row: string }) {
  if (!seal) return null;
  return <SealedForm action={href} seal={seal} class="inline"><input type="hidden" name="cell" value={cell} /><button class="btn plain">{label}<span class="vh">第 {row} 行的改法</span></button></SealedForm>;
}

export type ImportsPageProps = { subtitle: string; rows: { id: number; fileName: string; href: string; kind: string; at: string; tag: TagProps; total: string; wrong: string }[] };

/** 导入记录: the way back to every report. */
export function ImportsPage({ subtitle, rows }: ImportsPageProps) {
  return (
    <>
      <PageHead title="导入记录" subtitle={subtitle} />
      <Card flush>
        <Table caption="导入记录" rows={rows} rowKey={(row) => row.id} empty={{ icon: 'list', title: '还没有导入过文件', text: '在名单、学生等页面上传 Excel 以后，检查的结果会列在这里。' }} columns={[
          { key: 'file', name: '文件', first: true, cell: (row) => <a href={row.href}>{row.fileName}<span class="vh">，{row.at}</span></a> },
          { key: 'kind', name: '导入什么', cell: (row) => row.kind },
          { key: 'at', name: '上传时间', cell: (row) => row.at },
          { key: 'state', name: '结果', cell: (row) => <Tag {...row.tag} /> },
          { key: 'total', name: '行数（行）', num: true, cell: (row) => row.total },
          { key: 'wrong', name: '有错误（行）', num: true, cell: (row) => row.wrong },
        ]} />
      </Card>
    </>
  );
}
