import { formatThousands } from '../../lib/money.js';
import { rows } from '../../database.js';
import type { OfficeDate } from '../../values/office-date.js';
import type { Round } from '../../web/pages/list-records.js';
import type { TagProps } from '../../web/components/tag.js';
import { momentWords, periodWords } from '../../web/time-words.js';
import type { HistoryEntry } from './history-view.js';

const outcomes: Record<string, TagProps> = {
  awaiting: { tone: 'run', icon: 'clock', word: '待确认' }, confirmed: { tone: 'good', icon: 'check', word: '公示通过' }, rejected: { tone: 'bad', icon: 'cross', word: '公示不通过' }, withdrawn: { tone: 'back', icon: 'back', word: '同意退回' },
};

/** Every round as it was published, with what became of it and why; the newest first. */
export async function roundsView(listId: number, history: readonly HistoryEntry[], today: OfficeDate, sheetHref: string | null): Promise<Round[]> {
  const found = await rows<{ round: number; start_on: string; end_on: string; people: number; payable_fen: number; published_at: Date; name: string | null; outcome: string; closed_at: Date | null }>(
    'SELECT r.round, r.start_on, r.end_on, r.people, r.payable_fen, r.published_at, u.name, r.outcome, r.closed_at FROM publicity_rounds r LEFT JOIN users u ON u.id = r.published_by WHERE r.list_id = ? ORDER BY r.round DESC', [listId]);
  const reasons = whyEnded(history);
  return found.map((one) => ({
    number: `第 ${one.round} 轮`, period: periodWords(one.start_on, one.end_on, today), publishedBy: `${one.name ?? ''} ${momentWords(one.published_at, today)}`.trim(), people: one.people.toLocaleString('en-US'), amount: formatThousands(one.payable_fen),
    outcome: outcomes[one.outcome] ?? { tone: 'idle', icon: 'info', word: one.outcome }, reason: reasons.get(one.round), ...(sheetHref && one.closed_at === null ? { sheetHref } : {}),
  }));
}

/** What was said when a round was rejected or withdrawn, by round. */
function whyEnded(history: readonly HistoryEntry[]): Map<number, string> {
  const reasons = new Map<number, string>();
  let round = 0;
  let asked = '';
  for (const { action, after, remark } of history) {
    if (action === '公示名单') round = Number(after?.round ?? round + 1);
    if (action === '申请公示退回') asked = remark ?? '';
    if (action === '公示不通过' && remark) reasons.set(round, remark);
    if (action === '同意退回') reasons.set(round, asked || remark || '');
  }
  return reasons;
}
