import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { attachmentRows } from '../award-lists/list-attachments.js';
import { exportList } from '../award-lists/export-list.js';
import { mayViewPayments, paymentRecords } from '../award-lists/payment-records.js';
import { historyOf } from '../award-lists/records.js';
import { decisionSheet } from '../award-lists/views/decision-sheet.js';
import { listTitle, openDossier } from '../award-lists/views/dossier.js';
import { recordAudit } from '../audit/record.js';
import { officeNow, row, transact } from '../database.js';
import { cleanFileName } from '../attachments/file-name.js';
import { sha256Hex } from '../lib/crypto.js';
import { InputInvalid, TooLarge } from '../lib/errors.js';
import { zipOf, type Packed } from '../lib/zip-writer.js';
import { protection } from '../protection.js';
import { projectRoot } from '../root.js';
import type { Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { periodName } from '../values/period.js';
import { bytesInWords } from '../lib/bytes-in-words.js';
import { productVersion } from '../web/frame.js';
import { renderDecisionSheet } from '../web/pages/decision-sheet-page.js';
import { Cover, EventsPaper, PaymentsPaper, standalonePage } from '../web/pages/evidence-page.js';

/** What a pack holds, in the order of its folder; told before it is taken. */
export const packContents = ['封面：名单概况，每个文件的指纹，谁在什么时候为什么下载', '决定单：每一步谁审的、什么意见，各轮公示和结果', '名单（Excel，证件号隐去中间位）', '各轮公示附件和现场照片，原样', '办理记录：从新建到现在的每一件事', '资金发放记录，含退票', '校验.txt：用 sha256sum -c 可以核对'];

export const purposeQuery = z.strictObject({ purpose: z.string().max(200).default('') });

type Part = Packed & { what: string };
const MINIMUM_PURPOSE = 4;
/** Packed in memory: more than this is taken file by file. */
const MOST_BYTES = 100 * 1024 * 1024;

/**
 * 凭据包 of one list for the yearly inspection (domain P8): decisions, people, evidence of the publicity, records and payments in one
 * zip that opens without the system, each file with its fingerprint, and the seal of the list's own records. On record.
 * @throws NotFound outside the scope; InputInvalid without a purpose; TooLarge with more than 100 MB of attachments.
 */
export async function evidencePack(actor: Actor, listId: number, purpose: string): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const why = purpose.trim();
  const dossier = await openDossier(actor, listId);
  if (Array.from(why).length < MINIMUM_PURPOSE) throw new InputInvalid([{ path: 'purpose', code: 'required', message: '请写明下载的用途，至少 4 个字，例如：2023年资助检查。' }]);
  const { list } = dossier;
  const title = listTitle(list);
  const styles = await paperStyles();
  const now = await officeNow();
  const page = (name: string, what: string, content: Parameters<typeof standalonePage>[2]): Part => ({ name, what, bytes: Buffer.from(standalonePage(`${what} - ${title}`, styles, content)) });

  const sheet = await decisionSheet(dossier);
  const history = await historyOf(list.id);
  const parts: Part[] = [
    { name: '01决定单.html', what: '审核公示决定单', bytes: Buffer.from(inlined(renderDecisionSheet({ version: productVersion, ...sheet }), styles)) },
    ...(list.people > 0 ? [{ name: '02名单.xlsx', what: '名单', bytes: (await exportList(actor, list.id)).bytes }] : []),
    ...await attachments(list.id),
    page('04办理记录.html', '办理记录', <EventsPaper title={title} events={history.map(({ id, at, action, actor: who, organisation, remark }) => ({ key: id, at: at.slice(0, 16).replace('T', ' '), what: action, who: [organisation, who].filter(Boolean).join(' '), remark: remark ?? '—' }))} />),
    ...(list.programme.hasDisbursement && mayViewPayments(actor, list.programme) ? [page('05资金发放记录.html', '资金发放记录', <PaymentsPaper title={title} records={(await paymentRecords(actor, list.id)).map(({ acts: _acts, ...one }) => one)} />)] : []),
  ];
  const told = parts.map(({ name, what, bytes }) => ({ name, what, sha256: sha256Hex(bytes), size: bytesInWords(bytes.length) }));
  const mark = `${actor.organisation.name} ${actor.name}（${actor.login}）${formatInstant(now)} 下载　用途：${why}　含学生信息，不得外传`;
  const cover = page('00封面.html', '封面', <Cover title={title} facts={sheet.facts} files={told} mark={mark} seal={await sealOf(list.id)} />);
  const sums = [...told, { name: cover.name, sha256: sha256Hex(cover.bytes) }].map(({ name, sha256 }) => `${sha256}  ${name}`).join('\n');
  const bytes = await zipOf([cover, ...parts, { name: '校验.txt', bytes: Buffer.from(`${sums}\n`) }], now);
  await transact(() => recordAudit(actor, { action: '下载凭据包', object: { kind: 'evidence-pack', id: list.id, organisationId: list.school.id }, after: { listId: list.id, people: list.people, sha256: sha256Hex(bytes) }, remark: why }));
  return { name: `凭据-${list.school.name}${periodName(list.period)}${list.programme.name}第${list.batchNo}批.zip`, mime: 'application/zip', bytes };
}

/** Every file of every round as it was handed in, under the round it belongs to. */
async function attachments(listId: number): Promise<Part[]> {
  const found: Part[] = [];
  const files = await attachmentRows(listId);
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) throw new TooLarge(`各轮公示附件合计超过 ${bytesInWords(MOST_BYTES)}，请在“公示附件”里逐个下载，或先把照片压小。`);
  for (const { round, name, uid, sha256, uploadedBy, uploadedAt } of files) {
    const folder = `03公示附件/第${round}轮`;
    const taken = found.filter((one) => one.name.startsWith(`${folder}/`)).length + 1;
    found.push({ name: `${folder}/${String(taken).padStart(2, '0')}-${cleanFileName(name)}`, what: `第 ${round} 轮公示附件，${uploadedBy} ${formatInstant(uploadedAt)} 上传`, bytes: await protection().files.get(uid, sha256) });
  }
  return found;
}

/** The newest link of the list's own chain of records, and the root it is sealed under: what shows later that the records were these. */
async function sealOf(listId: number): Promise<string> {
  const last = await row<{ id: number; seq: number; mac: Buffer }>('SELECT id, seq, mac FROM audit_events WHERE chain = ? ORDER BY seq DESC LIMIT 1', [`award-list:${listId}`]);
  const root = last && (await row<{ id: number }>('SELECT id FROM audit_roots WHERE to_id >= ? ORDER BY id LIMIT 1', [last.id]));
  return last ? `这份名单的操作留痕共 ${last.seq} 条，末条指纹 ${last.mac.toString('hex').slice(0, 16)}，${root ? `封存在第 ${root.id} 号记录` : '将在一分钟内封存'}。` : '这份名单还没有操作留痕。';
}

let styles: string | null = null;
/** The styles of a page that stands alone. */
export async function paperStyles(): Promise<string> {
  styles ??= (await Promise.all(['tokens', 'desk', 'desk-narrow', 'desk-print', 'notice'].map((name) => readFile(join(projectRoot, 'server', 'web', 'public', `${name}.css`), 'utf8')))).join('\n');
  return styles;
}

/** A page of ours with its styles in it instead of beside it, and without what only works in the system. */
const inlined = (html: string, css: string): string => html
  .replace(/<link rel="(?:stylesheet|icon)"[^>]*>/g, '')
  .replace('</head>', () => `<style>${css}.noprint,.skip{display:none}</style></head>`);
