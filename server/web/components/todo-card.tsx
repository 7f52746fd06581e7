import type { ComponentChildren } from 'preact';
import { classes, Word } from './icon.js';

/** `href` opens the lists of this month, `earlierHref` those left over from earlier months. */
export type TodoRow = { programme: string; href: string; earlierHref?: string; currentMonth: number; earlier: number };

export type TodoCardProps = {
  /** 名单公示提醒, 附件上传提醒, … as the notice names it. */
  title: string;
  rows: TodoRow[];
  /** Exactly what is counted. */
  counts: string;
};

/** One kind of reminder, one line a programme. A nought is grey and stays; the page behind a number has as many rows as the number says. */
export function TodoCard({ title, rows, counts }: TodoCardProps) {
  return (
    <section class="card todo">
      <div class="ch"><h2>{title}</h2></div>
      {rows.map((row) => (
        <div class="r" key={row.programme}>
          <span class="nm">{row.programme}</span>
          <a href={row.href}><span class="vh">{row.programme} </span><span class={classes('k', row.currentMonth === 0 && 'zero')}><b>{row.currentMonth}</b><span>本月</span></span></a>
          <a href={row.earlierHref ?? row.href}><span class="vh">{row.programme} </span><span class={classes('k', row.earlier === 0 ? 'zero' : 'late')}><b>{row.earlier}</b><span>往月遗留</span></span></a>
        </div>
      ))}
      <p class="why">{counts}</p>
    </section>
  );
}

export type Deadline = { day: string; month: string; left: string; what: string; late?: boolean };

/** What is due when, with the working days that are left. */
export function Deadlines({ deadlines, note }: { deadlines: Deadline[]; note?: string }) {
  return (
    <section class="card">
      <div class="ch"><h2>截止日期</h2>{note && <span class="sub">{note}</span>}</div>
      <ul class="due">
        {deadlines.map((deadline) => (
          <li key={deadline.month + deadline.day + deadline.what}>
            <span class={classes('d', deadline.late && 'bad')}><b>{deadline.day}</b><span>{deadline.month}</span></span>
            <div>{deadline.late ? <Word tone="bad" icon="warn" strong>{deadline.left}</Word> : <b>{deadline.left}</b>}<br />{deadline.what}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export type News = { text: ComponentChildren; at: string };

/** What happened lately to the things the viewer cares for. */
export function Feed({ news, moreHref }: { news: News[]; moreHref?: string }) {
  return (
    <section class="card">
      <div class="ch"><h2>最近动态</h2>{moreHref && <a href={moreHref}>全部</a>}</div>
      <ul class="feed">{news.map((item, index) => <li key={index}>{item.text}<time>{item.at}</time></li>)}</ul>
    </section>
  );
}
