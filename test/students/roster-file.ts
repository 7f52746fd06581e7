import { makeXlsx, textRow } from '../lib/make-zip.js';
import { documentNumber } from '../support/world.js';
import { genderOf } from '../../server/values/resident-id.js';

const HEADER = ['姓名', '证件类型', '证件号码', '性别', '年级', '专业', '班级', '学籍状态', '入学年月', '学制(年)', '户籍区划', '资助卡号'] as const;
export type RosterLine = Partial<Record<(typeof HEADER)[number], string>>;

/** A student as a school writes one into the roster file, with a number of their own unless one is given. */
export function rosterLine(change: RosterLine = {}): RosterLine {
  const number = change['证件号码'] ?? documentNumber();
  const gender = /^\d{17}/.test(number) && genderOf(number) === 'male' ? '男' : '女';
  return { 姓名: '张梓桐', 证件号码: number, 性别: gender, 年级: '2022级', 专业: '护理', 班级: '2班', 学籍状态: '全日制在读', 入学年月: '2022-09', '学制(年)': '3', ...change };
}

/** The roster file of these students. */
export const rosterFile = (lines: readonly RosterLine[]): Buffer => makeXlsx([{ name: '名册', rows: [textRow(1, HEADER), ...lines.map((line, at) => textRow(at + 2, HEADER.map((header) => line[header] ?? '')))].join('') }]);

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
