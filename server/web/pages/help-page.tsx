import { Card, PageHead } from '../components/card.js';
import { Filters } from '../components/filters.js';
import { HelpText, type HelpShown } from '../components/help-panel.js';
import { EmptyState } from '../components/note.js';

export type HelpPageProps = {
  asked: string; role: string; business: boolean;
  topics: HelpShown[];
  questions: { question: string; answer: string }[];
  changes: { text: string; href?: string; basis: string }[];
};

/** 帮助: searched by a word, folded until opened, all of it for the viewer's own role. */
export function HelpPage({ asked, role, business, topics, questions, changes }: HelpPageProps) {
  const none = topics.length + questions.length + changes.length === 0;
  return (
    <>
      <PageHead title="帮助" subtitle={asked ? `与“${asked}”有关的：${topics.length} 个页面，${questions.length} 个问题` : `${role}能用到的页面、常见问题和升级后的变化`} />
      <div class="stackv">
        <Filters action="/help" submit="查找" clearHref="/help" filters={[{ name: 'q', label: '要找的词', kind: 'search', value: asked, placeholder: business ? '如：公示附件' : '如：口令' }]} />
        {none && <Card><EmptyState icon="find" title="没有找到" text="换一个短一点的词试试，例如“公示”“导入”“密码”。" /></Card>}
        {questions.length > 0 && <Card title="常见问题" flush><Folds items={questions.map(({ question, answer }) => ({ key: question, title: question, content: <p>{answer}</p> }))} open={asked !== ''} /></Card>}
        {changes.length > 0 && <Card title="升级到 V3.2.0，对您变了什么" more={{ label: '完整的升级说明', href: '/upgrade' }}><ul class="dots">{changes.map(({ text, href, basis }) => <li key={text}>{href ? <a href={href}>{text}</a> : text}<span class="muted small">（{basis}）</span></li>)}</ul></Card>}
        {topics.length > 0 && <Card title="每个页面怎么用" flush><Folds items={topics.map((help) => ({ key: help.path, title: help.title, content: <><HelpText help={help} />{help.href && <p><a href={help.href}>去这一页：{help.title}</a></p>}</> }))} open={asked !== ''} /></Card>}
      </div>
    </>
  );
}

function Folds({ items, open }: { items: { key: string; title: string; content: preact.ComponentChildren }[]; open: boolean }) {
  return <div class="folds">{items.map(({ key, title, content }) => <details key={key} open={open}><summary>{title}</summary><div class="cb stackv tight">{content}</div></details>)}</div>;
}
