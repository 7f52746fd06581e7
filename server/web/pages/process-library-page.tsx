import { Card, PageHead } from '../components/card.js';
import { UploadForm, type UploadFormProps } from '../components/files.js';
import { Word } from '../components/icon.js';
import { Table } from '../components/table.js';

export type ProcessRow = {
  key: string;
  name: string;
  href: string;
  steps: string;
  active: string;
  activeSince: string;
  running: string;
  draft?: string;
  check: { ok: boolean; words: string };
};

export type ProcessLibraryProps = { rows: ProcessRow[]; upload?: UploadFormProps };

/** 流程图库: which version of each process is in use, and which draft waits. */
export function ProcessLibraryPage({ rows, upload }: ProcessLibraryProps) {
  return (
    <>
      <PageHead title="流程图库" subtitle="新版本只管新名单；已经在走的名单，按原来的版本走完。" />
      <div class="stackv">
        <Card flush>
          <Table caption="流程图库" rows={rows} rowKey={(row) => row.key} empty={{ icon: 'list', title: '还没有流程', text: '上传一个 BPMN 文件，检查通过后就能启用。' }} columns={[
            { key: 'name', name: '流程', first: true, cell: (row) => <><a href={row.href}>{row.name}</a><span class="s">{row.steps}</span></> },
            { key: 'active', name: '正在使用', cell: (row) => row.active },
            { key: 'since', name: '启用日期', cell: (row) => row.activeSince },
            { key: 'running', name: '在走的名单（份）', num: true, cell: (row) => row.running },
            { key: 'draft', name: '草稿版本', cell: (row) => row.draft ?? '—' },
            { key: 'check', name: '检查结果', cell: (row) => <CheckResult {...row.check} /> },
          ]} />
        </Card>
        {upload && <Card title="上传新版本" aside="先检查，再保存为草稿；启用由另一个人来做" flush><UploadForm {...upload} /></Card>}
      </div>
    </>
  );
}

/** Whether a version can be used, and how much is left to mend. */
export function CheckResult({ ok, words }: { ok: boolean; words: string }) {
  return ok ? <Word tone="good" icon="check">{words}</Word> : <Word tone="bad" icon="cross">{words}</Word>;
}
