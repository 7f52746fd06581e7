import { Card, PageHead } from '../components/card.js';
import { ErrorSummary, type FieldError } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Icon } from '../components/icon.js';
import { Table } from '../components/table.js';

export type CopyPageProps = {
  /** 2023年5月　中职国家助学金 */
  title: string;
  subtitle: string;
  beforeName: string;
  afterName: string;
  errors?: FieldError[];
  sums: { value: string; note: string; look?: 'up' | 'down' }[];
  form: { action: string; seal: FormSeal; submit: string; cancel: string; hidden: Record<string, string>; offered: { id: string; name: string; detail: string; reason: string; chosen: boolean }[] };
  dropped: { id: number; name: string; place: string; before: string; reason: string }[];
  changed: { id: number; name: string; place: string; before: string; after: string; reason: string }[];
  /** Kept, but by the dates they should have graduated. */
  overdue: { id: number; name: string; place: string }[];
  classes: { name: string; people: number; names: string }[];
};

/** 照上月名单新建: what the new list would be, before there is one. */
export function CopyPage({ title, subtitle, beforeName, afterName, errors = [], sums, form, dropped, changed, overdue, classes }: CopyPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <div class="stackv">
        {errors.length > 0 && <ErrorSummary title="没有新建，原因在下面" errors={errors} />}
        <section class="card" aria-label="与原名单相比">
          <div class="diffsum">{sums.map(({ value, note, look }) => <div key={note}><b class={look}>{value}</b><span>{note}</span></div>)}</div>
          <SealedForm action={form.action} seal={form.seal} class="cb stackv">
            {Object.entries(form.hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
            {form.offered.length > 0 && (
              <fieldset class="found">
                <legend>可以加入的 {form.offered.length} 名学生，勾选的才加入</legend>
                {form.offered.map((one) => (
                  <label class="opt" key={one.id}>
                    <input type="checkbox" name="include" value={one.id} checked={one.chosen} />
                    <span><b>{one.name}</b><small>{one.detail}</small><small>{one.reason}</small></span>
                  </label>
                ))}
              </fieldset>
            )}
            <div class="row"><button class="btn main big"><Icon name="copy" />{form.submit}{form.offered.length > 0 && '，加上勾选的'}</button><a class="btn plain" href={form.cancel}>不新建了</a></div>
            <p class="muted small">新建后是草稿，还可以加入、删去、改档次，提交前都不算数。</p>
          </SealedForm>
        </section>
        {dropped.length > 0 && (
          <Card title="不再列入" aside={`${dropped.length.toLocaleString('en-US')} 人`} flush>
            <Table caption="不再列入" rows={dropped} rowKey={(row) => row.id} columns={[
              { key: 'name', name: '姓名', first: true, cell: (row) => row.name },
              { key: 'place', name: '年级、专业、班级', cell: (row) => row.place },
              { key: 'before', name: beforeName, num: true, cell: (row) => row.before },
              { key: 'reason', name: '原因', cell: (row) => row.reason },
            ]} />
          </Card>
        )}
        {changed.length > 0 && (
          <Card title="金额变化" aside={`${changed.length.toLocaleString('en-US')} 人`} flush>
            <Table caption="金额变化" rows={changed.slice(0, CHANGES_SHOWN)} rowKey={(row) => row.id} columns={[
              { key: 'name', name: '姓名', first: true, cell: (row) => row.name },
              { key: 'place', name: '年级、专业、班级', cell: (row) => row.place },
              { key: 'before', name: beforeName, num: true, cell: (row) => <del>{row.before}</del> },
              { key: 'after', name: afterName, num: true, cell: (row) => <ins>{row.after}</ins> },
              { key: 'reason', name: '原因', cell: (row) => row.reason },
            ]} />
            {changed.length > CHANGES_SHOWN && <div class="pager"><span>先列出 {CHANGES_SHOWN} 人，其余 {(changed.length - CHANGES_SHOWN).toLocaleString('en-US')} 人同样按新标准计算</span></div>}
          </Card>
        )}
        {overdue.length > 0 && <Card title="沿用，但请留意：逾期学生" aside={`${overdue.length} 人`}><p>按入学年月和学制已应毕业，学籍仍是全日制在读：{overdue.map(({ name, place }) => `${name}（${place}）`).join('、')}。</p></Card>}
        {classes.length > 0 && (
          <section class="card">
            <details>
              <summary>沿用的学生，按班级列名</summary>
              <dl class="pairs">{classes.map((one) => <div key={one.name}><dt>{one.name}　{one.people} 人</dt><dd>{one.names}</dd></div>)}</dl>
            </details>
          </section>
        )}
      </div>
    </>
  );
}

const CHANGES_SHOWN = 50;
