import Taro from '@tarojs/taro';
import { Image, View } from '@tarojs/components';
import { useState } from 'react';
import { API } from '../api/send';
import { Unreachable, wordsOf } from '../api/refusal';
import { session } from '../api/session';
import { drawnSize } from '../features/drawn-size';
import { Problem, Row, Section } from './parts';
import { labelled } from './speak';

/** 流程图 with the step that waits, drawn by the server; read only when somebody asks for it. */
export function ProcessPicture({ instanceId }: { instanceId: number }) {
  const [picture, setPicture] = useState<{ src: string; style?: { width: string; height: string } } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function show(): Promise<void> {
    setProblem(null);
    try {
      const { data, statusCode } = await Taro.request<ArrayBuffer>({ url: `${API_ADDRESS}${API}/process-instances/${instanceId}/diagram.svg`, responseType: 'arraybuffer', header: { Authorization: `Bearer ${session()?.token ?? ''}` } }).catch(() => { throw new Unreachable('流程图没有读到，请检查网络后再点一次。'); });
      if (statusCode !== 200) throw new Unreachable('这一步没有流程图。');
      const size = drawnSize(data);
      setPicture({ src: `data:image/svg+xml;base64,${Taro.arrayBufferToBase64(data)}`, ...(size ? { style: { width: `${size.width}px`, height: `${size.height}px` } } : {}) });
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  return (
    <Section title="流程图">
      {picture ? <View className="picture"><Image className="drawn" {...picture} mode="aspectFit" {...labelled('流程图，正在等的一步已标出')} /></View> : <Row id="picture" label="看流程走到哪一步" onTap={() => void show()} />}
      {problem && <Problem words={problem} />}
    </Section>
  );
}
