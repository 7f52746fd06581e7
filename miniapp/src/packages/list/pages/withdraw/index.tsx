import Taro, { useRouter } from '@tarojs/taro';
import { Text, Textarea, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { labelled } from '../../../../components/speak';
import { Press, Problem, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { money } from '../../../../features/words';

async function readWithdrawal(id: number) {
  const params = { id };
  const [list, impact] = await Promise.all([call('list', { params }), call('withdrawalImpact', { params })]);
  return { list, impact };
}

/** 申请公示退回: what it would change is shown before the reason is asked. */
export default function WithdrawPage() {
  const id = Number(useRouter().params.id);
  const place = `draft:withdraw:${id}`;
  const { value, problem, reload } = useRead(() => readWithdrawal(id), String(id));
  const [reason, setReason] = useState(() => String(Taro.getStorageSync(place) || ''));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => { Taro.setStorageSync(place, reason); }, [reason]);

  async function ask(): Promise<void> {
    if (!reason.trim()) { setFailure('申请退回要写原因，主管部门按原因决定。'); return; }
    setBusy(true);
    setFailure(null);
    try {
      await once(`withdraw:${id}`, (key) => call('askWithdrawal', { params: { id }, body: { reason: reason.trim() }, key }));
      Taro.removeStorageSync(place);
      await reload();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }

  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={4} />}</Screen>;
  const { list, impact } = value;
  const pending = list.withdrawal?.state === 'pending';
  return (
    <Screen foot={<View className="foot">{pending ? <Press kind="plain" onTap={goBack}>返回</Press> : <Press id="ask" kind="danger" busy={busy} off={!list.can['request-withdrawal']?.allowed} onTap={() => void ask()}>提交退回申请</Press>}</View>}>
      <View className="tt"><View className="t">{list.school.name}</View><View className="s">{list.name}</View></View>
      {pending ? <View id="pending" className="calm">{`已申请退回，等${list.authority.name}审核。原因：“${list.withdrawal?.reason ?? ''}”`}</View> : (
        <>
          <Section title="同意退回后会变成这样">
            <View className="txt">{impact.message}</View>
            {impact.changes.map((one) => <View key={one.name} className="file"><Text className="grow">{one.name}</Text><Text>{`${one.before} → ${one.after}`}</Text></View>)}
            {impact.recover && <View className="li"><View className="ico i-warn" aria-hidden="true" /><Text>{`要追回 ${impact.recover.people} 人已发的 ${money(impact.recover.amount)} 元`}</Text></View>}
          </Section>
          <View className="label"><Text>退回原因（主管部门会看到）</Text></View>
          <Textarea id="reason" className="area" value={reason} maxlength={1000} {...labelled('退回原因')} onInput={(event) => setReason(event.detail.value)} />
        </>
      )}
      {failure && <Problem id="problem" words={failure} />}
    </Screen>
  );
}
