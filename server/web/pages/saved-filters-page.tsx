import { Card, PageHead } from '../components/card.js';
import { ErrorSummary, type FieldError } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { EmptyState } from '../components/note.js';
import { Table, type Column } from '../components/table.js';

export type SavedFilterRow = { id: number; page: string; name: string; href: string; isDefault: boolean; change: { action: string; seal: FormSeal }; remove: { action: string; seal: FormSeal } };

/** 常用筛选: rename, choose which one opens by itself, delete. */
export function SavedFiltersPage({ rows, errors = [] }: { rows: SavedFilterRow[]; errors?: FieldError[] }) {
  const columns: Column<SavedFilterRow>[] = [
    { key: 'name', name: '名称', first: true, cell: (row) => <a href={row.href}>{row.name}</a> },
    { key: 'page', name: '在哪一页', cell: (row) => row.page },
    { key: 'change', name: '改名、设为默认', cell: (row) => (
      <SealedForm {...row.change} class="row">
        <label class="vh" for={`name-${row.id}`}>“{row.name}”的名称</label><input id={`name-${row.id}`} type="text" name="name" value={row.name} required maxLength={30} autocomplete="off" />
        <label class="tick"><input type="checkbox" name="isDefault" value="yes" checked={row.isDefault} />打开页面时就用它</label>
        <button class="btn">保存<span class="vh">“{row.name}”</span></button>
      </SealedForm>
    ) },
    { key: 'remove', name: '删去', cell: (row) => <SealedForm {...row.remove}><button class="btn">删去<span class="vh">“{row.name}”</span></button></SealedForm> },
  ];
  return (
    <>
      <PageHead title="常用筛选" subtitle="只有您自己看得到；打开时只显示您现在有权看的内容" />
      <div class="stackv">
        <ErrorSummary errors={errors} />
        <Card flush>{rows.length > 0 ? <Table caption="常用筛选" columns={columns} rows={rows} rowKey={(row) => row.id} /> : <EmptyState icon="find" title="还没有常用筛选" text="在名单、任务、学生、看板页选好条件，按“查询”以后就能保存。" />}</Card>
      </div>
    </>
  );
}
