import { Pager, Table, type PagerProps } from '../components/table.js';
import { noticeDocument } from './public-notice-page.js';

export type ListSheetPerson = { number: string; name: string; maskedId: string; grade: string; major: string; className: string; tier: string; payable: string; paid: string };
export type ListSheetProps = {
  version: string; back: string; school: string;
  /** 2023年5月 中职国家助学金 第1批 */
  title: string;
  facts: { name: string; value: string }[];
  /** 应发 or 应免 */
  payableWord: string;
  people: ListSheetPerson[];
  /** Below the last person; left out where more people follow on another part. */
  total?: { people: string; payable: string; paid: string };
  /** Long lists are printed a part at a time. */
  pager?: PagerProps;
  signs: string[];
  printedOn: string;
};

/** 资助名单 on paper: everybody on it with amounts and totals, document numbers masked, the heading on every sheet. */
export function renderListSheet({ version, back, school, title, facts, payableWord, people, total, pager, signs, printedOn }: ListSheetProps): string {
  return noticeDocument(version, `资助名单 - ${school}`, (
    <>
      <p class="row noprint pad"><a class="btn" href={back}>返回名单</a><span class="sub">用浏览器的“打印”打印这一页。证件号已隐去中间位。</span></p>
      {pager && <div class="noprint"><Pager {...pager} /></div>}
      <article class="card paper dense">
        <h1><span>{school}资助名单</span><span>{title}</span></h1>
        <dl class="kv">{facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        <Table caption="资助名单" rows={people} rowKey={(one) => one.number} empty={{ icon: 'user', title: '名单里还没有学生' }} columns={[
          { key: 'number', name: '序号', num: true, wide: true, cell: (one) => one.number },
          { key: 'name', name: '姓名', first: true, cell: (one) => one.name, ...(total ? { total: `合计 ${total.people}` } : {}) },
          { key: 'maskedId', name: '证件号码', cell: (one) => one.maskedId },
          { key: 'grade', name: '年级', cell: (one) => one.grade },
          { key: 'major', name: '专业', cell: (one) => one.major, look: () => 'wrap' },
          { key: 'class', name: '班级', cell: (one) => one.className },
          { key: 'tier', name: '档次', cell: (one) => one.tier },
          { key: 'payable', name: `${payableWord}（元）`, num: true, cell: (one) => one.payable, ...(total ? { total: total.payable } : {}) },
          { key: 'paid', name: '实发（元）', num: true, cell: (one) => one.paid, ...(total ? { total: total.paid } : {}) },
        ]} />
        {total && <dl class="signs short">{signs.map((sign) => <div key={sign}><dt>{sign}</dt><dd>　　年　　月　　日</dd></div>)}</dl>}
        <p class="sign">打印时间：{printedOn}</p>
      </article>
    </>
  ));
}
