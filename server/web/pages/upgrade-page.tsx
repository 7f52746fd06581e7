import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { Table, type Column } from '../components/table.js';

export type UpgradeChange = { what: string; who: string; module: string; href?: string };
export type UpgradePageProps = { version: string; subtitle: string; acts?: OfferedAct[]; parts: { title: string; stages: string; text: string; changes: UpgradeChange[] }[] };

/** 升级说明: what a version changed, part by part, with the page each is found on. */
export function UpgradePage({ version, subtitle, acts, parts }: UpgradePageProps) {
  return (
    <>
      <PageHead title={`V${version} 升级说明`} subtitle={subtitle} acts={acts} printable />
      <div class="stackv">
        {parts.map((part) => (
          <Card key={part.title} title={part.title} aside={`涉及学段：${part.stages}`} flush>
            <div class="cb"><p>{part.text}</p></div>
            <Table caption={part.title} columns={columns} rows={part.changes} rowKey={(change) => change.what} />
          </Card>
        ))}
      </div>
    </>
  );
}

const columns: Column<UpgradeChange>[] = [
  { key: 'what', name: '变了什么', first: true, cell: (change) => change.what },
  { key: 'who', name: '涉及用户', cell: (change) => change.who },
  { key: 'module', name: '在哪里', cell: (change) => (change.href ? <a href={change.href}>{change.module}</a> : change.module) },
];
