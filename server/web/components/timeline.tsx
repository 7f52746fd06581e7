import { Icon, type IconName, type Tone } from './icon.js';

export type TimelineEntry = {
  who: string;
  /** What was done, in bold: 主管部门审核通过. */
  what: string;
  detail?: string;
  at: string;
  tone?: Tone;
  icon?: IconName;
  /** Which states changed, from what to what. */
  change?: string;
  /** The remark, as it was written. */
  remark?: string;
};

/** Who did what and when, the newest first. Remarks are quoted, never retold. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol class="line">
      {entries.map((entry, index) => (
        <li key={index} class={entry.tone ?? 'run'}>
          <Icon name={entry.icon ?? 'check'} />
          {entry.who} <b>{entry.what}</b>{entry.detail && `，${entry.detail}`}<time>{entry.at}</time>
          {entry.change && <span class="chg">{entry.change}</span>}
          {entry.remark && <q>{entry.remark}</q>}
        </li>
      ))}
    </ol>
  );
}
