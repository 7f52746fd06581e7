import type { OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { UploadForm, type UploadFormProps } from '../components/files.js';
import type { EmptyStateProps } from '../components/note.js';
import { Pager, Results, Table, type Column, type PagerProps, type SortLink } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type StudentRow = {
  id: string | number;
  name: string;
  href: string;
  maskedId: string;
  school?: string;
  grade: string;
  major: string;
  class: string;
  /** 全日制在读, 休学, … */
  enrolment: string;
  /** Late by the notice's definition, and similar marks. */
  marks: TagProps[];
  /** Priority groups, in the notice's words, and the hardship level; their columns stand only where something is known. */
  groups?: string[];
  hardship?: string;
};

export type StudentsPageProps = {
  title?: string;
  subtitle: string;
  acts?: OfferedAct[];
  filters: FiltersProps;
  sort?: Partial<Record<'name' | 'grade', SortLink>>;
  rows: StudentRow[];
  pager: PagerProps;
  empty: EmptyStateProps;
  /** Schools only. */
  add?: FormCardProps;
  upload?: UploadFormProps & { title: string };
};

/** The roster of a school, or of the schools of an authority. */
export function StudentsPage({ title = '学生', subtitle, acts, filters, sort = {}, rows, pager, empty, add, upload }: StudentsPageProps) {
  const columns: Column<StudentRow>[] = [
    { key: 'name', name: '姓名', first: true, sort: sort.name, cell: (row) => <a href={row.href}>{row.name}</a> },
    { key: 'id', name: '身份证号', cell: (row) => row.maskedId },
    { key: 'grade', name: '年级', sort: sort.grade, cell: (row) => row.grade },
    { key: 'major', name: '专业', cell: (row) => row.major },
    { key: 'class', name: '班级', cell: (row) => row.class },
    { key: 'enrolment', name: '学籍状态', cell: (row) => <span class="row">{row.enrolment}{row.marks.map((mark) => <Tag key={mark.word} {...mark} />)}</span> },
    ...(rows.some((row) => row.groups) ? [{ key: 'groups', name: '重点保障人群', cell: (row: StudentRow) => row.groups?.join('、') || '—' }] : []),
    ...(rows.some((row) => row.hardship) ? [{ key: 'hardship', name: '困难等级', cell: (row: StudentRow) => row.hardship ?? '—' }] : []),
  ];
  if (rows.some((row) => row.school)) columns.splice(1, 0, { key: 'school', name: '学校', cell: (row) => row.school });
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {(add || upload) && (
          <div class="two">
            {add && <FormCard {...add} />}
            {upload && <section class="card"><details open={Boolean(upload.errors?.length)}><summary>{upload.title}</summary><UploadForm {...upload} /></details></section>}
          </div>
        )}
        <Results><Card flush><Filters {...filters} /><Table caption="学生" columns={columns} rows={rows} rowKey={(row) => row.id} empty={empty} /><Pager {...pager} /></Card></Results>
      </div>
    </>
  );
}
