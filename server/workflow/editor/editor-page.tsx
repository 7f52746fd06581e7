import type { Drawn } from 'bpmn-js/lib/Modeler';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Drawing } from './drawing.js';
import { convertForeign, type ForeignNote } from '../convert-foreign.js';
import { Notes, Results } from './results.js';
import type { Finding, Known, Saved, Way } from './known.js';
import { markFindings } from './markers.js';
import { Panel } from './panel.js';
import { Refused, saveDraft } from './save.js';
import { showAll, Toolbar } from './toolbar.js';

type Checked = { findings: Finding[]; ways?: Way[]; more?: boolean };
export type Told = { kind: 'done' | 'bad'; text: string };
type Props = { drawing: Drawing; container: HTMLElement; known: Known; xml: string; findings: Checked };

/** The editor: tools above, canvas, properties beside it, results of the check below. */
export function EditorPage({ drawing, container, known, xml, findings: given }: Props) {
  const { modeler } = drawing;
  const place = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<Drawn | null>(null);
  const [, redraw] = useState(0);
  const [checked, setChecked] = useState<Checked>(given);
  const [opened, setOpened] = useState({ key: known.key, version: known.version, sha256: known.sha256, draft: known.draft });
  const [told, tell] = useState<Told | null>(null);
  const [changed, setChanged] = useState(false);
  const [busy, setBusy] = useState(false);
  const [notes, setNotes] = useState<ForeignNote[]>([]);

  const open = useCallback(async (file: string): Promise<void> => {
    try {
      const { warnings } = await modeler.importXML(file);
      const understood = convertForeign(modeler.getDefinitions(), (type, properties) => drawing.make(type, properties));
      setNotes(understood);
      showAll(modeler);
      choose(modeler.get('canvas').getRootElement());
      if (understood.length > 0) {
        setChanged(true);
        tell({ kind: 'done', text: `这是别处画的文件，换成了本系统的写法 ${understood.filter(({ done }) => done).length} 处，还有 ${understood.filter(({ done }) => !done).length} 处要您看一看，见下面的“打开时换了什么”。` });
      }
      if (warnings.length > 0) tell({ kind: 'bad', text: `文件里有 ${warnings.length} 处读不懂：${warnings[0]?.message.split('\n')[0] ?? ''}` });
    } catch (error) {
      tell({ kind: 'bad', text: `这个文件打不开：${error instanceof Error ? error.message : String(error)}。请确认它是带图形的 BPMN 文件。` });
    }
  }, [modeler]);

  useEffect(() => {
    place.current?.append(container);
    const bus = modeler.get('eventBus');
    bus.on(['selection.changed'], () => choose(modeler.get('selection').get()[0] ?? modeler.get('canvas').getRootElement()));
    bus.on(['commandStack.changed'], () => { setChanged(modeler.get('commandStack').canUndo()); redraw((count) => count + 1); });
    void open(xml);
  }, []);
  useEffect(() => markFindings(modeler, checked.findings), [checked]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => { if (changed) event.preventDefault(); };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [changed]);

  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { xml: drawn } = await modeler.saveXML({ format: true });
      const saved: Saved = await saveDraft(known, opened, drawn);
      setOpened({ ...saved, draft: true });
      setChecked(saved);
      setChanged(false);
      history.replaceState(null, '', `/processes/${saved.key}/${saved.version}/editor`);
      const errors = saved.findings.filter(({ level }) => level === 'error').length;
      tell({ kind: errors > 0 ? 'bad' : 'done', text: errors > 0 ? `已保存为第 ${saved.version} 版草稿，还有 ${errors} 处必须改，改好才能启用。` : `已保存为第 ${saved.version} 版草稿，检查通过，可以请流程发布人启用。` });
    } catch (error) {
      if (error instanceof Refused && error.findings.length > 0) setChecked({ findings: error.findings });
      tell({ kind: 'bad', text: error instanceof Refused ? error.message : '没有连上系统，图还在这里，没有丢。请稍后再保存一次。' });
    }
    setBusy(false);
  };

  const select = (id: string | undefined): void => {
    const element = id === undefined ? undefined : modeler.get('elementRegistry').get(id);
    if (!element) return;
    modeler.get('selection').select(element);
    modeler.get('canvas').scrollToElement(element, 80);
  };

  const nameOf = (id: string): string => drawing.text(modeler.get('elementRegistry').get(id)?.businessObject, 'name') || id;
  return (
    <>
      <Toolbar drawing={drawing} opened={opened} changed={changed} busy={busy} onSave={save} onOpen={open} onTell={tell} />
      <p class={`told ${told?.kind ?? ''}`} role="status">{told?.text ?? (opened.draft ? `正在改第 ${opened.version} 版草稿。` : `从第 ${opened.version} 版改起，保存后是一个新的草稿。`)}</p>
      <div class="bench">
        <div class="stage" ref={place} role="region" aria-label="画布" />
        <aside class="office-panel" aria-label="环节属性">{chosen && <Panel key={chosen.id} element={chosen} drawing={drawing} known={known} findings={checked.findings} />}</aside>
      </div>
      {notes.length > 0 && <Notes notes={notes} onSelect={select} nameOf={nameOf} />}
      <Results checked={checked} changed={changed} onSelect={select} nameOf={nameOf} />
    </>
  );
}
