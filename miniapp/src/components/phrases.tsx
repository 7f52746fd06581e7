import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { call } from '../api/call';
import type { ReplyOf } from '../api/contract';
import { button } from './speak';

type Phrase = ReplyOf<'phrases'>['items'][number];

/** 意见常用语 under a field of words: a tap puts one into it. Where they cannot be read, one writes. */
export function Phrases({ value, onChoose }: { value: string; onChoose: (text: string) => void }) {
  const [phrases, setPhrases] = useState<readonly Phrase[]>([]);
  useEffect(() => { call('phrases').then(({ items }) => setPhrases(items), () => undefined); }, []);
  if (phrases.length === 0) return null;
  return <View className="chips">{phrases.slice(0, 12).map((one) => <View key={one.id} id={`phrase-${one.id}`} className="chip" {...button()} onClick={() => onChoose(withPhrase(value, one.phrase))}><Text>{one.phrase}</Text></View>)}</View>;
}

/** What is written stays; the phrase comes after it. */
export const withPhrase = (value: string, phrase: string): string => (value.trim() === '' ? phrase : value.includes(phrase) ? value : `${value.trimEnd()}${/[。；，！？]$/.test(value.trimEnd()) ? '' : '；'}${phrase}`);
