import type { ForeignNote } from '../convert-foreign.js';
import type { Finding, Way } from './known.js';

type Props = { checked: { findings: Finding[]; ways?: Way[]; more?: boolean }; changed: boolean; onSelect: (id: string | undefined) => void; nameOf: (id: string) => string };

/** 检查结果 and 走法: what the last check said; each line leads to its element. */
export function Results({ checked, changed, onSelect, nameOf }: Props) {
  const { findings, ways, more } = checked;
  return (
    <div class="results">
      <section class="card" aria-labelledby="found">
        <div class="ch"><h2 id="found">检查结果</h2><span class="sub">{findings.length === 0 ? '没有问题' : `${findings.length} 处`}{changed && '　图改过了，保存后再检查'}</span></div>
        <ul class="findings" tabindex={findings.length > 0 ? 0 : undefined} aria-label="检查结果">
          {findings.map((one) => (
            <li key={(one.elementId ?? '') + one.message}>
              <button type="button" class={one.level} disabled={one.elementId === undefined} onClick={() => onSelect(one.elementId)}>
                <b>{one.level === 'error' ? '必须改' : '建议改'}</b>{one.elementId !== undefined && <i>{nameOf(one.elementId)}</i>}<span>{one.message}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {ways && (
        <section class="card" aria-labelledby="ways">
          <div class="ch"><h2 id="ways">走法</h2><span class="sub">试走了每个网关的每种选择，{ways.length} 种{more && '，还有更多没有列出'}</span></div>
          <ol class="ways" tabindex={0} aria-label="走法">{ways.map((way) => <li key={way.steps.join()}>{way.steps.join(' → ')}　<b>{ends[way.end]}</b></li>)}</ol>
        </section>
      )}
    </div>
  );
}

/** 打开时换了什么: what was understood of a foreign file, and what is left to do by hand. */
export function Notes({ notes, onSelect, nameOf }: { notes: ForeignNote[]; onSelect: (id: string) => void; nameOf: (id: string) => string }) {
  return (
    <section class="card foreign" aria-labelledby="foreign">
      <div class="ch"><h2 id="foreign">打开时换了什么</h2><span class="sub">{notes.length} 处；不认识的原样留着</span></div>
      <ul class="findings" tabindex={0} aria-label="打开时换了什么">
        {notes.map(({ elementId, done, message }) => <li key={elementId + message}><button type="button" class={done ? 'done' : 'warning'} onClick={() => onSelect(elementId)}><b>{done ? '已换好' : '请看一看'}</b><i>{nameOf(elementId)}</i><span>{message}</span></button></li>)}
      </ul>
    </section>
  );
}

const ends: Record<Way['end'], string> = { done: '办结', back: '（回到走过的地方）', joins: '（之后与前面的一种相同）', stuck: '停住' };
