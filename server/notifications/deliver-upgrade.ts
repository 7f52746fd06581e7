import { row, rows, run, transact } from '../database.js';

/** Something about a province's upgrade the other side should know; `at` tells one time from the next. */
export type UpgradeTold = { what: 'fed-back' | 'asked' | 'answered'; organisationId: number; at: number };

/** Tells the centre's operators that a province has fed back or asks for help, and the province's that the centre has answered. Where there is no centre on this installation, nobody is told. */
export async function deliverUpgrade({ what, organisationId, at }: UpgradeTold): Promise<void> {
  await transact(async (tx) => {
    const province = await row<{ name: string; path: string }>('SELECT name, path FROM organisations WHERE id = ?', [organisationId]);
    if (!province) return;
    const people = await rows<{ user_id: number }>(
      "SELECT DISTINCT p.user_id FROM organisations o JOIN posts p ON p.organisation_id = o.id AND p.role = 'authority-operator' JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE IF(?, o.id = ?, o.level = 'central' AND ? LIKE CONCAT(o.path, '%'))", [what === 'answered', organisationId, province.path]);
    if (people.length === 0) return;
    const { title, body, href } = words(what, province.name, organisationId);
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [people.map(({ user_id }) => [user_id, `upgrade:${what}:${organisationId}:${at}`, title, body, href, tx.now])]);
  });
}

function words(what: UpgradeTold['what'], province: string, organisationId: number): { title: string; body: string; href: string } {
  switch (what) {
    case 'fed-back': return { title: `升级反馈：${province}`, body: '已反馈升级结果和核实的结果，点开查看。', href: `/upgrade-records/${organisationId}` };
    case 'asked': return { title: `协助升级申请：${province}`, body: '提出了协助升级申请，请答复。', href: `/upgrade-records/${organisationId}#requests` };
    case 'answered': return { title: '协助升级申请有了答复', body: '中央已答复，点开查看；问题解决以后请办结。', href: '/upgrade-record#requests' };
  }
}
