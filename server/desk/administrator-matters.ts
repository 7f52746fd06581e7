import { accountScope } from '../accounts/account.js';
import { officeNow, row } from '../database.js';
import { recentInspections } from '../inspection/inspect.js';
import { realNow } from '../lib/clock.js';
import type { Actor } from '../values/actor.js';
import { restsSql } from '../workflow/rest.js';

/** One kind of thing an administrator answers for: how many wait, what that means, and where they are dealt with. */
export type Matter = { name: string; count: number; means: string; href: string };

/** What waits for an administrator or a 流程管理员, by duty (三员分离); noughts included, so that one sees it was looked for. */
export async function mattersOf(actor: Actor): Promise<Matter[]> {
  switch (actor.role) {
    case 'process-administrator':
      return [
        { name: '流程异常', count: await openIncidents(), means: '流程停在这里，等您重试或申请修复。', href: '/incidents' },
        { name: '试算完、还没有决定的迁移', count: await plansToDecide(), means: '等流程发布人决定；要改可以撤回重来。', href: '/process-migrations' },
        { name: '停了的事件回调', count: await count("SELECT COUNT(*) AS n FROM webhooks WHERE state = 'held'"), means: '对方一天没有收下，或有人暂停；问清楚再恢复，事件都留着。', href: '/webhooks' },
        { name: '过了期限的任务', count: await count(`SELECT COUNT(*) AS n FROM tasks t WHERE t.state = 'open' AND t.due_at < ? AND NOT ${restsSql()}`, [await officeNow()]), means: '各单位没有按期办的，看板上能看到是哪些单位、哪一步。', href: '/overdue-tasks' },
      ];
    case 'process-publisher':
      return [
        { name: '等启用的流程新版本', count: await draftsToActivate(actor), means: '比正在使用的新，您没有改过，核对后可以启用。', href: '/processes' },
        { name: '等决定的修复申请', count: await count("SELECT COUNT(*) AS n FROM process_repairs WHERE state = 'waiting' AND asked_by <> ?", [actor.userId]), means: '流程管理员申请改变量或跳过一步，同意了才生效。', href: '/incidents' },
        { name: '等同意的事件回调', count: await count("SELECT COUNT(*) AS n FROM webhooks WHERE state = 'proposed' AND proposed_by <> ?", [actor.userId]), means: '核对网址和事件，同意了才开始发。', href: '/webhooks' },
        { name: '等决定的迁移计划', count: await plansToDecide(actor.userId), means: '每个实例都试算过，同意后在后台迁移。', href: '/process-migrations' },
      ];
    case 'security-administrator':
      return [
        { name: '等批准的账号申请', count: await requestsToDecide(actor), means: '开户和增加岗位，由您批准；自己提的由别人批。', href: '/accounts' },
        { name: '锁定的账号', count: await count(`SELECT COUNT(*) AS n FROM users u JOIN organisations o ON o.id = u.organisation_id WHERE u.locked_until > ? AND ${accountScope(actor).sql}`, [realNow(), ...accountScope(actor).params]), means: '密码连着输错被锁，到时自己解开；急用可以解除。', href: '/accounts' },
        await inspectionMatter(),
      ];
    case 'system-administrator':
      return [
        await inspectionMatter(),
        { name: '隔离的数据包', count: await count("SELECT COUNT(*) AS n FROM exchange_receipts WHERE state = 'quarantined' AND received_at > ?", [new Date(realNow().getTime() - 30 * 86_400_000)]), means: '三十天内没有收下的，回执上有原因。', href: '/exchange' },
        { name: '还没有激活的账号', count: await count(`SELECT COUNT(*) AS n FROM users u JOIN organisations o ON o.id = u.organisation_id WHERE u.password_hash IS NULL AND u.status = 'active' AND ${accountScope(actor).sql}`, accountScope(actor).params), means: '已经批准，本人还没有设密码；链接过期了可以再发。', href: '/accounts' },
      ];
    case 'auditor':
      return [await inspectionMatter()];
    default:
      return [];
  }
}

/** Incidents wait for whoever draws. */
export const openIncidents = (): Promise<number> => count("SELECT COUNT(*) AS n FROM incidents WHERE state = 'open'");
/** Drafts newer than what is in use wait for whoever publishes and did not save them last. */
export const draftsToActivate = (actor: Actor): Promise<number> => count("SELECT COUNT(*) AS n FROM process_definitions d WHERE d.state = 'draft' AND (d.saved_by IS NULL OR d.saved_by <> ?) AND d.version > COALESCE((SELECT a.version FROM process_definitions a WHERE a.active_key = d.definition_key), 0)", [actor.userId]);

const count = async (sql: string, params: (string | number | Date)[] = []): Promise<number> => Number((await row<{ n: number }>(sql, params))?.n ?? 0);
const plansToDecide = (notBy = 0): Promise<number> => count("SELECT COUNT(*) AS n FROM process_migrations WHERE state = 'checked' AND planned_by <> ?", [notBy]);

async function requestsToDecide(actor: Actor): Promise<number> {
  const scope = accountScope(actor);
  return count(`SELECT COUNT(*) AS n FROM account_requests q JOIN users u ON u.id = q.user_id JOIN organisations o ON o.id = q.organisation_id WHERE q.state = 'pending' AND q.requested_by <> ? AND ${scope.sql}`, [actor.userId, ...scope.params]);
}

/** 巡检 without a good answer, of the latest round. */
async function inspectionMatter(): Promise<Matter> {
  const [latest] = await recentInspections(1);
  const wrong = latest?.lines.filter(({ standing }) => standing !== 'good') ?? [];
  return { name: '巡检里要看的', count: wrong.length, means: latest ? (wrong.length > 0 ? `${wrong.map(({ item }) => item).join('、')}。` : '最近一次巡检都正常。') : '还没有巡检过。', href: '/inspections' };
}
