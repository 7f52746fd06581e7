import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { DecisionForm, type DecisionFormProps } from '../components/decision-form.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { ErrorSummary, Field, type FieldError } from '../components/field.js';
import { UploadForm, type UploadFormProps } from '../components/files.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Word } from '../components/icon.js';
import { NextStep, type EmptyStateProps, type NextStepProps } from '../components/note.js';
import { Pager, Table, type Column, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

/** One row of a bank's file beside what it replaced: a cell that differs shows both. */
export type BankCell = { now: string; before?: string };
export type BankRow = { id: number; line: string; tags: TagProps[]; cells: Record<string, BankCell>; warnings: string[]; decided?: string; open: boolean };
export type BankColumn = { key: string; name: string; num?: boolean; first?: boolean };

export type BankBatchPageProps = {
  title: string; subtitle: string; facts: NamedFact[]; next: NextStepProps; columns: BankColumn[]; rows: BankRow[]; filters: FiltersProps; pager: PagerProps; empty: EmptyStateProps;
  /** Only for whom the review waits. */
  review?: { whole: DecisionFormProps; some: { action: string; seal: FormSeal } };
  errors?: FieldError[];
};

/** One batch: its rows, what they replace, and the decision about it, whole or row by row (附件1 四2、四4). */
export function BankBatchPage({ title, subtitle, facts, next, columns, rows, filters, pager, empty, review, errors = [] }: BankBatchPageProps) {
  const table = <BankTable columns={columns} rows={rows} empty={empty} pick={review !== undefined} />;
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <div class="stackv">
        <ErrorSummary errors={errors} />
        <Facts facts={facts} />
        <NextStep {...next} />
        <Card flush>
          <Filters {...filters} />
          {review ? (
            <SealedForm action={review.some.action} seal={review.some.seal} guarded>
              <input type="hidden" name="rows" value="0" />
              {table}
              <div class="cb stackv">
                <Field name="remark" id="rows-remark" label="意见（不通过必须写明原因）" kind="textarea" rows={2} maxLength={1000} full />
                <div class="row">
                  <button class="btn main" name="decision" value="pass">通过勾选的行</button>
                  <button class="btn danger" name="decision" value="fail">不通过勾选的行</button>
                </div>
              </div>
            </SealedForm>
          ) : table}
          <Pager {...pager} />
        </Card>
        {review && <DecisionForm {...review.whole} />}
      </div>
    </>
  );
}

function BankTable({ columns, rows, empty, pick }: { columns: BankColumn[]; rows: BankRow[]; empty: EmptyStateProps; pick: boolean }) {
  const shown: Column<BankRow>[] = [
    { key: 'line', name: '文件行', num: true, cell: (row) => row.line },
    ...columns.map((column): Column<BankRow> => ({ key: column.key, name: column.name, num: column.num, first: column.first, cell: (row) => <BankValue {...(row.cells[column.key] ?? { now: '—' })} /> })),
    { key: 'state', name: '状态', cell: (row) => <span class="row">{row.tags.map((tag) => <Tag key={tag.word} {...tag} />)}{row.decided && <span class="s">{row.decided}</span>}</span> },
    { key: 'warnings', name: '请留意', cell: (row) => (row.warnings.length > 0 ? <Word tone="bad" icon="warn">{row.warnings.join('')}</Word> : '—') },
  ];
  if (pick) {
    shown.unshift({
      key: 'pick', name: '', pick: true, head: <input class="pick" type="checkbox" data-check-all="rows" hidden aria-label="选择本页等待审核的行" />,
      cell: (row) => <input class="pick" type="checkbox" name="rows" value={row.id} data-group="rows" disabled={!row.open} aria-label={`选择文件第 ${row.line} 行`} />,
    });
  }
  return <Table caption="这一批的各行" columns={shown} rows={rows} rowKey={(row) => row.id} empty={empty} />;
}

const BankValue = ({ now, before }: BankCell) => (before === undefined ? <>{now}</> : <><del>{before}</del> <ins>{now}</ins></>);

export type BatchLine = { id: number; name: string; href: string; by: string; rows: string; amount: string; state: TagProps };
export type BankEntryPageProps = {
  title: string; subtitle: string; upload?: UploadFormProps & { title: string }; register?: FormCardProps; institutions?: { rows: { id: number; name: string; kind: string; region: string }[] };
  caps?: { rows: { id: number; stage: string; from: string; cap: string; state: TagProps; basis: string }[] }; batches: BatchLine[]; empty: EmptyStateProps; amountName: string;
};

/** 贷款信息录入、还款信息录入 and the list of what waits for review. */
export function BankEntryPage({ title, subtitle, upload, register, institutions, caps, batches, empty, amountName }: BankEntryPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <div class="stackv">
        {upload && <Card title={upload.title} flush><div id="import"><UploadForm {...upload} /></div></Card>}
        <Card title="各批" flush>
          <Table caption={`${title}的各批`} rows={batches} rowKey={(row) => row.id} empty={empty} columns={[
            { key: 'name', name: '批次', first: true, cell: (row) => <a href={row.href}>{row.name}</a> },
            { key: 'by', name: '导入', cell: (row) => row.by },
            { key: 'rows', name: '行数（行）', num: true, cell: (row) => row.rows },
            { key: 'amount', name: amountName, num: true, cell: (row) => row.amount },
            { key: 'state', name: '审核', cell: (row) => <Tag {...row.state} /> },
          ]} />
        </Card>
        {caps && (
          <Card title="发放金额上限" aside="教助中心〔2023〕8号 附件1 四1" more={{ label: '按年度查看、提出启用', href: '/loan-caps' }} flush>
            <Table caption="发放金额上限" rows={caps.rows} rowKey={(row) => row.id} columns={[
              { key: 'stage', name: '学段', first: true, cell: (row) => row.stage }, { key: 'from', name: '从哪一年起', cell: (row) => row.from }, { key: 'cap', name: '上限（元）', num: true, cell: (row) => row.cap },
              { key: 'state', name: '状态', cell: (row) => <Tag {...row.state} /> }, { key: 'basis', name: '依据', cell: (row) => row.basis },
            ]} />
          </Card>
        )}
        {(register || institutions) && (
          <div class="two">
            {institutions && (
              <Card title="未使用系统的学校" flush>
                <Table caption="未使用系统的学校" rows={institutions.rows} rowKey={(row) => row.id} empty={{ icon: 'find', title: '还没有登记', text: '文件里的科研院所、军队院校导入时自动登记。' }} columns={[
                  { key: 'name', name: '名称', first: true, cell: (row) => row.name }, { key: 'kind', name: '类型', cell: (row) => row.kind }, { key: 'region', name: '所在地', cell: (row) => row.region },
                ]} />
              </Card>
            )}
            {register && <FormCard {...register} />}
          </div>
        )}
      </div>
    </>
  );
}
