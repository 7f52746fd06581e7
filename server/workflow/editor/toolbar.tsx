import type Modeler from 'bpmn-js/lib/Modeler';
import { useRef } from 'preact/hooks';
import type { Drawing } from './drawing.js';
import type { Told } from './editor-page.js';

type Props = { drawing: Drawing; opened: { key: string; version: number }; changed: boolean; busy: boolean; onSave: () => Promise<void>; onOpen: (xml: string) => Promise<void>; onTell: (told: Told) => void };

/** 保存并检查, undo, the size of the picture, files in and out. */
export function Toolbar({ drawing, opened, changed, busy, onSave, onOpen, onTell }: Props) {
  const { modeler } = drawing;
  const picker = useRef<HTMLInputElement>(null);
  const stack = modeler.get('commandStack');
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > 512 * 1024) return onTell({ kind: 'bad', text: `“${file.name}”超过 512 KB，不能打开。` });
    await onOpen(await file.text());
  };
  const exportFile = async (): Promise<void> => {
    const { xml } = await modeler.saveXML({ format: true });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
    link.download = `${drawing.text(drawing.process, 'id') || opened.key}.bpmn`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <div class="tools" role="toolbar" aria-label="画图工具">
      <button type="button" class="btn main" aria-disabled={busy} onClick={() => { if (!busy) void onSave(); }}>{busy ? '正在检查…' : changed ? '保存并检查 *' : '保存并检查'}</button>
      <button type="button" class="btn" aria-disabled={!stack.canUndo()} onClick={() => stack.canUndo() && stack.undo()}>退一步</button>
      <button type="button" class="btn" aria-disabled={!stack.canRedo()} onClick={() => stack.canRedo() && stack.redo()}>再做</button>
      <button type="button" class="btn" onClick={() => showAll(modeler)}>看全图</button>
      <button type="button" class="btn" onClick={() => modeler.get('canvas').zoom(1)}>原大小</button>
      <button type="button" class="btn" onClick={() => picker.current?.click()}>打开文件</button>
      <input ref={picker} type="file" accept=".bpmn,.xml" hidden aria-label="BPMN 文件" onChange={(event) => { void take(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />
      <button type="button" class="btn" onClick={() => void exportFile()}>导出 BPMN</button>
    </div>
  );
}

/** The whole picture, beside the palette. */
const PALETTE = 130;
export function showAll(modeler: Modeler): void {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const { x, y, width, height, scale } = canvas.viewbox();
  // In the picture's own measure, after it has become smaller by making room.
  const free = (PALETTE * width) / (width * scale - PALETTE);
  canvas.viewbox({ x: x - free, y: y - (height * free) / width / 2, width: width + free, height: height + (height * free) / width });
}
