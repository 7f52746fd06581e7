import Taro, { useDidShow } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { useEffect, useState, type ReactNode } from 'react';
import { session } from '../api/session';
import { fontSize } from '../features/appearance';
import { pages, type Page } from '../features/go';
import { alert } from './speak';
import { TabBar } from './tab-bar';

type Props = { children: ReactNode; tab?: Page; foot?: ReactNode; /** Shows names of people: carries a mark of who looked, and when. */ clear?: boolean; open?: boolean };

/** Every page: font size, who must be signed in, the word about a lost network, the bar at the bottom. */
export function Screen({ children, tab, foot, clear = false, open = false }: Props) {
  const [size, setSize] = useState(fontSize);
  const [offline, setOffline] = useState(false);
  const [who, setWho] = useState(session);
  useDidShow(() => {
    setSize(fontSize());
    setWho(session());
    if (!open && !session()) void Taro.reLaunch({ url: pages.signIn });
  });
  useEffect(() => {
    const changed = ({ isConnected }: { isConnected: boolean }): void => setOffline(!isConnected);
    Taro.onNetworkStatusChange(changed);
    return () => Taro.offNetworkStatusChange(changed);
  }, []);
  return (
    <View className={`screen ${size}`}>
      {offline && <View className="offline" {...alert}>网络断开了，看到的可能不是最新的；网络恢复后再办理。</View>}
      {who?.practice && <View className="practice">练习环境，数据不作数。请不要录入真实的学生。</View>}
      <View className="main">{open || who ? children : null}</View>
      {foot}
      {tab && <TabBar at={tab} />}
      {clear && who && <Watermark words={`${who.user.name} ${who.user.login}`} />}
    </View>
  );
}

const MARKS = [...Array(24).keys()];

/** Over pages that show people: whoever photographs the screen photographs this too. */
function Watermark({ words }: { words: string }) {
  return <View className="watermark" aria-hidden="true">{MARKS.map((mark) => <Text key={mark}>{words}</Text>)}</View>;
}
