import { importTemplate } from '../imports/template/spreadsheet.js';
import { documentKindName, documentKinds } from '../values/identity-document.js';
import { priorityGroups } from '../values/priority-group.js';
import { MEMBERSHIP_ROWS, membershipColumns, type MembershipColumn } from './membership-row.js';

const guidance: Readonly<Record<MembershipColumn, { width: number; note: string; example: string; choices?: readonly string[] }>> = {
  name: { width: 16, note: '与证件一致', example: '张梓桐' }, documentKind: { width: 18, note: '可以不填，不填就是居民身份证', example: '居民身份证', choices: documentKinds.map(documentKindName) }, documentNumber: { width: 24, note: '居民身份证 18 位，文本格式', example: '11010519491231002X' },
  group: { width: 26, note: '从下拉框里选', example: '孤儿', choices: priorityGroups.map(({ name }) => name) }, area: { width: 8, note: '城市 或 农村，不区分的不填', example: '农村', choices: ['城市', '农村'] },
  validFrom: { width: 12, note: '例如 2022-09', example: '2022-09' }, validTo: { width: 12, note: '没有到期的不填', example: '' },
  householdRegion: { width: 12, note: '可以不填。6 位区划代码', example: '411821' }, studyRegion: { width: 12, note: '可以不填。6 位区划代码', example: '' }, studySchool: { width: 24, note: '可以不填', example: '' },
};

/** The template of 特殊群体信息. */
export const membershipTemplate = (): Promise<Buffer> => importTemplate('特殊群体信息', membershipColumns, (key) => guidance[key], MEMBERSHIP_ROWS);
