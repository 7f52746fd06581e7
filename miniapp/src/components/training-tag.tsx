import { Tag, type Tone } from './parts';

const looks: Readonly<Record<string, { tone: Tone; icon: string; word: string }>> = {
  open: { tone: 'mine', icon: 'bell', word: '正在签到' }, early: { tone: 'run', icon: 'clock', word: '还没开始签到' }, signed: { tone: 'good', icon: 'check', word: '已签到' },
  closed: { tone: 'bad', icon: 'warn', word: '签到已结束' }, cancelled: { tone: 'idle', icon: 'minus', word: '已取消' }, 'not-invited': { tone: 'idle', icon: 'info', word: '本单位组织' },
};

/** Where one stands with a training. */
export function TrainingTag({ standing }: { standing: string }) {
  const { tone, icon, word } = looks[standing] ?? looks.early;
  return <Tag tone={tone} icon={icon}>{word}</Tag>;
}
