import type { ComponentChildren } from 'preact';
import { ActButton, type OfferedAct } from './act.js';
import { Icon, type IconName, type Tone } from './icon.js';

export type NoteProps = { tone: Tone; icon?: IconName; title: string; children?: ComponentChildren; acts?: OfferedAct[]; alert?: boolean };

/** A strip that says one thing and offers at most a few buttons. */
export function Note({ tone, icon, title, children, acts = [], alert }: NoteProps) {
  return (
    <div class={`note ${tone}`} role={alert ? 'alert' : undefined}>
      <Icon name={icon ?? noteIcons[tone]} />
      <div class="grow"><h2>{title}</h2>{typeof children === 'string' ? <p>{children}</p> : children}</div>
      {acts.map((act) => <ActButton key={act.key} act={act} />)}
    </div>
  );
}

const noteIcons: Record<Tone, IconName> = { idle: 'info', run: 'info', mine: 'clock', good: 'check', bad: 'warn', back: 'back' };

export type NextStepProps =
  /** The viewer's turn: what to do, why, and the one solid button of the page. */
  | { turn: 'mine'; title: string; text: string; act?: OfferedAct }
  /** Somebody else's turn: who, until when, and whether the viewer will hear of it. */
  | { turn: 'others'; text: string; /** Reminds them. */ act?: OfferedAct }
  /** Nothing left to do at all. */
  | { turn: 'nobody'; text: string }
  /** It is only looked at any more. */
  | { turn: 'closed'; title: string; text: string };

/** 下一步, or 现在不用您办理. */
export function NextStep(props: NextStepProps) {
  switch (props.turn) {
    case 'mine':
      return <Note tone="mine" title={`下一步：${props.title}`} acts={props.act && [{ ...props.act, tone: props.act.tone ?? 'main', big: true }]}>{props.text}</Note>;
    case 'others':
      return <Note tone="run" title="现在不用您办理" acts={props.act && [props.act]}>{`${props.text}${whyBlocked(props.act)}`}</Note>;
    case 'closed':
      return <Note tone="idle" title={props.title}>{props.text}</Note>;
    case 'nobody':
      return <Note tone="good" title="这份已经办完">{props.text}</Note>;
  }
}

/** Beside a button that is off stands why, for everybody to read. */
const whyBlocked = (act: OfferedAct | undefined): string => (act && !act.allowed ? act.unmet.map(({ message }) => message).join('') : '');

export type FlashProps = { kind: 'done' | 'refused' | 'told'; text: string; next?: { label: string; href: string } };

/** What the last act led to. Success is a short line with the way on; refusals are a note, never a line that slips away. */
export function Flash({ kind, text, next }: FlashProps) {
  if (kind === 'done') return <div class="toast" role="status"><Icon name="check" /><span>{text}</span>{next && <a href={next.href}>{next.label}</a>}</div>;
  return (
    <div class="flash">
      <Note tone={kind === 'refused' ? 'bad' : 'run'} title={text} alert={kind === 'refused'} acts={next && [{ key: 'flash', label: next.label, href: next.href, allowed: true, unmet: [] }]} />
    </div>
  );
}

export type EmptyStateProps = { icon?: IconName; title: string; text?: string; act?: OfferedAct };

/** Nothing here: why, and what would bring something. */
export function EmptyState({ icon = 'check', title, text, act }: EmptyStateProps) {
  return <div class="empty"><Icon name={icon} /><p><b>{title}</b></p>{text && <p class="sub">{text}</p>}{act && <ActButton act={act} />}</div>;
}
