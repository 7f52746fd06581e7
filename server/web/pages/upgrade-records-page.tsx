import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Tabs, type Tab } from '../components/filters.js';
import { Facts, KeyValues, type NamedFact, type Pair } from '../components/facts.js';
import { Word, type IconName, type Tone } from '../components/icon.js';
import { EmptyState, Note, type NoteProps } from '../components/note.js';
import { Table, type Column } from '../components/table.js';
import type { TagProps } from '../components/tag.js';

export type Marked = { tone: Tone; icon: IconName; word: string };
export type UpgradeCheckRow = { key: string; paragraph: string; item: string; standing: Marked; found: string; advice: string };
export type UpgradeRequestCard = { id: number; title: string; aside: string; pairs: Pair[]; form?: FormCardProps; close?: OfferedAct };
export type UpgradeRecordPageProps = {
  title: string; tag: TagProps; subtitle: string; acts: OfferedAct[]; note?: Omit<NoteProps, 'children'> & { text: string };
  pairs: Pair[]; register?: FormCardProps; feedback?: FormCardProps;
  checks: { parts: { title: string; aside: string; rows: UpgradeCheckRow[] }[] };
  requests: UpgradeRequestCard[]; ask?: FormCardProps;
};

/** 升级登记 of one province: what it registered, the checks of the five parts, its feedback, and what it asked help for. */
export function UpgradeRecordPage({ title, tag, subtitle, acts, note, pairs, register, feedback, checks, requests, ask }: UpgradeRecordPageProps) {
  return (
    <>
      <PageHead title={title} tag={tag} subtitle={subtitle} acts={acts} printable />
      <div class="stackv">
        {note && <Note {...note}>{note.text}</Note>}
        <Card title="升级结果"><KeyValues pairs={pairs} /></Card>
        {register && <FormCard {...register} />}
        {checks.parts.length === 0 && <Card title="核对五个部分"><EmptyState icon="info" title="还没有核对过" text="点“现在核对”，逐项查看这个安装的页面、菜单、数据库、流程图和统计。" /></Card>}
        {checks.parts.map((part) => <Card key={part.title} title={part.title} aside={part.aside} flush><Table caption={part.title} columns={checkColumns} rows={part.rows} rowKey={(row) => row.key} /></Card>)}
        {feedback && <FormCard {...feedback} />}
        <section class="card" id="requests">
          <div class="ch"><h2>协助升级申请</h2></div>
          {requests.length === 0 && <EmptyState icon="info" title="没有申请" text="技术力量不足或升级出现问题的，可以提出协助升级申请。" />}
          {requests.map((one) => (
            <div class="cb stackv" key={one.id}>
              <h3>{one.title}</h3><p class="sub">{one.aside}</p><KeyValues pairs={one.pairs} />
              {one.close && <div class="row"><ActButton act={one.close} /></div>}
            </div>
          ))}
        </section>
        {requests.map((one) => one.form && <FormCard key={one.id} {...one.form} />)}
        {ask && <FormCard {...ask} />}
      </div>
    </>
  );
}

const checkColumns: Column<UpgradeCheckRow>[] = [
  { key: 'item', name: '核对什么', first: true, cell: (row) => row.item },
  { key: 'paragraph', name: '依据', cell: (row) => row.paragraph },
  { key: 'standing', name: '结果', cell: (row) => <Word tone={row.standing.tone} icon={row.standing.icon}>{row.standing.word}</Word> },
  { key: 'found', name: '看到的', cell: (row) => row.found },
  { key: 'advice', name: '怎么办', cell: (row) => row.advice || '—' },
];

export type ProvinceRow = { id: number; name: string; href: string; state: Marked; due: Marked; packageVersion: string; deployed: string; checked: string; conclusion: string; fedBack: string; requests: string; telephone: string };
export type UpgradeRecordsPageProps = { title: string; subtitle: string; acts: OfferedAct[]; facts: NamedFact[]; note?: Omit<NoteProps, 'children'> & { text: string }; tabs: Tab[]; rows: ProvinceRow[] };

/** 各省升级情况 for the centre: where each province stands, and who is overdue. */
export function UpgradeRecordsPage({ title, subtitle, acts, facts, note, tabs, rows }: UpgradeRecordsPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={acts} printable />
      <div class="stackv">
        {note && <Note {...note}>{note.text}</Note>}
        <Card><Facts facts={facts} /></Card>
        <Tabs label="看哪些省份" tabs={tabs} />
        <Card flush><Table caption={title} columns={provinceColumns} rows={rows} rowKey={(row) => row.id} empty={{ title: '没有这样的省份' }} /></Card>
      </div>
    </>
  );
}

const provinceColumns: Column<ProvinceRow>[] = [
  { key: 'name', name: '省份', first: true, cell: (row) => <a href={row.href}>{row.name}</a> },
  { key: 'state', name: '状态', cell: (row) => <Word {...row.state}>{row.state.word}</Word> },
  { key: 'due', name: '期限', cell: (row) => <Word {...row.due}>{row.due.word}</Word> },
  { key: 'package', name: '部署包版本', cell: (row) => row.packageVersion },
  { key: 'deployed', name: '部署时间', cell: (row) => row.deployed },
  { key: 'checked', name: '最近核对', cell: (row) => row.checked },
  { key: 'conclusion', name: '核实结果', cell: (row) => row.conclusion },
  { key: 'fed-back', name: '反馈时间', cell: (row) => row.fedBack },
  { key: 'requests', name: '待答复的申请', cell: (row) => row.requests },
  { key: 'telephone', name: '电话', cell: (row) => row.telephone },
];
