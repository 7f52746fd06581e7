import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { alert, button, heading, link } from './speak';

export type Tone = 'idle' | 'run' | 'mine' | 'good' | 'bad' | 'back';

/** A state: icon, word and colour, so that it is read without its colour. */
export const Tag = ({ tone, icon, children }: { tone: Tone; icon: string; children: ReactNode }) => <View className={`tag ${tone} i-${icon}`}>{children}</View>;

export function Section({ title, more, onMore, children }: { title?: string; more?: string; onMore?: () => void; children: ReactNode }) {
  return (
    <View className="sec">
      {title && <View className="sh"><Text {...heading}>{title}</Text>{more && onMore && <Text className="more" {...link} onClick={onMore}>{more}</Text>}</View>}
      {children}
    </View>
  );
}

type ButtonProps = { id?: string; kind?: 'main' | 'danger' | 'plain'; off?: boolean; busy?: boolean; onTap: () => void; children: string };

/** At least 48 px high, more in a large font. One that is off stays readable and says why beside it. */
export function Press({ id, kind = 'main', off = false, busy = false, onTap, children }: ButtonProps) {
  return <View id={id} className={`b ${kind}${off || busy ? ' off' : ''}`} hoverClass={off || busy ? 'none' : 'press'} {...button(off || busy)} onClick={() => { if (!off && !busy) onTap(); }}><Text>{busy ? '正在提交……' : children}</Text></View>;
}

/** What went wrong, in the server's own words, and what to do. */
export function Problem({ id, words, details = [], retry }: { id?: string; words: string; details?: readonly string[]; retry?: () => void }) {
  return (
    <View id={id} className="problem" {...alert}>
      <View className="ico i-warn" aria-hidden="true" />
      <View className="grow"><Text>{words}</Text>{details.map((one) => <View key={one} className="small">{one}</View>)}{retry && <View className="again" {...button()} onClick={retry}>再试一次</View>}</View>
    </View>
  );
}

export const Empty = ({ children }: { children: string }) => <View className="empty">{children}</View>;

/** Grey shapes where the content will stand; nothing turns or blinks. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  return <View className="sec" aria-hidden="true">{[...Array(rows).keys()].map((row) => <View key={row} className="sk"><View className="l" /><View className="l short" /></View>)}</View>;
}

export function Row({ id, label, note, onTap, end }: { id?: string; label: string; note?: string; onTap?: () => void; end?: ReactNode }) {
  return (
    <View id={id} className="file" {...(onTap ? link : {})} onClick={onTap}>
      <View className="grow"><Text>{label}</Text>{note && <View className="small">{note}</View>}</View>
      {end}
      {onTap && <View className="ico i-right" aria-hidden="true" />}
    </View>
  );
}
