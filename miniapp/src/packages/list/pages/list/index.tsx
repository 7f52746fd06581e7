import { useDidShow, useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { useRef } from 'react';
import { DossierView } from '../../../../components/dossier-view';
import { Press, Problem, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { readDossier, type Dossier } from '../../../../features/dossier';
import { go } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { day, stageNames } from '../../../../features/words';

/** One list: where it stands, and what its school may do about it from a phone. */
export default function ListPage() {
  const id = Number(useRouter().params.id);
  const { value, problem, reload } = useRead(() => readDossier(id), String(id));
  const shown = useRef(false);
  useDidShow(() => { if (shown.current) void reload(); shown.current = true; });
  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const { list } = value;
  return (
    <Screen foot={<Acts list={list} />}>
      <View className="tt"><View className="t">{list.school.name}</View><View className="s">{list.name}</View><Tag tone="run" icon="clock">{stageNames[list.stage] ?? list.stage}</Tag></View>
      {list.publicity && <View className="calm">{`公示时间 ${day(list.publicity.start)}至${day(list.publicity.end)}`}</View>}
      <DossierView dossier={value} />
    </Screen>
  );
}

/** Only what the server says this person may do now. */
function Acts({ list }: { list: Dossier['list'] }) {
  const may = (act: string): boolean => list.can[act]?.allowed ?? false;
  if (!may('publish-list') && !may('attach') && !may('request-withdrawal')) return null;
  return (
    <View className="foot decbar">
      {may('request-withdrawal') && <Press id="withdraw" kind="danger" onTap={() => go('withdraw', { id: list.id })}>申请公示退回</Press>}
      {(may('publish-list') || may('attach')) && <Press id="publish" onTap={() => go('publish', { id: list.id })}>{list.can['publish-list'] && list.stage === 'to-publish' ? '公示名单' : '公示附件'}</Press>}
    </View>
  );
}
