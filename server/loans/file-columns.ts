import type { SheetColumn } from '../lib/sheet-table.js';
import { loanStageNames, schoolKindNames } from './rules.js';

/* The columns of a bank's files, by the words of the notice's templates and those banks use. */

export type LoanColumn = 'name' | 'documentKind' | 'documentNumber' | 'stage' | 'schoolKind' | 'schoolName' | 'schoolCode' | 'bank' | 'contractNo' | 'year' | 'issuedOn' | 'amount';
export type RepaymentColumn = 'name' | 'documentNumber' | 'bank' | 'contractNo' | 'loanYear' | 'issuedOn' | 'amount' | 'repaidAt' | 'early';

/** What the template says about a column, and the value of its example row. */
export type Guidance = { width: number; note: string; example: string; choices?: readonly string[] };
export type FileColumn<K extends string> = SheetColumn<K> & Guidance;

const document = ['身份证号', '身份证号码', '身份证件号', '证件号', '公民身份号码'];
const bank = ['贷款银行', '银行名称', '放款银行', '银行'];
const contract = ['合同号', '贷款合同编号', '借款合同编号', '贷款合同号'];

export const loanColumns: readonly FileColumn<LoanColumn>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名', '借款人', '借款人姓名'], required: true, width: 16, note: '与证件一致', example: '张梓桐' },
  { key: 'documentKind', header: '证件类型', aliases: ['身份证件类型'], required: false, width: 14, note: '可以不填，不填就是居民身份证', example: '居民身份证' },
  { key: 'documentNumber', header: '证件号码', aliases: document, required: true, width: 24, note: '文本格式。居民身份证填 18 位', example: '11010519491231002X' },
  { key: 'stage', header: '学段', aliases: ['层次', '学历层次', '培养层次', '学历'], required: true, width: 10, note: '本专科 或 研究生', example: '本专科', choices: Object.values(loanStageNames) },
  { key: 'schoolKind', header: '学校类型', aliases: ['院校类型', '学校性质'], required: false, width: 12, note: '普通高校、科研院所、军队院校，不填就是普通高校', example: '普通高校', choices: Object.values(schoolKindNames) },
  { key: 'schoolName', header: '学校名称', aliases: ['就读学校', '院校名称', '高校名称', '就读院校', '学校'], required: true, width: 26, note: '学校全称', example: '中原示范大学' },
  { key: 'schoolCode', header: '学校标识码', aliases: ['学校代码', '院校代码', '标识码'], required: false, width: 14, note: '10 位，可以不填；科研院所、军队院校没有的不填', example: '' },
  { key: 'bank', header: '经办银行', aliases: bank, required: true, width: 22, note: '地方银行（非国家开发银行、非中国银行）全称', example: '河南省农村信用社' },
  { key: 'contractNo', header: '合同编号', aliases: contract, required: false, width: 22, note: '文本格式。没有编号的按学校和发放日期认定是不是同一笔', example: 'HT2022-000001' },
  { key: 'year', header: '年度', aliases: ['贷款年度', '发放年度'], required: false, width: 8, note: '发放日期所在的公历年，可以不填', example: '2022' },
  { key: 'issuedOn', header: '发放日期', aliases: ['放款日期', '贷款发放日期', '发放时间'], required: true, width: 14, note: '例如 2022-09-20', example: '2022-09-20' },
  { key: 'amount', header: '发放金额(元)', aliases: ['放款金额', '贷款金额'], required: true, width: 14, note: '单位是元，最多两位小数。上限：本专科 12000 元，研究生 16000 元', example: '8000.00' },
];

export const repaymentColumns: readonly FileColumn<RepaymentColumn>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名', '借款人', '借款人姓名'], required: true, width: 16, note: '与贷款信息一致', example: '张梓桐' },
  { key: 'documentNumber', header: '证件号码', aliases: document, required: true, width: 24, note: '文本格式，与贷款信息一致', example: '11010519491231002X' },
  { key: 'bank', header: '经办银行', aliases: bank, required: true, width: 22, note: '与贷款信息一致', example: '河南省农村信用社' },
  { key: 'contractNo', header: '合同编号', aliases: contract, required: false, width: 22, note: '有编号的请填；没有的按贷款年度或发放日期找', example: 'HT2022-000001' },
  { key: 'loanYear', header: '贷款年度', aliases: ['年度'], required: false, width: 10, note: '所还贷款的发放年度', example: '2022' },
  { key: 'issuedOn', header: '贷款发放日期', aliases: ['发放日期', '放款日期'], required: false, width: 14, note: '同一年有几笔贷款时用它区分', example: '2022-09-20' },
  { key: 'amount', header: '还款金额(元)', aliases: ['本次还款金额'], required: true, width: 14, note: '单位是元，最多两位小数', example: '1234.56' },
  { key: 'repaidAt', header: '还款时间', aliases: ['还款日期'], required: true, width: 22, note: '写到时分秒，例如 2023-04-18 10:05:00；不能确认的，时分秒写 00:00:00', example: '2023-04-18 00:00:00' },
  { key: 'early', header: '是否提前还款', aliases: ['提前还款'], required: false, width: 14, note: '是 或 否，不填就是“是”', example: '是', choices: ['是', '否'] },
];

/** 附件1 四: a province's file may be this long. */
export const BANK_FILE_ROWS = 100_000;
export const loanTable = { columns: loanColumns, mostRows: BANK_FILE_ROWS };
export const repaymentTable = { columns: repaymentColumns, mostRows: BANK_FILE_ROWS };
