import type { Unmet } from '../components/act.js';
import { KeyValues, type Pair } from '../components/facts.js';
import { Icon, Word, type Tone } from '../components/icon.js';
import { Card, type LinkTo } from '../components/card.js';

export type ErrorPageProps = {
  status: number;
  /** What happened, in words of the office: 这份名单刚被办理过. */
  title: string;
  /** What it means and what to do next. */
  message: string;
  /** Who did what and when, where the viewer may know. */
  by?: string;
  /** The conditions that refused it. */
  unmet?: Unmet[];
  next: LinkTo[];
  /** What the person had typed; nothing is lost, it can be copied. */
  kept?: Pair[];
  /** Tells the log line to whoever is asked for help. */
  reference?: string;
  /** The session ended: a script puts the words back once its owner has signed in again. */
  signedOut?: boolean;
};

/** What could not be done, and the way on. */
export function ErrorPage({ status, title, message, by, unmet = [], next, kept = [], reference, signedOut }: ErrorPageProps) {
  return (
    <div class="stackv" data-signed-out={signedOut ? '' : undefined}>
      <div class={`note ${toneOf(status)}`} role="alert">
        <Icon name={status === 409 || status === 404 ? 'info' : 'warn'} />
        <div class="grow">
          <h1>{title}</h1>
          <p>{message}</p>
          {by && <p>{by}</p>}
          {unmet.length > 0 && <ul>{unmet.map((condition) => <li key={condition.code}><Word tone="bad" icon="cross" wrap>{condition.message}{condition.basis && `（依据：${condition.basis}）`}</Word></li>)}</ul>}
        </div>
      </div>
      <div class="row">{next.map((link, index) => <a key={link.href} class={index === 0 ? 'btn main' : 'btn'} href={link.href}>{link.label}</a>)}</div>
      {kept.length > 0 && <Card title="您填写的内容还在" aside="没有提交，可以复制后重新填写" flush><KeyValues pairs={kept} /></Card>}
      {reference && <p class="muted small">需要帮助时，把编号 {reference} 告诉管理员。</p>}
    </div>
  );
}

/** Somebody was first or it is elsewhere: blue, nothing is wrong. Refusals and failures: red. */
const toneOf = (status: number): Tone => (status === 404 || status === 409 || status === 410 ? 'run' : 'bad');
