import { loanFile, loanLine, loanOffice, repaymentFile, repaymentLine, XLSX, type LoanOffice } from '../../loans/bank-file.js';
import type { Asked } from '../request.js';
import { story, type Story, type World } from '../story.js';
import { worked } from './files.js';
import { idOf, WORK, workDone } from './scenes.js';

const bytesOf = (name: string, bytes: Buffer): NonNullable<Asked['file']> => ({ name, bytes, type: XLSX });

/** A province with one loan on its books, waiting for review. */
async function entered(world: World): Promise<LoanOffice & { task: number; version: number; file: NonNullable<Asked['file']>; repayments: NonNullable<Asked['file']>; failed: number }> {
  const here = await loanOffice(world);
  const line = loanLine(here);
  const handed = async (path: string, name: string, bytes: Buffer): Promise<number> => {
    const answer = await here.operator.upload(path, name, bytes, XLSX);
    if (answer.status !== 202) throw new Error(answer.text);
    await workDone();
    return (answer.body as { importId: number }).importId;
  };
  await handed('/loans/imports', '贷款.xlsx', loanFile([line, loanLine(here)]));
  const failed = await handed('/repayments/imports', '还款.xlsx', repaymentFile([repaymentLine(loanLine(here))]));
  const batch = await idOf("SELECT id FROM bank_batches WHERE kind = 'loan' AND province_id = ?", [here.place.id]);
  const task = await idOf("SELECT id FROM tasks WHERE subject_kind = 'loan-batch' AND subject_id = ? AND state = 'open'", [batch]);
  return { ...here, task, version: 0, failed, file: bytesOf('又一批.xlsx', loanFile([{ ...line, '发放金额(元)': '9000' }, loanLine(here)])), repayments: bytesOf('还款.xlsx', repaymentFile([repaymentLine(line)])) };
}

const laterCap = async (world: World): Promise<LoanOffice & { cap: number }> => ({ ...(await loanOffice(world)), cap: await idOf("SELECT id FROM loan_caps WHERE standing = 'ready' AND id > ? ORDER BY id LIMIT 1", [0]) });

/** A later cap the operator has asked for. */
async function askedCap(world: World): Promise<LoanOffice & { cap: number }> {
  const scene = await laterCap(world);
  const answer = await scene.operator.post(`/loan-caps/${scene.cap}/proposal`, { remark: '某发〔2023〕1号' });
  if (answer.status !== 200) throw new Error(answer.text);
  return scene;
}

/** 国家助学贷款. */
export const loanStories: Story[] = [
  story('hand in a file of loans', {
    before: entered,
    doors: {
      'post /api/v1/loans/imports': ({ operator, file }) => ({ who: operator.actor, file }),
      'post /loans/imports': ({ operator, file }) => ({ who: operator.actor, file }),
    },
  }),
  story('hand in a file of repayments', {
    before: entered,
    doors: {
      'post /api/v1/repayments/imports': ({ operator, repayments }) => ({ who: operator.actor, file: repayments }),
      'post /repayments/imports': ({ operator, repayments }) => ({ who: operator.actor, file: repayments }),
    },
  }),
  story('a file of loans is checked and written as a batch in the background, replacing one', {
    before: async (world) => {
      const { operator, file } = await entered(world);
      const answer = await operator.upload('/loans/imports', file.name, file.bytes, file.type);
      if (answer.status !== 202) throw new Error(answer.text);
    },
    doors: { [`tick ${WORK}`]: () => ({}) },
    ...worked,
  }),
  story('decide a batch of loans', {
    before: entered,
    doors: { 'post /api/v1/tasks/:id/completion': ({ director, task, version }) => ({ who: director.actor, params: { id: task }, body: { version, decision: 'pass' } }) },
  }),
  story('register an institution outside the system', {
    before: loanOffice,
    doors: {
      'post /api/v1/external-institutions': ({ operator }) => ({ who: operator.actor, body: { name: '第七研究所', kind: 'research' } }),
      'post /external-institutions': ({ operator }) => ({ who: operator.actor, body: { name: '第七研究所', kind: 'research' } }),
    },
  }),
  story('ask for a later cap', {
    before: laterCap,
    doors: {
      'post /api/v1/loan-caps/:id/proposal': ({ operator, cap }) => ({ who: operator.actor, params: { id: cap }, body: { remark: '某发〔2023〕1号' } }),
      'post /loan-caps/:id/proposal': ({ operator, cap }) => ({ who: operator.actor, params: { id: cap }, body: { remark: '某发〔2023〕1号' } }),
    },
  }),
  story('put a later cap in force', {
    before: askedCap,
    doors: {
      'post /api/v1/loan-caps/:id/activation': ({ director, cap }) => ({ who: director.actor, params: { id: cap }, body: {} }),
      'post /loan-caps/:id/activation': ({ director, cap }) => ({ who: director.actor, params: { id: cap }, body: {} }),
    },
  }),
  story('not put a later cap in force', {
    before: askedCap,
    doors: {
      'post /api/v1/loan-caps/:id/refusal': ({ director, cap }) => ({ who: director.actor, params: { id: cap }, body: { remark: '还没有文件' } }),
      'post /loan-caps/:id/refusal': ({ director, cap }) => ({ who: director.actor, params: { id: cap }, body: { remark: '还没有文件' } }),
    },
  }),
  story('fetch the loans a file of repayments lacks', {
    before: entered,
    doors: {
      'get /api/v1/imports/:id/missing-loans.xlsx': ({ operator, failed }) => ({ who: operator.actor, params: { id: failed } }),
      'get /imports/:id/missing-loans.xlsx': ({ operator, failed }) => ({ who: operator.actor, params: { id: failed } }),
    },
    again: { before: 200, after: 200 },
  }),
];
