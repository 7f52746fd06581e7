import { rows } from '../database.js';
import { sha256Hex } from '../lib/crypto.js';
import { formatYuan } from '../lib/money.js';
import { zipOf } from '../lib/zip-writer.js';
import { formatInstant } from '../values/office-date.js';
import type { Period } from '../values/period.js';
import { programmeOf } from '../values/programme.js';
import { priorityGroups } from '../values/priority-group.js';
import { productVersion } from '../web/frame.js';

export type Sender = { organisationId: number; name: string; regionCode: string; path: string; number: number; attempt: number; period: Period };

/**
 * What a province owes the centre for a month or term (正文三: 按时、保质、保量; 正文二: 信息核实): how far each school's lists are, with
 * people and sums, how many of the centrally issued records were verified, by county, and what the province fed back about its upgrade. Figures only: no name, no number of a
 * person leaves the province this way.
 * @returns the package and how many rows it holds.
 */
export async function dispatchContents(sender: Sender, at: Date): Promise<{ bytes: Buffer; rows: number }> {
  const lists = await rows<{ code: string; school: string; authority: string; programme: Parameters<typeof programmeOf>[0]; lists: number; people: string; payable: string; paid: string; confirmed: string; paidLists: string }>(
    `SELECT o.code, o.name AS school, a.name AS authority, l.programme, COUNT(*) AS lists, SUM(l.people) AS people, SUM(l.payable_fen) AS payable, SUM(COALESCE(l.paid_fen, 0)) AS paid,
       SUM(l.authority_publicity = 'confirmed') AS confirmed, SUM(l.paid_fen IS NOT NULL) AS paidLists
     FROM award_lists l JOIN organisations o ON o.id = l.school_id JOIN organisations a ON a.id = l.authority_id
     WHERE l.period = ? AND o.path LIKE ? AND l.submission = 'submitted' GROUP BY o.code, o.name, a.name, l.programme ORDER BY o.code, l.programme`, [sender.period, `${sender.path}%`]);
  const verifications = await rows<{ group_key: string; code: string; authority: string; issued: number; true_ones: string; untrue: string; open: string }>(
    `SELECT m.group_key, a.code, a.name AS authority, COUNT(DISTINCT m.id) AS issued, COUNT(DISTINCT CASE WHEN m.verification = 'true' THEN m.id END) AS true_ones,
       COUNT(DISTINCT CASE WHEN m.verification NOT IN ('true', 'unverified') THEN m.id END) AS untrue, COUNT(DISTINCT CASE WHEN m.verification = 'unverified' THEN m.id END) AS open
     FROM group_memberships m JOIN students s ON s.person_id = m.person_id JOIN organisations o ON o.id = s.school_id JOIN organisations a ON a.id = o.parent_id
     WHERE m.source = 'central' AND o.path LIKE ? GROUP BY m.group_key, a.code, a.name ORDER BY a.code, m.group_key`, [`${sender.path}%`]);
  const upgrades = await rows<{ release_version: string; package_version: string; deployed_at: Date; result: string; conclusion: string | null; feedback: string; fed_back_at: Date | null; failed: number | null }>(
    `SELECT r.release_version, r.package_version, r.deployed_at, r.result, r.conclusion, r.feedback, r.fed_back_at, (SELECT c.failed FROM upgrade_checks c WHERE c.organisation_id = r.organisation_id AND c.release_version = r.release_version ORDER BY c.id DESC LIMIT 1) AS failed
     FROM upgrade_records r WHERE r.organisation_id = ? ORDER BY r.release_version`, [sender.organisationId]);
  const nameOf = new Map<string, string>(priorityGroups.map(({ key, name }) => [key, name]));
  const files = [
    csv('award-lists.csv', ['学校代码', '学校', '主管部门', '项目', '报送名单（份）', '人次', '应发应免（元）', '实发（元）', '公示确认（份）', '已发放（份）'],
      lists.map((one) => [one.code, one.school, one.authority, programmeOf(one.programme).name, one.lists, Number(one.people), formatYuan(Number(one.payable)), formatYuan(Number(one.paid)), Number(one.confirmed), Number(one.paidLists)])),
    csv('group-verifications.csv', ['主管部门代码', '主管部门', '人群', '中央下发（条）', '属实（条）', '不属实或已转出（条）', '未核实（条）'],
      verifications.map((one) => [one.code, one.authority, nameOf.get(one.group_key) ?? one.group_key, one.issued, Number(one.true_ones), Number(one.untrue), Number(one.open)])),
    // 正文一: the result of the upgrade and what the province found goes to the centre; only once there is something to tell.
    ...(upgrades.length === 0 ? [] : [csv('upgrade-records.csv', ['版本', '部署包版本', '部署时间', '升级结果', '没有通过的核对项', '核实结果', '反馈', '反馈时间'],
      upgrades.map((one) => [`V${one.release_version}`, one.package_version, formatInstant(one.deployed_at), one.result === 'done' ? '升级成功' : '升级没有成功', one.failed ?? '没有核对', one.conclusion === 'verified' ? '五个部分核实无误' : one.conclusion === 'problems' ? '核实发现问题' : '没有反馈', one.feedback, one.fed_back_at ? formatInstant(one.fed_back_at) : '']))]),
  ];
  const manifest = { package: 'province-summary', number: sender.number, attempt: sender.attempt, period: sender.period, from: { regionCode: sender.regionCode, name: sender.name }, product: productVersion, madeAt: at.toISOString(), files: files.map(({ name, bytes, rows: count }) => ({ name, rows: count, bytes: bytes.length, sha256: sha256Hex(bytes) })) };
  return { bytes: await zipOf([{ name: 'manifest.json', bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) }, ...files], at), rows: lists.length + verifications.length + upgrades.length };
}

type Cell = string | number;
const csv = (name: string, header: string[], lines: Cell[][]): { name: string; bytes: Buffer; rows: number } => ({ name, bytes: Buffer.from(`\uFEFF${[header, ...lines].map((line) => line.map(cellOf).join(',')).join('\r\n')}\r\n`), rows: lines.length });
const cellOf = (cell: Cell): string => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));
