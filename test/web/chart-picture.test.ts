import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { barChartSvg } from '../../server/web/components/bar-chart.js';
import { groupedBarsSvg } from '../../server/web/components/grouped-bars.js';
import { canDrawChinese, chartPicture } from '../../server/web/chart-picture.js';

const bars = barChartSvg({ title: '在校学生，分当期与逾期', unit: '人', series: [{ name: '当期学生' }, { name: '逾期学生' }], rows: [{ name: '安陵县', values: [300, 20] }, { name: '平川县', values: [120, 9] }] }, true);

it('a chart that stands alone has its title, unit and legend inside', () => {
  expect([bars.includes('>在校学生，分当期与逾期（单位：人）</text>'), bars.includes('>逾期学生</text>')]).toEqual([true, true]);
  const grouped = groupedBarsSvg({ title: '贷款发放和还款，按年度', unit: '元', series: ['发放', '还款'], rows: [{ name: '2022年', values: [12000.5, 300] }] }, true);
  expect([grouped.includes('>贷款发放和还款，按年度（单位：元）</text>'), grouped.includes('>还款</text>')]).toEqual([true, true]);
});

it('a chart is a PNG where the server has Chinese characters, on white and twice as fine', async () => {
  if (!(await canDrawChinese())) return expect(chartPicture('图', bars, 'png')).rejects.toMatchObject({ status: 503, code: 'no-chinese-font' });
  const answer = await chartPicture('图', bars, 'png');
  if (answer.kind !== 'file' || typeof answer.bytes === 'string') throw new Error('no file');
  const { format, width, hasAlpha } = await sharp(answer.bytes).metadata();
  const [red] = await sharp(answer.bytes).toColourspace('srgb').raw().toBuffer();
  expect([answer.name, format, width, hasAlpha, red]).toEqual(['图.png', 'png', 1920, false, 255]);
});

it('without a Chinese font no boxes are drawn: the refusal says what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'no-fonts-'));
  try {
    writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(folder, 'none')}</dir><cachedir>${join(folder, 'cache')}</cachedir></fontconfig>`);
    const script = `require('tsx/cjs'); const { chartPicture } = require(${JSON.stringify(join(__dirname, '../../server/web/chart-picture.ts'))}); chartPicture('图', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'png').then(() => console.log('drawn'), (error) => console.log(error.status, error.code, error.message));`;
    const said = execFileSync(process.execPath, ['-e', script], { cwd: join(__dirname, '../..'), env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') }, encoding: 'utf8' });
    expect(said).toMatch(/^503 no-chinese-font .*请下载 SVG 图片/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
