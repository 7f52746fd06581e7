import Taro, { useRouter } from '@tarojs/taro';
import { Input, Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import { Refusal, wordsOf } from '../../api/refusal';
import { keepSession, knownDevice, rememberDevice, session, type Session } from '../../api/session';
import { chosen, labelled, ticked } from '../../components/speak';
import { Press, Problem, Row, Section } from '../../components/parts';
import { Screen } from '../../components/screen';
import { pages } from '../../features/go';
import { knowsPerson, silentSession, wechatCode } from '../../platform/sign-in';

const reasons: Record<string, string> = { expired: '登录已过期，请重新登录。没有提交的内容还在原来的页面里。', elsewhere: '您的账号刚在别处登录，这里已退出。不是您本人操作的，请尽快修改密码。' };

/** 登录: the password of the desk; somebody with several posts then chooses the one to act in. */
export default function SignIn() {
  const { because } = useRouter().params;
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [otp, setOtp] = useState('');
  const [asksOtp, setAsksOtp] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(because ? reasons[because] ?? null : null);
  const [opened, setOpened] = useState<Session | null>(null);

  const [bindToo, setBindToo] = useState(knowsPerson);

  // Who has bound this WeChat is in without a word; who signed out on purpose taps once.
  useEffect(() => { if (knowsPerson && because !== 'left') void oneTap(true); }, []);

  async function oneTap(quiet = false): Promise<void> {
    if (because === 'elsewhere' && quiet) return;
    if (!quiet) setBusy(true);
    try {
      // Another page may have been quicker; one session is enough.
      const known = session() ?? await silentSession();
      if (known) await enter(session() ?? known);
      else if (!quiet) setProblem('这个微信还没有绑定账号，请用账号和密码登录一次。');
    } catch (error) {
      if (!quiet) setProblem(wordsOf(error));
    } finally {
      if (!quiet) setBusy(false);
    }
  }

  async function signIn(): Promise<void> {
    if (!login.trim() || !password) { setProblem(login.trim() ? '请输入密码。' : '请输入账号。'); return; }
    setBusy(true);
    setProblem(null);
    try {
      const opened = await call('signIn', { body: { login: login.trim(), password, client: 'phone', ...(otp.trim() ? { otp: otp.trim() } : {}), ...knownDevice() } });
      rememberDevice(opened);
      if (opened.posts.length > 1) { keepSession(opened); setOpened(opened); return; }
      await enter(opened);
    } catch (error) {
      if (error instanceof Refusal && /one-time-code/.test(error.code)) { setAsksOtp(true); setOtp(''); }
      setProblem(error instanceof Refusal && error.code === 'too-many-requests' ? '登录太频繁，请一分钟后再试。' : wordsOf(error));
    } finally {
      setBusy(false);
    }
  }

  /** The post to act in: the one the session was opened in, or another of one's own. */
  async function choose(opened: Session, postId: number): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await enter(postId === opened.posts[0].id ? opened : await call('choosePost', { body: { postId } }));
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }

  async function enter(opened: Session): Promise<void> {
    keepSession(opened);
    setPassword('');
    if (bindToo && password) {
      const code = await wechatCode().catch(() => null);
      // Not bound is not not signed in: 我的 offers it again.
      if (code) await call('bind', { body: { code } }).catch(() => undefined);
    }
    void Taro.switchTab({ url: pages.home });
  }

  return (
    <Screen open>
      <View className="brand"><View className="mark"><View className="ico i-shield" aria-hidden="true" /></View><View className="t">学生资助管理信息系统</View><View className="s">审核和确认，在手机上也能办</View></View>
      {problem && <Problem id="problem" words={problem} />}
      {opened ? (
        <Section title="您有几个岗位，现在以哪个办理">
          {opened.posts.map((post) => <View key={post.id} {...chosen(false)}><Row id={`post-${post.id}`} label={post.organisation.name} note={post.roleName} onTap={() => void choose(opened, post.id)} /></View>)}
        </Section>
      ) : (
        <>
          <View className="label"><Text>账号</Text></View>
          <Input id="login" className="in" name="login" value={login} maxlength={64} {...labelled('账号')} onInput={(event) => setLogin(event.detail.value)} />
          <View className="label"><Text>密码</Text></View>
          <Input id="password" className="in" name="password" password value={password} maxlength={200} {...labelled('密码')} confirmType="go" onInput={(event) => setPassword(event.detail.value)} onConfirm={() => void signIn()} />
          {asksOtp && <><View className="label"><Text>动态口令</Text></View><Input id="otp" className="in" value={otp} maxlength={20} {...labelled('动态口令')} onInput={(event) => setOtp(event.detail.value)} onConfirm={() => void signIn()} /><View className="small">手机应用上的 6 位数字，或纸上的备用口令。</View></>}
          {knowsPerson && <View id="bind-too" className={bindToo ? 'pick on ck' : 'pick ck'} {...ticked(bindToo)} onClick={() => setBindToo(!bindToo)}><View>绑定到这个微信，下次免输密码</View><View className="small">换手机或离岗时，可在“我的”中解除</View></View>}
          <View className="gap" />
          <Press id="sign-in" busy={busy} onTap={() => void signIn()}>登录</Press>
          {knowsPerson && <><View className="gap" /><Press id="one-tap" kind="plain" busy={busy} onTap={() => void oneTap()}>用已绑定的微信登录</Press></>}
        </>
      )}
      <View className="fine">没有账号？请本单位的系统管理员为您开通。</View>
    </Screen>
  );
}
