import { View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { once } from '../api/act-key';
import { call } from '../api/call';
import type { ReplyOf } from '../api/contract';
import { wordsOf } from '../api/refusal';
import { session } from '../api/session';
import { addPhoto } from '../features/photo';
import type { Task } from '../features/task-list';
import { size } from '../features/words';
import { chooseDocument, openFile } from '../platform/files';
import { Press, Problem, Row, Section } from './parts';
import { button } from './speak';

type File = ReplyOf<'taskFiles'>['items'][number];

/** 办理附件 beside a task: what a form of the diagram asks for, or goes with an opinion. Shown where there are some, or some may be added. */
export function TaskFiles({ task }: { task: Task }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = task.form.find(({ type }) => type === 'attachment');
  const adds = task.state === 'open' && (task.can.complete.allowed || task.can.sign?.allowed === true);
  const path = `/tasks/${task.id}/attachments`;
  const read = (): Promise<void> => call('taskFiles', { params: { id: task.id } }).then(({ items }) => setFiles(items), (error: unknown) => setProblem(wordsOf(error)));
  useEffect(() => { void read(); }, [task.id, task.version]);

  async function act(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      await read();
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }

  if (files.length === 0 && !adds && !problem) return null;
  return (
    <Section title={`${wanted?.label ?? '办理附件'}${wanted?.required ? '（提交前必须添加）' : ''}`}>
      {files.map((file) => (
        <Row key={file.id} id={`paper-${file.id}`} label={file.name} note={`${size(file.size)}　${file.uploadedBy.name}`} onTap={() => void openFile(`${path}/${file.id}`, file.name).catch((error: unknown) => setProblem(wordsOf(error)))}
          end={adds && file.uploadedBy.id === session()?.user.id ? <View id={`unpaper-${file.id}`} className="chip" {...button()} onClick={(event) => { event.stopPropagation(); void act(() => once(`unpaper:${file.id}`, (key) => call('removeTaskFile', { params: { id: task.id, attachmentId: file.id }, key }))); }}>删去</View> : undefined} />
      ))}
      {adds && (
        <View className="txt">
          <View className="decbar"><Press id="add-photo" kind="plain" busy={busy} onTap={() => void act(() => addPhoto(path, `办理附件-${task.id}`, '办理附件.jpg'))}>拍照或选照片</Press><Press id="add-file" kind="plain" busy={busy} onTap={() => void act(() => chooseDocument(path))}>选文件</Press></View>
          <View className="small">内部附件，不公开。pdf、jpg、png、docx、xlsx，每个不超过 20 MB。</View>
        </View>
      )}
      {problem && <Problem words={problem} />}
    </Section>
  );
}
