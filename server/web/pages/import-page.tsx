import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { ErrorSummary, type FieldError } from '../components/field.js';
import { Word } from '../components/icon.js';
import { NextStep, type NextStepProps } from '../components/note.js';
import { ProgressBar } from '../components/progress-bar.js';
import { Pager, Table, type PagerProps } from '../components/table.js';

export type ImportError = { row: string; column: string; given: string; problem: string; remedy: string };

export type ImportPageProps = {
  title: string;
  /** File name, size, who, when. */
  subtitle: string;
  checked: { title: string; aside?: string; right: number; wrong: number; wrongPlaces: string; sum?: string };
  next: NextStepProps;
  /** Why writing the rows was refused. */
  refused?: { title: string; errors: FieldError[] };
  errors: ImportError[];
  pager?: PagerProps;
  /** 重新上传、先导入没有错误的行、放弃这次导入 */
  acts: OfferedAct[];
};

/** 导入报告: all rows are checked before anything is said; every error with row, column, what was typed and what to do. */
export function ImportPage({ title, subtitle, checked, next, refused, errors, pager, acts }: ImportPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <div class="stackv">
        <Card title={checked.title} aside={checked.aside}>
          <ProgressBar label={'检查过的行'} unit="行" parts={[{ label: '可以导入', count: checked.right, tone: 'good', full: true }, { label: '有错误', count: checked.wrong, tone: 'bad', full: true }]} />
          <p class="sub">{checked.wrong > 0 ? <Word tone="bad" icon="cross">{checked.wrongPlaces}</Word> : <Word tone="good" icon="check">没有错误</Word>}{checked.sum && `　${checked.sum}`}</p>
        </Card>
        {refused && <ErrorSummary {...refused} />}
        <NextStep {...next} />
        {errors.length > 0 && (
          <Card title="错误，逐行逐列" flush>
            <Table caption="导入的错误" rows={errors} rowKey={(error) => `${error.row}-${error.column}-${error.problem}`} columns={[
              { key: 'row', name: '行', num: true, cell: (error) => error.row },
              { key: 'column', name: '列', first: true, cell: (error) => error.column },
              { key: 'given', name: '您填的', cell: (error) => error.given },
              { key: 'problem', name: '问题', cell: (error) => error.problem },
              { key: 'remedy', name: '怎么改', cell: (error) => error.remedy },
            ]} />
            {pager && <Pager {...pager} />}
          </Card>
        )}
        <div class="row">{acts.map((act) => <ActButton key={act.key} act={act} />)}</div>
      </div>
    </>
  );
}
