import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { labelled } from '../../../../components/speak';
import { Press, Problem } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { goBack } from '../../../../features/go';

/** 再次验证: some acts ask for the code once more; what was written waits on the page below. */
export default function VerifyPage() {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  async function verify(): Promise<void> {
    if (!code.trim()) return setFailure('请填写动态口令。');
    setBusy(true);
    setFailure(null);
    try {
      await call('verifySession', { body: { code: code.trim() } });
      goBack();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
    return undefined;
  }
  return (
    <Screen foot={<View className="foot"><Press id="verify" busy={busy} onTap={() => void verify()}>验证</Press></View>}>
      <View className="tt"><View className="t">这件事要再验证一次</View><View className="s">验证后回到刚才的页面，再点一次就办成。您写的内容还在。</View></View>
      <View className="label"><Text>动态口令</Text></View>
      <Input id="code" className="in" value={code} maxlength={20} {...labelled('动态口令')} onInput={(event) => setCode(event.detail.value)} />
      <View className="small">手机应用上的 6 位数字，或纸上的备用口令。</View>
      {failure && <Problem id="problem" words={failure} />}
    </Screen>
  );
}
