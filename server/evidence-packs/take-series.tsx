import type { Readable } from 'node:stream';
import { recordAudit } from '../audit/record.js';
import { officeNow, transact } from '../database.js';
import { bytesInWords } from '../lib/bytes-in-words.js';
import { sha256Hex } from '../lib/crypto.js';
import { Gone, RuleBroken } from '../lib/errors.js';
import { formatYuan } from '../lib/money.js';
import { zipStream } from '../lib/zip-writer.js';
import type { Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { periodName } from '../values/period.js';
import { programmeOf } from '../values/programme.js';
import { SeriesCover, standalonePage } from '../web/pages/evidence-page.js';
import { readPack } from './pack-files.js';
import { listsOfSeries, seriesOf, type PackSeries } from './pack-series.js';
import { paperStyles } from './pack.js';

export const seriesTitle = ({ within, programme, from, to }: Pick<PackSeries, 'within' | 'programme' | 'from' | 'to'>): string =>
  `${within.name}　${from === to ? periodName(from) : `${periodName(from)}至${periodName(to)}`}　${programmeOf(programme).name}`;

/**
 * The packs of a series as one zip, put together while it is sent: a cover with the index and the fingerprint of every pack,
 * the packs, and the sums. On record with who, what for and how many.
 * @throws NotFound for others; RuleBroken `pack-at-work`; Gone when its days are over.
 */
export async function takeSeries(actor: Actor, id: number): Promise<{ name: string; mime: string; stream: Readable }> {
  const series = await seriesOf(actor, id);
  if (series.state === 'expired' || series.state === 'cancelled' || series.state === 'failed') throw new Gone('这批凭据包已经到期、取消或删除。还需要的话，请重新打包。');
  if (series.state !== 'done') throw new RuleBroken('pack-at-work', `还在打包，已完成 ${series.packed + series.failed} 份，共 ${series.total} 份。请稍后再下载。`);
  const lists = await listsOfSeries(id);
  const packed = lists.filter(({ state }) => state === 'packed');
  const now = await officeNow();
  const title = seriesTitle(series);
  const cover = Buffer.from(standalonePage(`封面 - ${title}`, await paperStyles(), (
    <SeriesCover
      title={title} mark={`${actor.organisation.name} ${actor.name}（${actor.login}）${formatInstant(now)} 下载　用途：${series.purpose}　含学生信息，不得外传`}
      facts={[{ name: '名单', value: `${series.total} 份，打包 ${packed.length} 份${series.failed > 0 ? `，没有打成 ${series.failed} 份` : ''}` }, { name: '人次', value: String(lists.reduce((sum, { people }) => sum + people, 0)) }, { name: '应发（应免）合计', value: `${formatYuan(lists.reduce((sum, { payable }) => sum + payable, 0))} 元` }, { name: '实发合计', value: `${formatYuan(lists.reduce((sum, { paid }) => sum + (paid ?? 0), 0))} 元` }, { name: '打包申请', value: formatInstant(series.askedAt) }]}
      rows={lists.map((one) => ({ place: one.place, list: `${one.school} ${periodName(one.period)} 第${one.batchNo}批`, people: String(one.people), payable: formatYuan(one.payable), paid: one.paid === null ? '—' : formatYuan(one.paid), file: one.state === 'packed' ? `${one.fileName}（${bytesInWords(one.sizeBytes)}）` : `没有打成：${one.message ?? ''}`, sha256: one.sha256 }))}
    />
  )));
  const sums = [{ sha256: sha256Hex(cover), fileName: COVER }, ...packed].map(({ sha256, fileName }) => `${sha256}  ${fileName}`).join('\n');
  await transact(() => recordAudit(actor, { action: '下载成批凭据包', object: { kind: 'pack-series', id, organisationId: series.within.id }, after: { lists: packed.length, bytes: series.sizeBytes }, remark: series.purpose }));
  return {
    name: `凭据包-${title.replaceAll('　', '-')}.zip`, mime: 'application/zip',
    stream: zipStream([{ name: COVER, bytes: async () => cover }, ...packed.map(({ listId, fileName }) => ({ name: fileName, bytes: () => readPack(id, listId) })), { name: '校验.txt', bytes: async () => Buffer.from(`${sums}\n`) }], now),
  };
}

const COVER = '0000封面.html';
