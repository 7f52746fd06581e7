import { useRouter } from '@tarojs/taro';
import { Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { Press, Problem, Row, Section, Skeleton, Tag, type Tone } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { labelled } from '../../../../components/speak';
import { goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { day, moment } from '../../../../features/words';

const looks: Readonly<Record<string, { tone: Tone; icon: string; word: string }>> = { proposed: { tone: 'run', icon: 'clock', word: '等决定' }, active: { tone: 'good', icon: 'check', word: '已同意' }, refused: { tone: 'bad', icon: 'cross', word: '不同意' }, withdrawn: { tone: 'idle', icon: 'minus', word: '已撤回' } };

/** One change of a rule: what it concerns, and the decision of whoever leads the province's office. */
export default function RuleChangePage() {
  const id = Number(useRouter().params.id);
  const { value: one, problem, reload } = useRead(() => call('ruleChange', { params: { id } }), String(id));
  const [remark, setRemark] = useState('');
  const [busy, setBusy] = useState<'grant' | 'refuse' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  if (!one) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const look = looks[one.state] ?? looks.withdrawn;

  async function decide(grant: boolean): Promise<void> {
    setBusy(grant ? 'grant' : 'refuse');
    setFailure(null);
    try {
      await once(`rule-change:${id}`, (key) => call('decideRuleChange', { params: { id }, body: { grant, remark }, key }));
      await reload();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(null);
    }
  }
  return (
    <Screen foot={<View className="foot">{failure && <Problem id="problem" words={failure} />}{one.can.decide?.allowed
      ? <View className="decbar"><Press id="refuse" kind="danger" off={busy === 'grant'} busy={busy === 'refuse'} onTap={() => void decide(false)}>不同意</Press><Press id="grant" off={busy === 'refuse'} busy={busy === 'grant'} onTap={() => void decide(true)}>同意</Press></View>
      : <Press id="back" kind="plain" onTap={goBack}>返回</Press>}</View>}>
      <View className="tt"><View className="t">{one.words}</View><View className="s">{`${one.name}　${day(one.effectiveFrom)}起`}</View><Tag tone={look.tone} icon={look.icon}>{look.word}</Tag></View>
      <Section title={one.state === 'proposed' ? '同意以后的影响' : '按现在的情况看影响'}><View id="effect" className="txt">{one.effect.map((line) => <View key={line}>{line}</View>)}</View></Section>
      <Section title="提出">
        <Row label="依据" note={one.basis} /><Row label="为什么" note={one.reason} /><Row label="提出" note={`${one.proposedBy}，${moment(one.proposedAt)}`} />
        {one.decidedBy && one.decidedAt && <Row id="decided" label={one.state === 'refused' ? '不同意' : '同意'} note={`${one.decidedBy}，${moment(one.decidedAt)}${one.remark ? `：${one.remark}` : ''}`} />}
      </Section>
      {one.can.decide?.allowed && <><View className="label"><Text>意见（不同意时必填，提出的人会看到）</Text></View><Textarea id="remark" className="area" value={remark} maxlength={500} {...labelled('意见')} onInput={(event) => setRemark(event.detail.value)} /></>}
    </Screen>
  );
}
