import Taro, { useDidShow } from '@tarojs/taro';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call } from '../../api/call';
import { Refusal, wordsOf } from '../../api/refusal';
import { forgetSession, keepSession, session } from '../../api/session';
import { button, chosen, labelled } from '../../components/speak';
import { Press, Problem, Row, Section } from '../../components/parts';
import { Screen } from '../../components/screen';
import { chooseFontSize, fontSize, fontSizes, type FontSize } from '../../features/appearance';
import { go, pages } from '../../features/go';
import { knowsPerson, wechatCode } from '../../platform/sign-in';
import { useRead } from '../../features/read';
import { moment } from '../../features/words';

const clients: Record<string, string> = { desk: '电脑', phone: '手机', api: '程序' };

/** 我的: who one is, how large the letters are, where one is signed in. */
export default function Mine() {
  const who = session()?.user;
  const others = (session()?.posts ?? []).filter((post) => post.role !== who?.role || post.organisation.id !== who.organisation.id);
  const business = who !== undefined && /^(school|authority|aid-centre)-/.test(who.role);
  const [size, setSize] = useState<FontSize>(fontSize);
  const [problem, setProblem] = useState<string | null>(null);
  const [asksPassword, setAsksPassword] = useState(false);
  const [password, setPassword] = useState('');
  const devices = useRead(() => call('ownDevices'), 'devices');
  const binding = useRead(() => (knowsPerson ? call('binding') : Promise.resolve(null)), 'binding');
  useDidShow(() => { void devices.reload(); });

  async function changeBinding(bound: boolean): Promise<void> {
    setProblem(null);
    try {
      if (bound) {
        await call('unbind');
        forgetSession();
        void Taro.reLaunch({ url: `${pages.signIn}?because=left` });
        return;
      }
      const code = await wechatCode();
      if (code) await call('bind', { body: { code, ...(password ? { password } : {}) } });
      setAsksPassword(false);
      setPassword('');
      await binding.reload();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'password-needed') setAsksPassword(true);
      setProblem(wordsOf(error));
    }
  }

  async function switchPost(postId: number): Promise<void> {
    try {
      const next = await call('choosePost', { body: { postId } });
      forgetSession();
      keepSession(next);
      void Taro.reLaunch({ url: pages.home });
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  function choose(next: FontSize): void {
    chooseFontSize(next);
    setSize(next);
    void Taro.reLaunch({ url: pages.mine });
  }

  async function end(id: number): Promise<void> {
    try {
      await call('endDevice', { params: { id } });
      await devices.reload();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  async function leave(): Promise<void> {
    try {
      await call('signOut');
    } catch (error) {
      setProblem(wordsOf(error));
      return;
    }
    forgetSession();
    void Taro.reLaunch({ url: `${pages.signIn}?because=left` });
  }

  return (
    <Screen tab="mine">
      {problem && <Problem words={problem} />}
      <Section title="我的岗位">
        <Row label={who ? `${who.name}（${who.login}）` : ''} note={who ? `${who.organisation.name}　${who.roleName}` : ''} />
        {others.map((post) => <Row key={post.id} id={`post-${post.id}`} label={`换到：${post.organisation.name}`} note={post.roleName} onTap={() => void switchPost(post.id)} />)}
      </Section>
      {business && (
        <Section title="办公">
          {who.organisation.level !== 'school' && <Row id="to-progress" label="本月进展和催办" note="每所学校的名单走到哪一步，逾期的点一下催办" onTap={() => go('progress')} />}
          <Row id="to-circulars" label="通知公告" note="上级发来的通知，确认已阅" onTap={() => go('circulars')} />
          <Row id="to-trainings" label="培训" note="日程、直播入口，点一下签到" onTap={() => go('trainings')} />
          <Row id="to-copies" label="抄送给我的" onTap={() => go('copies')} />
          <Row id="to-absences" label="请假委托" note="不在岗时由同事代办" onTap={() => go('absences')} />
          <Row id="to-phrases" label="意见常用语" onTap={() => go('phrases')} />
        </Section>
      )}
      <Section title="字体大小">
        <View className="txt"><View className="seg">{(Object.keys(fontSizes) as FontSize[]).map((one) => <View key={one} id={`size-${one}`} className={one === size ? 'on' : ''} {...chosen(one === size)} onClick={() => choose(one)}>{fontSizes[one]}</View>)}</View><View className="small">不选时跟随手机的字体设置；深色与浅色跟随手机。</View></View>
      </Section>
      {binding.value && (
        <Section title="微信">
          <Row label={binding.value.bound ? '这个账号已绑定微信，下次一点即登录' : '还没有绑定微信'} note={binding.value.bound ? '解除后手机端随之退出，要用密码登录' : '绑定后免输密码，并能收到提醒'} end={<View id="binding" className="chip" {...button()} onClick={() => void changeBinding(binding.value?.bound ?? false)}><Text>{binding.value.bound ? '解除' : '绑定'}</Text></View>} />
          {asksPassword && <View className="txt"><View className="label"><Text>密码</Text></View><Input id="password" className="in" password value={password} maxlength={200} {...labelled('密码')} onInput={(event) => setPassword(event.detail.value)} /><View className="gap" /><Press id="bind" onTap={() => void changeBinding(false)}>绑定</Press></View>}
        </Section>
      )}
      <Section title="登录的设备">
        {devices.problem && <Problem words={devices.problem} retry={() => void devices.reload()} />}
        {(devices.value?.items ?? []).map((one) => (
          <Row key={one.id} label={`${clients[one.client] ?? one.client}${one.current ? '（这一台）' : ''}`} note={`${one.ip}　最近使用 ${moment(one.lastSeenAt)}`} end={one.current ? undefined : <View id={`end-${one.id}`} className="chip" {...button()} onClick={() => void end(one.id)}><Text>退出</Text></View>} />
        ))}
      </Section>
      <View className="gap" />
      <Press id="sign-out" kind="plain" onTap={() => void leave()}>退出登录</Press>
    </Screen>
  );
}
