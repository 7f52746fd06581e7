import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { wordsOf } from '../api/refusal';
import type { Dossier } from '../features/dossier';
import { go } from '../features/go';
import { difference, moment, money, periodWords, signed, size } from '../features/words';
import { openFile } from '../platform/files';
import { Problem, Row, Section } from './parts';

/** The five facts, always in this order, then what stands behind each. */
export function DossierView({ dossier: { list, facts, changes, attachments, history } }: { dossier: Dossier }) {
  const [problem, setProblem] = useState<string | null>(null);
  const { change, attention } = facts;
  const files = attachments.filter(({ current }) => current);
  const open = (file: Dossier['attachments'][number]): void => {
    setProblem(null);
    openFile(`/award-lists/${list.id}/attachments/${file.id}`, file.name).catch((error: unknown) => setProblem(wordsOf(error)));
  };
  return (
    <>
      <View className="sec five" id="facts">
        <Fact name="人数"><Text className="n">{facts.people.toLocaleString('en-US')}</Text><Text>人</Text></Fact>
        <Fact name="应发金额"><Text className="n">{money(facts.payable)}</Text><Text>元</Text></Fact>
        <Fact name="与上月相比">{change ? <><Text className="n">{signed(facts.people - change.previousPeople)}</Text><Text>人　{difference(facts.payable, change.previousPayable)} 元</Text></> : <Text>上月没有名单</Text>}</Fact>
        <Fact name="需要留意" tone={attention.total > 0 ? 'bad' : 'good'}><View className={`ico i-${attention.total > 0 ? 'warn' : 'check'}`} aria-hidden="true" /><Text className="n">{String(attention.total)}</Text><Text>项</Text></Fact>
        <Fact name="公示附件" tone={facts.attachments.count > 0 ? 'good' : facts.attachments.required ? 'bad' : undefined}><Text className="n">{String(facts.attachments.count)}</Text><Text>{facts.attachments.count > 0 ? '份，已齐' : facts.attachments.required ? '份，还缺' : '份，本月不要求'}</Text></Fact>
      </View>
      {attention.total > 0 && (
        <Section title="需要留意" more="看是哪些人" onMore={() => go('people', { id: list.id, warning: 'any' })}>
          {attention.warnings.map((one) => <View key={one.code} className="li"><View className="ico i-warn" aria-hidden="true" /><Text>{one.name}　{one.count} 人</Text></View>)}
        </Section>
      )}
      {change && (
        <Section title={`与${periodWords(changes)}对比`} more="全部变化" onMore={() => go('changes', { id: list.id })}>
          <View className="d3"><View className="c"><Text className="n up">{change.added ? `＋${change.added}` : '0'}</Text><Text>新增</Text></View><View className="c"><Text className="n down">{change.removed ? `−${change.removed}` : '0'}</Text><Text>减少</Text></View><View className="c"><Text className="n">{String(change.amountChanged)}</Text><Text>金额变化</Text></View></View>
        </Section>
      )}
      <Section title="名单和附件">
        <Row id="people" label={`名单人员　${facts.people} 人`} note={list.name} onTap={() => go('people', { id: list.id })} />
        {files.map((file) => <Row key={file.id} id={`file-${file.id}`} label={file.name} note={`${size(file.size)}　${file.scan === 'clean' ? '未发现证件号' : file.scanConfirmed ? '图片，上传人已确认没有个人号码' : '图片，未能检查'}`} onTap={() => open(file)} />)}
        {problem && <Problem words={problem} />}
      </Section>
      <Section title="办理历史">
        {history.slice(-6).reverse().map((one) => <View key={one.id} className="it"><View className="h"><Text className="t">{one.action}</Text></View><View className="s">{`${one.organisation} ${one.actor}`}</View>{one.remark && <View className="s">{`“${one.remark}”`}</View>}<View className="d">{moment(one.at)}</View></View>)}
      </Section>
    </>
  );
}

const Fact = ({ name, tone, children }: { name: string; tone?: 'good' | 'bad'; children: React.ReactNode }) => <View className="f"><Text className="k">{name}</Text><View className={`v ${tone ?? ''}`}>{children}</View></View>;
