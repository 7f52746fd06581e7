import { row, run, transact } from '../database.js';
import { formatDate, type OfficeDate } from '../values/office-date.js';

/** A change of a rule waits for its director (`proposed`), or was agreed to and holds from a day on (`granted`). */
export type RuleChangeTold = { changeId: number; what: 'proposed' | 'granted'; words: string };

/** Tells the directors of the office that one waits for them; or everybody below who enters or reviews lists what holds from when. A repeat finds its row there already. */
export async function deliverRuleChange({ changeId, what, words }: RuleChangeTold): Promise<void> {
  await transact(async (tx) => {
    const change = await row<{ path: string; organisation_id: number; effective_from: OfficeDate; proposed_by: number }>('SELECT o.path, c.organisation_id, c.effective_from, c.proposed_by FROM rule_changes c JOIN organisations o ON o.id = c.organisation_id WHERE c.id = ?', [changeId]);
    if (!change) return;
    const [title, body] = what === 'proposed' ? ['规则调整等您决定', `${words}，${formatDate(change.effective_from)} 起。点开看影响。`] : ['规则有调整', `${formatDate(change.effective_from)} 起，${words}。已经办的不变。`];
    await run(
      `INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at)
       SELECT DISTINCT p.user_id, ?, ?, ?, ?, ? FROM posts p JOIN organisations o ON o.id = p.organisation_id JOIN users u ON u.id = p.user_id AND u.status = 'active'
        WHERE u.id <> ? AND ${what === 'proposed' ? "o.id = ? AND p.role = 'authority-director'" : "o.path LIKE ? AND p.role IN ('school-operator', 'school-reviewer', 'authority-operator')"}`,
      [`rule-change-${what}:${changeId}`, title, body.slice(0, 300), `/rule-changes/${changeId}`, tx.now, change.proposed_by, what === 'proposed' ? change.organisation_id : `${change.path}%`]);
  });
}
